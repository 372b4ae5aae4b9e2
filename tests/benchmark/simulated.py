# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Simulated requests of simulated clients, as counts.

Some clients send many requests, some fail more often or are slower. A population of them is made once, and every sample draws from it, so that samples differ
as they would and nothing else does.
"""

from __future__ import annotations

import itertools
import math
import struct
from collections.abc import Callable
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _histogram
from ansible_collections.golive.web.plugins.module_utils._counts import Counts

_CLIENTS = 20_000
_SUMS = [name for name in Counts._fields if name != "latency"]
_LAYOUT = struct.Struct(f"<{len(_SUMS)}Q{_histogram.LAST_BIN + 1}I")


class Clients(NamedTuple):
    """What clients are like. Each of the functions takes a generator of random numbers.

    C(requests): how many requests a client sends. C(failing): the probability that one of them fails. C(slow), C(spread): the standard deviations in bins of
    the means of clients and of the requests of one client, around C(usual); eight bins double a latency, 40 is 160 ms, and all below 0 is in bin 0.
    """

    requests: Callable
    failing: Callable
    slow: float = 4
    spread: float = 8
    usual: float = 40


class Change(NamedTuple):
    """What a release, host or hour does to requests: more of them fail, all are slower, or the first few are much slower. Latencies in bins."""

    failing: float = 0
    slower: int = 0
    first: float = 0
    first_slower: int = 0


def beta(ratio, alike):
    """Clients fail with a probability of I(ratio) on average; I(alike) is how much requests of one client correlate."""
    weight = 1 / alike - 1 if alike else 0
    return lambda rng: rng.betavariate(ratio * weight, (1 - ratio) * weight) if alike else ratio


def broken(ratio, share):
    """A I(share) of the clients fail always, the others with a probability of I(ratio)."""
    return lambda rng: 1.0 if rng.random() < share else ratio


def pareto(shape, most):
    """Most clients send one request or two, a few hundreds."""
    return lambda rng: min(most, int(rng.paretovariate(shape)))


def lognormal(median, deviation, most):
    """Other programs are clients: few, with many requests."""
    return lambda rng: max(1, min(most, round(median * math.exp(rng.gauss(0, deviation)))))


def once(_rng):
    """Every request is another client's."""
    return 1


class Population:
    """Clients from whom samples are drawn, each as one number that holds all sums over its requests side by side, so that adding numbers adds samples.

    I(ratio): what part of all their requests fails. Errors are added or taken at random until it is just that, lest luck here be taken for power.
    """

    def __init__(self, clients, rng, change=Change(), ratio=None):
        each = [_client(clients, rng, change) for _number in range(_CLIENTS)]
        if ratio is not None:
            _settle(each, ratio, rng)
        self._packed = [_pack(Counts.from_clients([one])) for one in each]
        self._mean = sum(requests for requests, _errors, _histogram in each) / len(each)

    def sample(self, rng, requests):
        """C(Counts) of about I(requests)."""
        return _unpack(sum(rng.choices(self._packed, k=round(requests / self._mean))))


def _client(clients, rng, change):
    """[requests, errors, histogram] of one client."""
    requests, failing, usual = clients.requests(rng), clients.failing(rng), rng.gauss(clients.usual, clients.slow)
    errors, histogram = 0, {}
    for _number in range(requests):
        errors += rng.random() < failing or rng.random() < change.failing
        first = change.first_slower if rng.random() < change.first else 0
        _histogram.add(histogram, {max(0, min(_histogram.LAST_BIN, round(rng.gauss(usual, clients.spread)) + change.slower + first)): 1})
    return [requests, errors, histogram]


def _settle(each, ratio, rng):
    """Makes I(ratio) of the requests of I(each) errors."""
    left = round(ratio * sum(requests for requests, _errors, _histogram in each)) - sum(errors for _requests, errors, _histogram in each)
    weights = list(itertools.accumulate(requests - errors if left > 0 else errors for requests, errors, _histogram in each))
    while left:
        client = rng.choices(each, cum_weights=weights)[0]
        step = 1 if left > 0 else -1
        if 0 <= client[1] + step <= client[0]:
            client[1] += step
            left -= step


def _pack(counts):
    bins = [counts.latency.get(number, 0) for number in range(_histogram.LAST_BIN + 1)]
    return int.from_bytes(_LAYOUT.pack(*(getattr(counts, name) for name in _SUMS), *bins), "little")


def _unpack(packed):
    values = _LAYOUT.unpack(packed.to_bytes(_LAYOUT.size, "little"))
    latency = {number: count for number, count in enumerate(values[len(_SUMS) :]) if count}
    return Counts(latency=latency, **dict(zip(_SUMS, values)))
