# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a program says when it is asked, such as for its version."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._facts import programs, telling


def said(environment, where):
    """The output of I(where)'s command, its errors below it: not all programs tell their version where they should."""
    ended = telling.run(environment, where, [])
    if ended.code:
        raise programs.failed(ended, where.command[0])
    return f"{ended.out}\n{ended.err}"
