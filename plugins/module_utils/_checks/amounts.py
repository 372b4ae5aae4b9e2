# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings that are numbers: sizes in PHP's shorthand, and what stands for no limit."""

from __future__ import annotations

import math
import re

_AMOUNT = re.compile(r"\s*(?P<number>[+-]?\d{1,18}(?:\.\d{1,18})?)\w{0,18}?(?P<unit>[kmg]?)\s*", re.IGNORECASE)
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
# By the setting's name, which no two runtimes use for different things.
_UNLIMITED = {
    "DATA_UPLOAD_MAX_MEMORY_SIZE": "", "DATA_UPLOAD_MAX_NUMBER_FIELDS": "", "DATA_UPLOAD_MAX_NUMBER_FILES": "", "limit_request_field_size": "0",
    "limit_request_line": "0", "max_execution_time": "0", "max_input_time": "-1", "max_requests": "0", "memory_limit": "-1", "post_max_size": "0",
    "timeout": "0",
}  # fmt: skip


def amount(name, text):
    """The number that the setting I(name) has as I(text), infinite where it limits nothing; C(None) where it is none.

    Only the last letter counts, as it does for PHP: C(128M) is 134217728, and C(128MB), of which C(B) is no unit, is 128.
    """
    if _UNLIMITED.get(name) == text.strip():
        return math.inf
    found = _AMOUNT.fullmatch(text)
    return float(found["number"]) * _UNITS[found["unit"].lower()] if found else None


def shown(number):
    """I(number) for people."""
    if number >= 1 << 20 and not number % (1 << 20):
        return f"{number >> 20}M"
    return str(number)
