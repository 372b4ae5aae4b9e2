# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What findings show of numbers and names."""

from __future__ import annotations

import math

_MOST_NAMES = 5
_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")


def size(count):
    """I(count) bytes, in the unit that leaves the fewest digits."""
    power = min(max(int(count).bit_length() - 1, 0) // 10, len(_UNITS) - 1)
    return f"{count} bytes" if not power else f"{count / 1024**power:.4g} {_UNITS[power]}"


def number(value):
    """I(value), which may be infinite."""
    return "unlimited" if value == math.inf else f"{value:.15g}"


def names(found):
    """Those I(found), cut."""
    more = f" and {len(found) - _MOST_NAMES} more" if len(found) > _MOST_NAMES else ""
    return ", ".join(found[:_MOST_NAMES]) + more
