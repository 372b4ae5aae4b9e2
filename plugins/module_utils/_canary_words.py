# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comparing a canary came to, in sentences with figures."""

from __future__ import annotations

NO_BASELINE = "There is no baseline, so nothing was compared."

_FAILED = "The access log has them under the release's id, and the log of its slot their cause."
_SLOW = "The access log has the time of each under the release's id."
_MANY = {"errors": "Errors", "latency": "Latencies"}


def few(what, requests, minimum):
    """That I(what) has fewer requests than a comparison takes."""
    if not requests:
        return f"No request is known of {what}, so nothing was compared with it: give it time or traffic."
    return f"Only {requests:,} requests are known of {what}, and a comparison takes {minimum:,}: give it more time or more traffic."


def unjudged(name, baseline, test):
    """That the test I(name) with I(baseline) had too little to go by."""
    compared = f"{_MANY[name]} of the canary and {baseline} were not compared"
    if not all(test.worth):
        return f"{compared}: there is no request with an upstream time on one side."
    worth, other_worth = (f"{value:,}" for value in test.worth)
    return (
        f"{compared}: with those of one client alike, their requests are worth {worth} and {other_worth}, too few."
        " Give it more time or more clients; behind a proxy, nginx must know their addresses."
    )


def errors(canary, judged, _tolerance):
    """The error ratios of the figures of I(canary) and those of each baseline, with what its test came to: I(judged), a list of (figures, C(Test))."""
    others = [f"{_percent(side)} of {side['requests']:,} on {side['what']} ({side['errors']:,}{_p(test)})" for side, test in judged]
    met = f"{_percent(canary)} of the canary's {canary['requests']:,} requests failed ({canary['errors']:,} with status 500 or above)"
    return f"{met}, and {_listed(others)}: {_outcome(judged, f'more than chance explains. {_FAILED}', 'no more than chance explains, compared with')}"


def latency(canary, judged, tolerance):
    """The latencies, likewise; slower by I(tolerance) percent is no fault."""
    others = [f"{_times(side)} on {side['what']} ({side['timed']:,} timed{_p(test)})" for side, test in judged]
    took = f"The canary's answers took {_times(canary)} ({canary['timed']:,} timed)"
    slower = f"slower by more than {tolerance} %"
    return f"{took}, and {_listed(others)}: {_outcome(judged, f'{slower}. {_SLOW}', f'not {slower} than')}"


def _outcome(judged, worse, no_worse):
    held = [side["what"] for side, test in judged if not test.is_worse]
    return f"{no_worse} {_listed(held)}." if held else worse


def _p(test):
    return f", p = {test.p:.2g}"


def _percent(side):
    return f"{side['error_percent']:.3g} %"


def _times(side):
    p99 = side["p99_seconds"]
    return _milliseconds(side["median_seconds"]) + " in the median" + (f" and {_milliseconds(p99)} at p99" if p99 is not None else "")


def _milliseconds(seconds):
    return f"{seconds * 1000:,.0f} ms"


def _listed(words):
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
