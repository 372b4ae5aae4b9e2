# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a release said in its slot. A slot has one log, whichever releases run in it, and only the secrets of the new one can be masked."""

from __future__ import annotations

import os
from typing import NamedTuple

_LOGS = "/var/log"
_LIMIT = 4096


class Mark(NamedTuple):
    """A place in a log: its file, by path and inode, and the bytes before it."""

    path: str
    inode: int
    size: int


def mark(layout, slot):
    """Where the log of I(slot) ends now."""
    path = os.path.join(_LOGS, layout.name, slot + ".log")
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return Mark(path, 0, 0)
    return Mark(path, status.st_ino, status.st_size)


def since(place, mask, longest):
    """The end of what was logged since the mark I(place), with secrets hidden by I(mask); I(longest): bytes of the longest of them."""
    try:
        with open(place.path, "rb") as file:
            status = os.fstat(file.fileno())
            # Another file, or a shorter one, was begun since then.
            start = place.size if status.st_ino == place.inode and status.st_size >= place.size else 0
            # As in _command: what is cut off may have been the beginning of a secret.
            end = status.st_size - _LIMIT - 2 * longest
            file.seek(max(start, end))
            text = mask(file.read(_LIMIT + 2 * longest).decode(errors="replace"))
    except OSError:
        return ""
    return text[2 * longest :] if end > start else text
