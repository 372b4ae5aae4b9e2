# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A scale of time, in thousandths of the whole.

A page whose style may only be the one that its head names can have no positions in the elements themselves. So each position is a class, and the
style has those that were used.
"""

from __future__ import annotations

_PARTS = 1000
# What is shorter can't be seen.
_LEAST = 3
_MOST_TICKS = 8
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400)


class Scale:
    """From 0 to I(seconds)."""

    def __init__(self, seconds):
        self._seconds = max(seconds, 0.001)
        self._left, self._width = set(), set()

    def place(self, begin, end):
        """The classes of what lasts from I(begin) to I(end), in seconds."""
        left = min(self._part(begin), _PARTS - _LEAST)
        width = min(max(self._part(end) - left, _LEAST), _PARTS - left)
        self._left.add(left)
        self._width.add(width)
        return f"x{left} w{width}"

    def ticks(self):
        """Moments at which to name the time, in seconds."""
        step = next((step for step in _STEPS if self._seconds <= step * _MOST_TICKS), self._seconds / _MOST_TICKS)
        return [number * step for number in range(int(self._seconds / step) + 1)]

    def style(self):
        """The classes that were used, as CSS."""
        return "".join(
            [f".x{left}{{left:{left / 10:g}%}}" for left in sorted(self._left)] + [f".w{width}{{width:{width / 10:g}%}}" for width in sorted(self._width)]
        )

    def _part(self, seconds):
        return max(0, min(_PARTS, round(seconds / self._seconds * _PARTS)))
