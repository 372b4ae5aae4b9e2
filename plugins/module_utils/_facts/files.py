# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of the host, read as far as there is need to."""

from __future__ import annotations

import os

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import system

MOST_BYTES = 1 << 20


def content(path, most_bytes=MOST_BYTES):
    """The bytes of the file I(path), which has no more than I(most_bytes). Raises C(Trouble)."""
    found = beginning(path, most_bytes + 1)
    if len(found) > most_bytes:
        raise Trouble("tool", f"{path} has more than {most_bytes} bytes")
    return found


def beginning(path, most_bytes):
    """The first I(most_bytes) of the file I(path). Raises C(Trouble)."""
    try:
        # A pipe would hold it up for ever.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            return file.read(most_bytes) or b""
    except OSError as error:
        raise system.of_error(error, path) from error


def text(path, most_bytes=MOST_BYTES):
    """C(content) as text, whatever it is."""
    return content(path, most_bytes).decode(errors="replace")
