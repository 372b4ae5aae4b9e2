# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where in a log of some gigabytes a time is, without reading it: by halves, since its lines are nearly in order.

Only lines that say their time as nginx writes it are looked at; what lies between them is passed over. Times are in seconds since the
epoch. A file is one of C(_log_files).
"""

from __future__ import annotations

import re
from typing import NamedTuple

_MSEC = re.compile(rb'\n\{"time":"[^"\\\n]{1,40}","msec":([1-9][0-9]{8,10}\.[0-9]{3}),')
# A page of the disk has several lines; a megabyte without one is damage, which is passed over by reading it with the rest.
_LOOKS = (4 << 10, 64 << 10, 1 << 20)
_CLOSE = 16 << 10


class Line(NamedTuple):
    """Where a line begins, in bytes, and the time that it says."""

    start: int
    msec: float


def first_msec(file):
    """The time of the first line of I(file), packed or not, that says one; C(None) where none near its beginning does."""
    for length in _LOOKS:
        match = _MSEC.search(b"\n" + file.head(length))
        if match:
            return float(match[1])
    return None


def line_at(file, offset):
    """The first line that begins at I(offset) or after it, or C(None) where none is near."""
    for length in _LOOKS:
        match = _MSEC.search(_from(file, offset, length))
        if match:
            return Line(offset + match.start(), float(match[1]))
    return None


def line_start(file, offset):
    """Where the first line begins that begins at I(offset) or after it; the file's end where there is none."""
    while offset < file.size:
        data = _from(file, offset, _LOOKS[1])
        newline = data.find(b"\n")
        if newline >= 0:
            return offset + newline
        if not data:  # it was cut meanwhile
            break
        offset += len(data)
    return file.size


def _from(file, offset, length):
    """What is before I(offset), one byte, and after it: a line begins where a newline is before it, and at the very beginning."""
    return file.read(offset - 1, length) if offset else b"\n" + file.read(0, length)


def start_of(file, msec):
    """Where to begin to read in order to meet all lines from the time I(msec) on: the start of an earlier line close by, or of the file."""
    low, high, start = 0, file.size, 0
    while high - low > _CLOSE:
        middle = (low + high) // 2
        line = line_at(file, middle)
        if line and line.msec < msec:
            low = start = line.start
        else:
            high = middle
    return start


def end_of(file, msec):
    """Where to end, having met all lines up to the time I(msec): the start of a later line close by, or the file's end."""
    if file.modified <= msec:
        return file.size
    low, high, end = 0, file.size, file.size
    while high - low > _CLOSE:
        middle = (low + high) // 2
        line = line_at(file, middle)
        if line and line.msec > msec:
            high, end = middle, line.start
        else:
            low = middle
    return end
