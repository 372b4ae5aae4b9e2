# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A canary beside its baselines: what is said in the cases that rollouts meet. How often, is measured by tests/benchmark/canaries.py."""

from __future__ import annotations

import json

import pytest
from ansible_collections.golive.web.plugins.module_utils._canary import Baseline, compare
from ansible_collections.golive.web.plugins.module_utils._counts import Counts
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._looks import Looks
from hypothesis import given
from hypothesis import strategies as st

FIRST, SECOND = Looks(1, 3), Looks(2, 3)
OTHERS, BEFORE = "the hosts that have not flipped", "the same hosts before"


def traffic(requests, errors=0, bins=(36, 40, 44), each=1):
    """I(requests) of clients that send I(each), I(errors) of them failed, one a client as far as that goes, with times in I(bins), in turn."""
    clients = requests // each
    failed = [errors // clients + (number < errors % clients) for number in range(clients)]
    return Counts.from_clients((each, failed[number], {bins[number % len(bins)]: each}) for number in range(clients))


def untimed(requests, errors=0):
    return Counts.from_clients((1, int(number < errors), {}) for number in range(requests))


def judged(canary, *baselines, looks=FIRST, minimum=0, **options):
    return compare(canary, [Baseline(what, counts) for what, counts in zip((OTHERS, BEFORE), baselines)], looks, minimum, **options)


USUAL = traffic(5_000, 50)


def test_the_same_passes_with_its_figures():
    result = judged(USUAL, USUAL, USUAL, minimum=200)
    assert (result.verdict, result.notes) == ("pass", [])
    assert result.reasons == [
        "1 % of the canary's 5,000 requests failed (50 with status 500 or above), and 1 % of 5,000 on the hosts that have not flipped (50, p = 0.5) and"
        " 1 % of 5,000 on the same hosts before (50, p = 0.5): no more than chance explains, compared with the hosts that have not flipped and"
        " the same hosts before.",
        "The canary's answers took 160 ms in the median and 226 ms at p99 (5,000 timed), and 160 ms in the median and 226 ms at p99 on the hosts that have"
        " not flipped (5,000 timed, p = 1) and 160 ms in the median and 226 ms at p99 on the same hosts before (5,000 timed, p = 1): not slower by more"
        " than 25 % than the hosts that have not flipped and the same hosts before.",
    ]


def test_twice_the_errors_fail_and_only_that_is_a_reason():
    result = judged(traffic(5_000, 100), USUAL, minimum=200)
    assert result.verdict == "fail"
    assert result.reasons == [
        "2 % of the canary's 5,000 requests failed (100 with status 500 or above), and 1 % of 5,000 on the hosts that have not flipped (50, p = 1.8e-05):"
        " more than chance explains. The access log has them under the release's id, and the log of its slot their cause."
    ]


def test_twice_the_time_fails_and_only_that_is_a_reason():
    result = judged(traffic(5_000, 50, (44, 48, 52)), USUAL)
    assert result.verdict == "fail" and len(result.reasons) == 1
    assert "320 ms in the median and 453 ms at p99" in result.reasons[0] and "slower by more than 25 %. " in result.reasons[0]


def test_worse_than_one_baseline_only_passes_and_says_than_which_not():
    result = judged(traffic(5_000, 100), USUAL, traffic(5_000, 100))
    assert result.verdict == "pass"
    assert result.reasons[0].endswith("compared with the same hosts before.")


def test_each_test_needs_every_baseline_by_itself():
    slow, failing = traffic(5_000, 50, (44, 48, 52)), traffic(5_000, 100)
    assert judged(traffic(5_000, 100, (44, 48, 52)), slow, failing).verdict == "pass"


@pytest.mark.parametrize("requests", [10, 50, 1_000])
def test_a_canary_of_which_all_fails_is_found_below_any_minimum(requests):
    assert judged(traffic(requests, requests), USUAL, minimum=2_000).verdict == "fail"


@pytest.mark.parametrize(("errors", "requests"), [(1, 1), (1, 10), (1, 5_000), (2, 5_000)])
def test_an_error_where_the_baseline_had_none_is_no_fail(errors, requests):
    assert judged(untimed(requests, errors), untimed(5_000)).verdict == "pass"


def test_many_errors_where_the_baseline_had_none_are():
    assert judged(untimed(5_000, 10), untimed(5_000)).verdict == "fail"


def test_errors_of_one_client_are_no_fail_and_those_of_many_are():
    clients = [(10, 0, {})] * 99
    one = Counts.from_clients([*clients, (30, 30, {})])
    many = Counts.from_clients([(10, 1, {})] * 30 + [(10, 0, {})] * 73)
    baseline = Counts.from_clients([(10, 0, {})] * 990 + [(10, 1, {})] * 10)
    assert one.errors == many.errors
    assert judged(one, baseline).verdict == "pass"
    assert judged(many, baseline).verdict == "fail"


def test_a_later_look_asks_for_more():
    canary = traffic(5_000, 77)
    assert judged(canary, USUAL).verdict == "fail"
    assert judged(canary, USUAL, looks=SECOND).verdict == "pass"


def test_too_few_requests_of_the_canary_are_inconclusive():
    result = judged(traffic(100), USUAL, minimum=200)
    assert (result.verdict, result.notes) == ("inconclusive", [])
    assert result.reasons[0] == "Only 100 requests are known of the canary, and a comparison takes 200: give it more time or more traffic."
    assert len(result.reasons) == 3  # what was compared is told as well


def test_a_baseline_with_too_few_requests_is_left_out_with_a_note():
    result = judged(traffic(5_000, 100), traffic(100, 50), USUAL, minimum=200)
    assert result.verdict == "fail"
    assert result.notes == ["Only 100 requests are known of the hosts that have not flipped, and a comparison takes 200: give it more time or more traffic."]


def test_no_baseline_with_enough_is_inconclusive():
    result = judged(USUAL, traffic(100), Counts.total([]), minimum=200)
    assert result.verdict == "inconclusive"
    assert result.reasons[1] == "No request is known of the same hosts before, so nothing was compared with it: give it time or traffic."


def test_without_a_minimum_nothing_passes_and_says_so():
    result = judged(Counts.total([]), USUAL)
    assert (result.verdict, result.reasons) == ("pass", [])
    assert result.notes == ["No request is known of the canary, so nothing was compared with it: give it time or traffic."]
    assert judged(Counts.total([]), USUAL, minimum=1).verdict == "inconclusive"


def test_no_baseline_at_all_is_told():
    assert judged(USUAL, minimum=1).verdict == "inconclusive"
    assert judged(USUAL).notes == ["There is no baseline, so nothing was compared."]


def test_one_client_alone_proves_nothing():
    one = Counts.from_clients([(500, 500, {40: 500})])
    result = judged(one, USUAL, minimum=200)
    assert result.verdict == "inconclusive"
    assert result.reasons[0].startswith("Errors of the canary and the hosts that have not flipped were not compared: with those of one client alike")
    assert judged(one, USUAL).verdict == "pass" and len(judged(one, USUAL).notes) == 2


def test_requests_without_a_time_are_judged_by_their_errors():
    result = judged(untimed(5_000, 50), untimed(5_000, 50), minimum=200)
    assert result.verdict == "pass" and len(result.reasons) == 1
    assert result.notes == [
        "Latencies of the canary and the hosts that have not flipped were not compared: there is no request with an upstream time on one side."
    ]


def test_slower_by_the_tolerance_passes():
    slower = traffic(5_000, 50, (39, 43, 47))
    assert judged(slower, USUAL).verdict == "pass"
    assert judged(slower, USUAL, tolerance=10).verdict == "fail"
    assert judged(traffic(5_000, 50, (41, 45, 49)), USUAL).verdict == "fail"


def test_what_nobody_notices_is_no_slowness():
    assert judged(traffic(5_000, 50, (3,)), traffic(5_000, 50, (0,))).verdict == "pass"
    assert judged(traffic(5_000, 50, (4,)), traffic(5_000, 50, (0,))).verdict == "fail"


def test_the_first_answers_of_a_slot_may_be_slow():
    assert judged(traffic(5_000, 50, (36, 40, 44) * 3 + (64,)), USUAL).verdict == "pass"


def test_no_p99_of_fewer_than_a_hundred():
    assert "at p99" not in judged(traffic(99), traffic(99)).reasons[1]


@pytest.mark.parametrize("tolerance", [-1, 10**9, float("nan")])
def test_a_tolerance_that_makes_no_sense_is_refused(tolerance):
    with pytest.raises(GoliveError, match="tolerance"):
        judged(USUAL, USUAL, tolerance=tolerance)


def test_figures_are_plain_data():
    figures = json.loads(json.dumps(judged(traffic(5_000, 100), USUAL, minimum=200).figures))
    assert (figures["look"], figures["minimum"], figures["tolerance"]) == ({"number": 1, "total": 3}, 200, 25)
    assert figures["canary"] == {
        "what": "the canary", "requests": 5_000, "clients": 5_000, "errors": 100, "error_percent": 2.0, "timed": 5_000,
        "median_seconds": pytest.approx(0.16), "p99_seconds": pytest.approx(0.2263, abs=1e-4),
    }  # fmt: skip
    tests = figures["baselines"][0]["tests"]
    assert tests["errors"] == {"p": pytest.approx(1.76e-5, rel=0.01), "alpha": pytest.approx(0.009), "judged": True, "worse": True, "worth": [4_999, 5_000]}
    assert (tests["latency"]["worse"], tests["latency"]["alpha"]) == (False, pytest.approx(0.0005))


def test_baselines_of_one_name_are_two():
    result = compare(traffic(5_000, 100), [Baseline("before", USUAL), Baseline("before", traffic(5_000, 100))], FIRST, 0)
    assert [side["errors"] for side in result.figures["baselines"]] == [50, 100]


clients = st.integers(1, 40).flatmap(
    lambda n: st.tuples(st.just(n), st.integers(0, n), st.dictionaries(st.integers(0, 128), st.integers(1, 9), max_size=3)).map(
        lambda one: (max(one[0], sum(one[2].values())), one[1], one[2])
    )
)
counts = st.lists(clients, max_size=30).map(Counts.from_clients)


@given(counts, st.lists(counts, max_size=3), st.sampled_from([FIRST, SECOND]), st.sampled_from([0, 1, 200]))
def test_whatever_is_compared_there_is_a_verdict_with_words(canary, baselines, looks, minimum):
    result = judged(canary, *baselines, looks=looks, minimum=minimum)
    assert result.verdict in ("pass", "fail", "inconclusive")
    assert result.reasons or result.notes
    assert all(sentence.endswith(".") for sentence in [*result.reasons, *result.notes])
    json.dumps(result.figures, allow_nan=False)
    if minimum > canary.requests:
        assert result.verdict != "pass"


@given(counts, counts)
def test_the_order_of_baselines_makes_no_difference(one, other):
    assert judged(USUAL, one, other).verdict == judged(USUAL, other, one).verdict


@given(counts)
def test_nothing_is_worse_than_itself(some):
    assert judged(some, some).verdict == "pass"
