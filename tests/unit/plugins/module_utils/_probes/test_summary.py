# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import types

import pytest
from ansible_collections.golive.web.plugins.module_utils._probes import summary
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Attempt, Trouble
from hypothesis import given
from hypothesis import strategies as st


def attempt(passed=True, total=0.01, **facts):
    one = Attempt().end("" if passed else "refused", "" if passed else "nothing listens there")
    one.phases["total"] = total
    for name, value in facts.items():
        setattr(one, name, value)
    return one


def course(counted, over=False, trouble=None, forgiven=(), aborted=False, **options):
    asked = {"min_samples": 1, "min_success_ratio": 1.0, "consecutive_successes": 0, "latency": {}, **options}
    last = forgiven[-1] if forgiven else None
    return types.SimpleNamespace(
        options=asked, counted=counted, over=over, trouble=trouble, forgiven=len(forgiven), last_forgiven=last, aborted=aborted
    )


def some(pattern):
    """Attempts of which a C(+) passed and a C(-) did not."""
    return [attempt(sign == "+") for sign in pattern]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=300))
def test_percentiles_are_values_that_were_there_and_in_order(values):
    found = summary.percentiles(values)
    assert set(found.values()) <= set(values)
    assert list(found.values()) == sorted(found.values())
    assert found["max"] == max(values)
    assert ("p95" in found, "p99" in found) == (len(values) >= 20, len(values) >= 100)


@given(st.lists(st.floats(0, 100), min_size=100, max_size=300), st.sampled_from([("p50", 0.5), ("p95", 0.95), ("p99", 0.99)]))
def test_a_percentile_has_that_part_of_the_values_below_or_at_it(values, percentile):
    name, part = percentile
    value = summary.percentiles(values)[name]
    assert sum(1 for one in values if one <= value) >= part * len(values)
    assert sum(1 for one in values if one < value) < part * len(values)


@pytest.mark.parametrize(
    ("pattern", "options", "status", "reason"),
    [
        ("+", {}, "pass", ""),
        ("-", {}, "fail", "refused"),
        ("----", {"min_success_ratio": 0.5}, "fail", "refused"),
        ("+-+-", {"min_success_ratio": 0.5}, "pass", ""),
        ("+--+", {"min_success_ratio": 0.75}, "fail", "ratio"),
        ("+-+++", {"min_success_ratio": 0.5, "consecutive_successes": 3}, "pass", ""),
        ("+++-+", {"min_success_ratio": 0.5, "consecutive_successes": 2}, "fail", "streak"),
        ("++", {"min_samples": 3}, "unknown", "sample"),
        ("", {}, "unknown", "sample"),
        ("--", {"min_success_ratio": 0.0}, "pass", ""),
    ],
)
def test_what_attempts_say_together(pattern, options, status, reason):
    assert summary.judge(course(some(pattern), **options))[:2] == (status, reason)


def test_an_attempt_that_failed_is_quoted_with_the_ratio():
    message = summary.judge(course(some("+++-"), min_success_ratio=0.9))[2]
    assert message == "75.0% of 4 attempts passed; the last that did not: nothing listens there"


def test_what_never_came_to_count_failed_where_it_was_tried_and_is_unknown_where_it_was_not():
    assert summary.judge(course([], over=True, forgiven=some("---"))) == (
        "fail", "refused", "it was not up in time, 3 attempts failed; the last: nothing listens there"
    )  # fmt: skip
    assert summary.judge(course([], over=True))[:2] == ("unknown", "deadline")


def test_a_name_that_does_not_resolve_needs_no_attempt():
    assert summary.judge(course([], trouble=Trouble("dns", "no such name"))) == ("fail", "dns", "no such name")


def test_what_passes_slowly_fails_by_the_limit_and_failures_are_not_timed():
    counted = [attempt(total=0.01 * number) for number in range(1, 21)] + [attempt(False, total=9)]
    asked = {"min_success_ratio": 0.9}
    assert summary.judge(course(counted, latency={"p50": 0.1, "p95": 0.19, "p99": None, "max": 0.2}, **asked))[0] == "pass"
    assert summary.judge(course(counted, latency={"p95": 0.18}, **asked)) == ("fail", "latency", "p95 is 190 ms, at most 180 ms are wanted")


@pytest.mark.parametrize(("limit", "passed", "failed"), [("p95", 19, 1), ("p99", 99, 0)])
def test_a_limit_that_too_few_attempts_tell_of_does_not_hold(limit, passed, failed):
    counted = [attempt(total=9) for _number in range(passed)] + some("-" * failed)
    assert summary.judge(course(counted, latency={limit: 0.1}, min_success_ratio=0.9))[:2] == ("unknown", "sample")


def test_what_was_given_up_failed_however_many_attempts_are_wanted():
    assert summary.judge(course(some("---"), aborted=True, min_samples=10))[:2] == ("fail", "refused")


def test_a_release_has_to_answer_from_enough_instances():
    counted = [attempt(release="2", instance="a"), attempt(release="2", instance="a"), attempt(release="1", instance="b")]
    asked = {"expect_release": "2", "min_instances": 2}
    assert summary.judge(course(counted, **asked))[:2] == ("fail", "instances")
    assert summary.judge(course([*counted, attempt(release="2", instance="b")], **asked))[0] == "pass"
    assert summary.releases(counted) == {"2": 2, "1": 1}


def test_a_warning_is_no_failure():
    one = attempt()
    one.check([Assertion("the status code", False, "disagrees", "503", "200", warns=True)])
    one.end()
    assert one.passed
    assert summary.judge(course([one])) == ("warn", "disagrees", "the status code is 200, expected 503")


@given(st.dictionaries(st.text(max_size=3), st.tuples(st.sampled_from(["pass", "warn", "fail", "unknown"]), st.sampled_from(["critical", "optional"]))))
def test_the_verdict_is_that_of_the_critical_ones(statuses):
    verdict, blamed = summary.outcome(statuses)
    critical = [status for status, criticality in statuses.values() if criticality == "critical"]
    assert verdict == ("fail" if "fail" in critical else "inconclusive" if "unknown" in critical else "pass")
    assert all(statuses[name] == ({"fail": "fail", "inconclusive": "unknown"}[verdict], "critical") for name in blamed)
    assert bool(blamed) == (verdict != "pass")
