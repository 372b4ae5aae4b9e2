# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One canary beside one baseline: are its errors more, are its answers slower, and is there enough of both to tell?

Both tests count requests as what they are worth: divided by the design effect, since those of one client are alike.
"""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _statistics

# One failed request, or one client's, may be that request's own fate.
_FEWEST_ERRORS = 2


class Test(NamedTuple):
    """What came of one test: its p-value and what that may be at most, whether there is enough of both to tell, and what the requests of each are worth."""

    p: float
    alpha: float
    is_judged: bool
    worth: tuple

    @property
    def is_worse(self):
        return self.p <= self.alpha

    def as_dict(self):
        """Plain data."""
        return {"p": self.p, "alpha": self.alpha, "judged": self.is_judged, "worse": self.is_worse, "worth": list(self.worth)}


def errors(canary, baseline, alpha):
    """C(Test) of whether the error ratio of I(canary) is above that of I(baseline), both C(Counts) with requests."""
    effects = _statistics.design_effects(_error_clusters(canary), _error_clusters(baseline))
    (size, failed), (other_size, other_failed) = (_worth(*pair) for pair in zip((canary, baseline), effects))
    tail = _statistics.fisher(failed, size, other_failed, other_size)
    at_worst = _statistics.fisher(size, size, 0, other_size)
    is_judged = size >= _FEWEST_ERRORS and at_worst.mid <= alpha
    return Test(tail.mid if failed >= _FEWEST_ERRORS else 1.0, alpha, is_judged, (size, other_size))


def latency(canary, baseline, alpha, bins):
    """C(Test) of whether the answers of I(canary) are slower than those of I(baseline) by more than I(bins), both C(Counts)."""
    if not canary.timed or not baseline.timed:
        return Test(1.0, alpha, False, (0, 0))
    effect, other_effect = _statistics.design_effects(_latency_clusters(canary).less(bins), _latency_clusters(baseline))
    size, other_size = canary.timed / effect, baseline.timed / other_effect
    forgiven = _statistics.shifted(canary.latency, bins)
    p = _statistics.mann_whitney(_divided(forgiven, effect), _divided(baseline.latency, other_effect))
    at_worst = _statistics.mann_whitney({1: size}, {0: other_size})
    return Test(p, alpha, at_worst <= alpha, (round(size), round(other_size)))


def _worth(counts, effect):
    """(requests, errors) as what they are worth, in whole numbers."""
    size = max(1, round(counts.requests / effect))
    return size, min(round(counts.errors / effect), size)


def _error_clusters(counts):
    ratio = counts.errors / counts.requests
    return _statistics.Clusters(
        counts.clients, counts.requests, counts.requests2, counts.errors, counts.errors2, counts.requests_errors, ratio * (1 - ratio)
    )


def _latency_clusters(counts):
    mean = counts.logs / counts.timed
    variance = sum(count * (number - mean) ** 2 for number, count in counts.latency.items()) / counts.timed
    return _statistics.Clusters(counts.clients, counts.timed, counts.timed2, counts.logs, counts.logs2, counts.timed_logs, variance)


def _divided(histogram, effect):
    return {number: count / effect for number, count in histogram.items()}
