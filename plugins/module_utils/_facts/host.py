# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What programs of the host itself say, asked in its environment, not in that of the application."""

from __future__ import annotations

import os

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import programs


def asked(words, seconds=20.0, most_bytes=1 << 20):
    """How the program I(words) C(programs.Ended), in a language that can be read. Raises C(Trouble)."""
    try:
        return programs.run({**os.environ, "LC_ALL": "C.UTF-8"}, words, seconds=seconds, most_bytes=most_bytes)
    except Trouble as trouble:
        # That a host has no apt-get is no fault of it.
        raise Trouble("tool", trouble.message) if trouble.reason == "missing" else trouble from None


def said(words, seconds=20.0, most_bytes=1 << 20):
    """What the program I(words) says, where it ends well. Raises C(Trouble)."""
    ended = asked(words, seconds, most_bytes)
    if ended.code:
        raise programs.failed(ended, words[0])
    return ended.out
