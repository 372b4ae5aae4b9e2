# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fisher's exact test and its mid-p variant on independent requests: how often each calls a canary worse, by adding up every possible outcome."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._statistics import fisher

P_VALUES = {"mid-p": attrgetter("mid"), "exact": attrgetter("exact")}
RATIOS = tuple(10 ** (step / 10 - 3) for step in range(21))
SIZES = ((20, 2_000), (50, 500), (200, 200), (200, 20_000), (1_000, 1_000), (5_000, 5_000))

_FEWEST_ERRORS = 2  # as the canary's judge has it
_NEVER = 1e-9


class Enumerated(NamedTuple):
    """With I(size) requests of the canary and I(other_size) of the baseline: the most false alarms at any of C(RATIOS), and how often a ratio of 1 % that
    doubles is found; both by the name of the p-value.
    """

    size: int
    other_size: int
    false_alarms: dict
    found: dict


def enumerate_outcomes(alpha):
    """A list of C(Enumerated)."""
    found = []
    for size, other_size in SIZES:
        alarms = {name: max(called_worse(size, ratio, other_size, ratio, alpha, p) for ratio in RATIOS) for name, p in P_VALUES.items()}
        power = {name: called_worse(size, 0.02, other_size, 0.01, alpha, p) for name, p in P_VALUES.items()}
        found.append(Enumerated(size, other_size, alarms, power))
    return found


def called_worse(size, ratio, other_size, other_ratio, alpha, p_value):
    """The probability that the canary, whose errors have the probability I(ratio), is called worse."""
    tails = [0.0]
    for errors in range(size, -1, -1):
        tails.append(tails[-1] + _binomial(errors, size, ratio))
    tails.reverse()  # tails[x]: x errors or more
    outcomes = ((others, _binomial(others, other_size, other_ratio)) for others in range(other_size + 1))
    return sum(weight * tails[_critical(size, others, other_size, alpha, p_value)] for others, weight in outcomes if weight > _NEVER)


def _critical(size, others, other_size, alpha, p_value):
    """The fewest errors of the canary that are called worse; one more than it has requests where none are."""
    low, high = max(_FEWEST_ERRORS, math.floor(others * size / other_size) + 1), size + 1
    while low < high:
        middle = (low + high) // 2
        if p_value(fisher(middle, size, others, other_size)) <= alpha:
            high = middle
        else:
            low = middle + 1
    return min(low, size + 1)


def _binomial(events, size, ratio):
    ways = math.lgamma(size + 1) - math.lgamma(events + 1) - math.lgamma(size - events + 1)
    return math.exp(ways + events * math.log(ratio) + (size - events) * math.log1p(-ratio))
