# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the requests that met a release did worse than those that did not: more errors, or slower answers. docs/statistics.md has formulas and figures.

A canary is called worse only where it is worse than every baseline that it can be compared with, since hosts differ, and so do hours.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _canary_words, _comparison, _counts, _histogram, _looks
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

# A slot that has just started is a little slower for a while, and a person does not notice less.
TOLERANCE = 25
# As much as the whole range of a histogram.
_MOST_TOLERANCE = 100_000

_TELL = {"errors": _canary_words.errors, "latency": _canary_words.latency}


class Baseline(NamedTuple):
    """What the canary is compared with, and I(what) that is, as in "the hosts that have not flipped"."""

    what: str
    counts: _counts.Counts


class Result(NamedTuple):
    """C(verdict) is C(pass), C(fail) or C(inconclusive); C(reasons) are sentences with the figures that led to it, whatever it is.

    C(notes) are sentences on what was not compared, where that is no reason for the verdict. C(figures) is all of it as plain data.
    """

    verdict: str
    reasons: list
    notes: list
    figures: dict


def compare(canary, baselines, looks, minimum, tolerance=TOLERANCE):
    """C(Result) of I(canary), C(Counts), beside I(baselines), a list of C(Baseline).

    I(looks), C(_looks.Looks): which of all looks of the rollout this is. I(minimum): a baseline with fewer requests is left out, and a canary with fewer does
    not pass; it fails all the same where it is that bad. 0 asks for no minimum: what is too little for a test is passed over then, with a note.
    I(tolerance): the percentage by which answers may be slower, rounded to whole bins. Raises C(GoliveError) where I(looks) or I(tolerance) make no sense.
    """
    alpha, bins, enough = _looks.alpha(looks), _bins(tolerance), max(minimum, 1)
    sides = [Baseline("the canary", canary), *baselines]
    met, *others = [_figures(side) for side in sides]
    beside = [
        (figures, {"errors": _comparison.errors(canary, counts, alpha.errors), "latency": _comparison.latency(canary, counts, alpha.latency, bins)})
        for figures, (_what, counts) in zip(others, baselines)
        if canary.requests and counts.requests >= enough
    ]
    judged = {name: [(figures, tests[name]) for figures, tests in beside if tests[name].is_judged] for name in _TELL}
    told = {name: _TELL[name](met, pairs, tolerance) for name, pairs in judged.items() if pairs}
    lacking = [_canary_words.few(side.what, side.counts.requests, minimum) for side in sides if side.counts.requests < enough]
    lacking += [] if baselines else [_canary_words.NO_BASELINE]
    lacking += [_canary_words.unjudged(name, side["what"], tests[name]) for side, tests in beside for name in _TELL if not tests[name].is_judged]
    worse = [name for name, pairs in judged.items() if pairs and all(test.is_worse for _figures_of_side, test in pairs)]
    passes = not minimum or judged["errors"] and canary.requests >= minimum
    verdict = "fail" if worse else "pass" if passes else "inconclusive"
    reasons = {"fail": [told[name] for name in worse], "pass": list(told.values()), "inconclusive": [*lacking, *told.values()]}
    for figures, tests in beside:
        figures["tests"] = {name: test.as_dict() for name, test in tests.items()}
    figures = {"look": looks._asdict(), "minimum": minimum, "tolerance": tolerance, "canary": met, "baselines": others}
    return Result(verdict, reasons[verdict], [] if verdict == "inconclusive" else lacking, figures)


def _bins(tolerance):
    if not 0 <= tolerance <= _MOST_TOLERANCE:
        raise GoliveError(f"A tolerance of {tolerance} % is none from 0 to {_MOST_TOLERANCE}. Nothing was compared; say by how much answers may be slower.")
    return round(math.log2(1 + tolerance / 100) * _histogram.BINS_A_DOUBLING)


def _figures(side):
    what, counts = side
    return {
        "what": what,
        "requests": counts.requests,
        "clients": counts.clients,
        "errors": counts.errors,
        "error_percent": 100 * counts.errors / counts.requests if counts.requests else None,
        "timed": counts.timed,
        "median_seconds": _median(counts.latency),
        "p99_seconds": _histogram.percentile(counts.latency, 99),
    }


def _median(histogram):
    """The upper end of the bin with the median, in seconds; C(None) where there is none. Unlike a p99, that of few requests means something."""
    left = sum(histogram.values()) / 2
    for number in sorted(histogram):
        left -= histogram[number]
        if left <= 0:
            return _histogram.upper_seconds(number)
    return None
