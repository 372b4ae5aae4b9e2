# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether one sample is worse than another, and how much less than independent the requests of a few clients are. Numbers in, probabilities out."""

from __future__ import annotations

import math
from typing import NamedTuple

# A term of a sum of probabilities that is smaller than this, relative to the sum, changes nothing that floating point can show.
_NEGLIGIBLE = 1e-18
# Found by simulation: below it, false alarms are more than what is allowed (docs/statistics.md).
FEWEST_CLIENTS = 5


class Tail(NamedTuple):
    """The probabilities, under no difference, of more than what was seen, and of just that."""

    beyond: float
    just: float

    @property
    def exact(self):
        """The p-value that is never too small (Fisher 1935)."""
        return min(self.beyond + self.just, 1.0)

    @property
    def mid(self):
        """The mid-p-value, which counts half of what was seen (Lancaster 1961): too small at times, but right on average."""
        return min(self.beyond + self.just / 2, 1.0)


def fisher(events, size, other_events, other_size):
    """C(Tail) of Fisher's exact test (Fisher 1922, 1935), one-sided: is the ratio of I(events) in I(size) above that of the other sample?

    With all margins fixed, the number of events in the sample is hypergeometric. All arguments are whole numbers, events at most their size.
    """
    total, marked = size + other_size, events + other_events
    least, most = max(0, marked - other_size), min(marked, size)
    just = _hypergeometric(events, total, marked, size)
    if events * total > marked * size:
        return Tail(_sum_upwards(events, most, just, total, marked, size), just)
    # From below the mean upwards most of the probability would be added up: the other tail is shorter, and 1 less it as exact.
    below = _sum_downwards(events, least, just, total, marked, size)
    return Tail(max(0.0, 1 - below - just), just)


def _hypergeometric(events, total, marked, size):
    """The probability of I(events) among I(size) drawn of I(total), of which I(marked) are events."""
    ways = _log_binomial(marked, events) + _log_binomial(total - marked, size - events) - _log_binomial(total, size)
    return math.exp(min(ways, 0.0))


def _log_binomial(many, few):
    return math.lgamma(many + 1) - math.lgamma(few + 1) - math.lgamma(many - few + 1)


def _sum_upwards(events, most, just, total, marked, size):
    """The probability of more than I(events), each from the one before it: the ratios only get smaller."""
    found, term = 0.0, just
    for count in range(events, most):
        term *= (marked - count) * (size - count) / ((count + 1) * (total - marked - size + count + 1))
        found += term
        if term <= found * _NEGLIGIBLE:
            break
    return found


def _sum_downwards(events, least, just, total, marked, size):
    """The probability of fewer than I(events)."""
    found, term = 0.0, just
    for count in range(events, least, -1):
        term *= count * (total - marked - size + count) / ((marked - count + 1) * (size - count + 1))
        found += term
        if term <= found * _NEGLIGIBLE:
            break
    return found


def mann_whitney(histogram, other):
    """The p-value of the U test of Mann and Whitney (1947), one-sided: do values of I(histogram) tend to be larger than those of I(other)?

    Histograms are dicts: value to count, which need not be whole (see C(effective)). Normal approximation with correction for ties and for continuity
    (Lehmann 1975). C(1.0) where there is nothing to compare.
    """
    size, other_size = sum(histogram.values()), sum(other.values())
    total = size + other_size
    if not size or not other_size or total <= 1:
        return 1.0
    above, below, ties = 0.0, 0.0, 0.0
    for value in sorted({*histogram, *other}):
        count, other_count = histogram.get(value, 0), other.get(value, 0)
        above += count * (below + other_count / 2)
        below += other_count
        ties += (count + other_count) ** 3 - (count + other_count)
    variance = size * other_size / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0:
        return 1.0
    return _normal_tail((above - size * other_size / 2 - 0.5) / math.sqrt(variance))


def _normal_tail(deviations):
    """The probability that a standard normal variable is larger."""
    return math.erfc(deviations / math.sqrt(2)) / 2


def shifted(histogram, bins):
    """I(histogram) with every value less I(bins); what would fall below bin 0 is in bin 0."""
    moved = {}
    for number, count in histogram.items():
        moved[max(0, number - bins)] = moved.get(max(0, number - bins), 0) + count
    return moved


class Clusters(NamedTuple):
    """Sums over I(clients), the i-th with n observations whose values add up to y; I(variance) is that of one observation."""

    clients: int
    size: int  # sum of n
    size2: int  # sum of n * n
    values: int  # sum of y
    values2: int  # sum of y * y
    products: int  # sum of n * y
    variance: float

    @property
    def as_one(self):
        """The design effect where all observations of a client are the same, so that each client is one (Kish 1965)."""
        return self.size2 / self.size

    @property
    def estimated(self):
        """By how much the variance of the mean exceeds that of as many independent observations: that of the ratio estimator (Cochran 1977) over it."""
        if self.clients < 2 or self.variance <= 0:
            return 1.0
        mean = self.values / self.size
        residuals = self.values2 - 2 * mean * self.products + mean * mean * self.size2
        return self.clients / (self.clients - 1) * residuals / (self.size * self.variance)


def design_effect(own, both):
    """The design effect of a sample, by which Rao and Scott (1992) divide its counts: at least 1.

    I(own) are the C(Clusters) of the sample, not empty, I(both) those of both samples as one, which they are under no difference. The larger of both estimates is
    taken: one that shows the client that failed all the time is not talked down, and one that is too small to show any is not believed. But what others'
    clients do can't make a client less than one observation, and of very few clients no estimate is worth more than that.
    """
    least = own.as_one if own.clients < FEWEST_CLIENTS else 1.0
    return max(least, own.estimated, min(both.estimated, own.as_one))
