# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known of many requests, in sums that add up over hosts and times: how many, how many failed, how long they took, and how alike one client's are.

Requests of one client are no independent evidence. How much less they are worth shows in sums of squares and products over the clients, which add up
as the others do, so that no client has to leave its host. A client that was met on two hosts counts as two.
"""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _histogram
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

# Beyond what any log holds, and far below where floating point gives up.
_MOST = 10**12
_AGAIN = "Nothing was changed; read the statistics of the access log again, with one version of the collection on all hosts."


class Counts(NamedTuple):
    """Sums over I(clients), of which the i-th sent n requests, of which x failed, t have a time, and s is the sum of these t's bins (C(_histogram)).

    I(errors) are answers with a status of 500 and above. Each sum is a whole number; I(latency) is a histogram: bin to count.
    """

    requests: int  # sum of n
    errors: int  # sum of x
    clients: int
    requests2: int  # sum of n * n
    errors2: int  # sum of x * x
    requests_errors: int  # sum of n * x
    timed: int  # sum of t
    latency: dict
    timed2: int  # sum of t * t
    logs2: int  # sum of s * s
    timed_logs: int  # sum of t * s

    @classmethod
    def of(cls, data):
        """Counts of I(data), a dict as C(as_dict) makes, whose bins may be strings, as JSON has them. Raises C(GoliveError) where it can't be true."""
        if not isinstance(data, dict):
            raise GoliveError(f"Counts of requests are a dictionary, and {_shown(data)} came. {_AGAIN}")
        sums = {name: _whole(name, data.get(name), _most(name)) for name in _SUMS}
        counts = cls(latency=_latency(data.get("latency")), **sums)
        wrong = next((sentence for sentence, holds in _RULES if not holds(counts)), None)
        if wrong:
            raise GoliveError(f"Counts of requests don't fit together: {wrong}. {_AGAIN}")
        return counts

    @classmethod
    def from_clients(cls, clients):
        """Counts of I(clients), an iterable of (requests, errors, histogram of those with a time). A client without requests is none."""
        sums = dict.fromkeys(_SUMS, 0)
        latency = {}
        for requests, errors, histogram in clients:
            timed, logs = _size(histogram), _logs(histogram)
            _histogram.add(latency, histogram)
            each = {
                "requests": requests, "errors": errors, "clients": 1 if requests else 0,
                "requests2": requests * requests, "errors2": errors * errors, "requests_errors": requests * errors,
                "timed": timed, "timed2": timed * timed, "logs2": logs * logs, "timed_logs": timed * logs,
            }  # fmt: skip
            for name, value in each.items():
                sums[name] += value
        return cls(latency=latency, **sums)

    @classmethod
    def total(cls, several):
        """The sum of I(several) counts, a list."""
        latency = {}
        for counts in several:
            _histogram.add(latency, counts.latency)
        return cls(latency=latency, **{name: sum(getattr(counts, name) for counts in several) for name in _SUMS})

    def as_dict(self):
        """Plain data, for JSON."""
        return {**self._asdict(), "latency": {str(number): count for number, count in sorted(self.latency.items())}}

    @property
    def logs(self):
        """The sum of all bins, each the logarithm of a latency."""
        return _logs(self.latency)


_SUMS = tuple(name for name in Counts._fields if name != "latency")


def _size(histogram):
    return sum(histogram.values())


def _logs(histogram):
    return sum(number * count for number, count in histogram.items())


def _shown(value):
    text = repr(value) if isinstance(value, (bool, float, int, str, type(None))) else f"a {type(value).__name__}"
    return text if len(text) <= 40 else f"{text[:40]}..."


def _most(name):
    """Squares and products may be as large as the square of what they are made of, and a log is a bin's number at most."""
    return (_MOST * _histogram.LAST_BIN) ** 2 if name.endswith(("2", "_errors", "_logs")) else _MOST


def _whole(name, value, most):
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise GoliveError(f"Counts of requests have whole numbers up to {most:.0e}, and '{name}' is {_shown(value)}. {_AGAIN}")
    return value


def _latency(data):
    if not isinstance(data, dict):
        raise GoliveError(f"Counts of requests have a histogram, a dictionary of bin to count, and 'latency' is {_shown(data)}. {_AGAIN}")
    histogram = {}
    for key, value in data.items():
        text = str(key)
        known = isinstance(key, (int, str)) and text.isascii() and text.isdecimal() and len(text) <= 3
        if not known or int(text) > _histogram.LAST_BIN:
            raise GoliveError(f"A histogram of latencies has bins from 0 to {_histogram.LAST_BIN}, and {_shown(key)} is none. {_AGAIN}")
        _histogram.add(histogram, {int(text): _whole(f"latency {text}", value, _MOST)})
    return {number: count for number, count in histogram.items() if count}


def _are_squares(squares, total, clients):
    """Whether whole numbers of I(clients) that add up to I(total) can have I(squares) as the sum of their squares."""
    return total <= squares <= total * total <= squares * clients if total else not squares


_RULES = (
    ("there are more errors than requests", lambda counts: counts.errors <= counts.requests),
    ("there are more requests with a time than requests", lambda counts: counts.timed <= counts.requests),
    ("there are more clients than requests", lambda counts: counts.clients <= counts.requests),
    ("the histogram of latencies has another number of requests than 'timed'", lambda counts: _size(counts.latency) == counts.timed),
    ("'requests2' is no sum of the clients' squares", lambda counts: _are_squares(counts.requests2, counts.requests, counts.clients)),
    ("'errors2' is no sum of the clients' squares", lambda counts: _are_squares(counts.errors2, counts.errors, counts.clients)),
    ("'timed2' is no sum of the clients' squares", lambda counts: _are_squares(counts.timed2, counts.timed, counts.clients)),
    ("'logs2' is no sum of the clients' squares", lambda counts: _are_squares(counts.logs2, counts.logs, counts.clients)),
    ("'requests_errors' is no sum of the clients' products", lambda counts: counts.errors2 <= counts.requests_errors <= counts.requests2),
    ("'requests_errors' is more than its squares allow", lambda counts: counts.requests_errors**2 <= counts.requests2 * counts.errors2),
    ("'timed2' is more than 'requests2'", lambda counts: counts.timed2 <= counts.requests2),
    ("'timed_logs' is more than its squares allow", lambda counts: counts.timed_logs**2 <= counts.timed2 * counts.logs2),
)
