# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether one sample is worse than another, and how much less than independent the requests of a few clients are. Numbers in, probabilities out."""

from __future__ import annotations

import math
from typing import NamedTuple

# A term of a sum of probabilities that is smaller than this, relative to the sum, changes nothing that floating point can show.
_NEGLIGIBLE = 1e-18
# That of two values which are as frequent. Where one value has nearly all, ranks are far from normally distributed, and any other is so rare that it
# looks like proof.
_LEAST_SPREAD = 0.75
# Found by simulation: below it, false alarms are more than what is allowed (docs/statistics.md).
FEWEST_CLIENTS = 20


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

    Histograms are dicts: value to count, which need not be whole. Normal approximation with correction for continuity and for ties (Lehmann 1975), of
    which the latter takes no more than a quarter of the variance. C(1.0) where there is nothing to compare.
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
    spread = max(1 - ties / (total**3 - total), _LEAST_SPREAD)
    return _normal_tail((above - size * other_size / 2 - 0.5) / math.sqrt(size * other_size * (total + 1) / 12 * spread))


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

    def less(self, value):
        """The same with I(value) less in every observation."""
        values2 = self.values2 - 2 * value * self.products + value * value * self.size2
        return self._replace(values=self.values - value * self.size, values2=values2, products=self.products - value * self.size2)


def design_effects(sample, other):
    """The design effects of two samples, C(Clusters) that are not empty, by which Rao and Scott (1992) divide counts; 1 at least.

    Under no difference the two are one sample, whose clustering a small one of them may not show, so the estimate is that of both. Of I(sample), which may be
    the worse one, its own counts where it is larger, lest the one client be talked down that failed all the time; in I(other) that client only raises the
    bar. What the clients of one sample do can't make those of the other less than one observation each, and of few clients no estimate is worth more.
    """
    both = _together(sample, other).estimated
    return max(_least(sample), sample.estimated, min(both, sample.as_one)), max(_least(other), min(both, other.as_one))


def _together(sample, other):
    size = sample.size + other.size
    between = (sample.values / sample.size - other.values / other.size) ** 2 * sample.size * other.size / size
    variance = (sample.size * sample.variance + other.size * other.variance + between) / size
    return Clusters(*(one + another for one, another in zip(sample[:-1], other[:-1])), variance)


def _least(clusters):
    return clusters.as_one if clusters.clients < FEWEST_CLIENTS else 1.0
