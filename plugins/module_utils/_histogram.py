# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Latencies in fixed bins of one ratio, so that histograms of any hosts and times add up, and a factor of latency is a number of bins.

Bin 0 has all that took less than 5 ms, where access logs, which count whole milliseconds, and people see no difference. Above that
eight bins double a latency; the last bin, from five minutes on, is open. A histogram is a dict: bin to count, without zeros.
"""

from __future__ import annotations

import math

BINS_A_DOUBLING = 8
LAST_BIN = 128

_FLOOR_SECONDS = 0.005
# Of fewer, a percentile in the hundredths is one request's own fate.
_FEWEST = 100


def bin_of(seconds):
    """The bin of a latency of I(seconds)."""
    if seconds < _FLOOR_SECONDS:
        return 0
    return min(1 + int(math.log2(seconds / _FLOOR_SECONDS) * BINS_A_DOUBLING + 1e-9), LAST_BIN)


def upper_seconds(number):
    """The latency in seconds at which the bin I(number) ends."""
    return _FLOOR_SECONDS * 2 ** (number / BINS_A_DOUBLING)


def add(histogram, other):
    """Adds the counts of I(other) to I(histogram)."""
    for number, count in other.items():
        histogram[number] = histogram.get(number, 0) + count


def percentile(histogram, percent):
    """The latency in seconds that I(percent) of the requests did not exceed, as its bin's upper end; C(None) of fewer than 100 requests."""
    total = sum(histogram.values())
    if total < _FEWEST:
        return None
    left = math.ceil(total * percent / 100)
    for number in sorted(histogram):
        left -= histogram[number]
        if left <= 0:
            return upper_seconds(number)
    return upper_seconds(max(histogram))
