# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the attempts of a probe say together."""

from __future__ import annotations

import math

PASS, WARN, FAIL, UNKNOWN = "pass", "warn", "fail", "unknown"
# (the part of the attempts, how many it takes at least to say something of that part)
_RANKS = {"p50": (0.50, 1), "p95": (0.95, 20), "p99": (0.99, 100), "max": (1.0, 1)}


def percentiles(values):
    """The percentiles of I(values) that there are enough of, by nearest rank."""
    ordered = sorted(values)
    count = len(ordered)
    return {name: ordered[math.ceil(rank * count) - 1] for name, (rank, least_of_it) in _RANKS.items() if count >= least_of_it}


def phases(attempts):
    """The C(percentiles) of each phase that I(attempts) had, names to seconds."""
    taken = {}
    for attempt in attempts:
        for name, seconds in attempt.phases.items():
            taken.setdefault(name, []).append(seconds)
    return {name: {rank: round(seconds, 6) for rank, seconds in percentiles(taken[name]).items()} for name in sorted(taken)}


def least(latency):
    """How many attempts the limits I(latency) need, each with the name of the limit."""
    return {name: _RANKS[name][1] for name, limit in latency.items() if limit is not None}


def judge(course):
    """(status, reason, message) of a C(course.Course) that has run to its end.

    An attempt that ended for C(sample) says nothing for it nor against it.
    """
    options, counted = course.options, telling(course)
    silent = [attempt for attempt in course.counted if attempt.reason == "sample"]
    if course.trouble:
        return FAIL, course.trouble.reason, course.trouble.message
    failed = [attempt for attempt in counted if not attempt.passed]
    if course.aborted:
        return FAIL, failed[-1].reason, failed[-1].message
    if len(counted) < options["min_samples"]:
        return _too_few(course, counted, silent)
    why = (failed[-1].reason, failed[-1].message) if failed else ("", "")
    ratio = (len(counted) - len(failed)) / len(counted)
    if ratio < options["min_success_ratio"]:
        # Where none passed, the reason of the last says more.
        return (FAIL, *why) if not ratio else (FAIL, "ratio", f"{ratio:.1%} of {len(counted)} attempts passed; the last that did not: {why[1]}")
    if streak(counted) < options["consecutive_successes"]:
        return FAIL, "streak", f"{streak(counted)} attempts in a row passed at the end, {options['consecutive_successes']} are wanted" + (
            f"; the last that did not: {why[1]}" if failed else ""
        )
    slow = _slow(options["latency"] or {}, [attempt.phases["total"] for attempt in counted if attempt.passed])
    if slow:
        return slow
    few = _few_instances(options, counted)
    if few:
        return FAIL, "instances", few
    warnings = [attempt for attempt in counted if attempt.warning]
    if warnings:
        return WARN, warnings[-1].warns_of, warnings[-1].warning
    return PASS, "", ""


def telling(course):
    """The attempts of I(course) that count and say something."""
    return [attempt for attempt in course.counted if attempt.reason != "sample"]


def _too_few(course, counted, silent):
    if silent:
        return UNKNOWN, "sample", silent[-1].message
    if course.last_forgiven and not counted:
        last = course.last_forgiven
        return FAIL, last.reason, f"it was not up in time, {course.forgiven} attempts failed; the last: {last.message}"
    if counted or not course.over:
        return UNKNOWN, "sample", f"{len(counted)} attempts count, at least {course.options['min_samples']} are needed"
    return UNKNOWN, "deadline", "the time was over before an attempt could count"


def streak(counted):
    """How many of the attempts I(counted) passed in a row at the end."""
    return next((number for number, attempt in enumerate(reversed(counted)) if not attempt.passed), len(counted))


def _slow(limits, totals):
    """(status, reason, message) where one of I(limits) is broken by the I(totals), or too few of these are there to say, else C(None)."""
    found = percentiles(totals)
    for name, limit in limits.items():
        if limit is not None and name not in found:
            return UNKNOWN, "sample", f"{len(totals)} attempts passed, which say nothing of {name}; at least {_RANKS[name][1]} are needed"
        if limit is not None and found[name] > limit:
            return FAIL, "latency", f"{name} is {found[name] * 1000:.0f} ms, at most {limit * 1000:.0f} ms are wanted"
    return None


def releases(counted):
    """For each release that answered, how often it did."""
    counts = {}
    for attempt in counted:
        if attempt.release:
            counts[attempt.release] = counts.get(attempt.release, 0) + 1
    return counts


def _few_instances(options, counted):
    wanted, release = options.get("min_instances"), options.get("expect_release")
    if not wanted or not release:
        return ""
    instances = {attempt.instance for attempt in counted if attempt.release == release}
    return f"{len(instances)} instances answered with {release}, at least {wanted} are wanted" if len(instances) < wanted else ""


def outcome(statuses):
    """(verdict, names of probes that stand in its way) from I(statuses): name to (status, criticality)."""
    critical = {name: status for name, (status, criticality) in statuses.items() if criticality == "critical"}
    failed, unknown = ([name for name, status in critical.items() if status == wanted] for wanted in (FAIL, UNKNOWN))
    return ("fail", failed) if failed else ("inconclusive", unknown) if unknown else ("pass", [])
