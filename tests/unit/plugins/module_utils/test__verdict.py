# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _verdict

WELL = {"verdict": "pass"}
ILL = {"verdict": "fail", "reason": "it answered 500.", "refused": True}
AWAY = {"unreachable": True}
WORSE = {"verdict": "fail", "reasons": ["errors: 4 % instead of 1 %"], "notes": []}
THIN = {"verdict": "inconclusive", "reasons": ["12 requests are fewer than 100"], "notes": []}
ALIKE = {"verdict": "pass", "reasons": [], "notes": ["12 requests are too few to compare"]}


def add(*phases, plan=None, now=0):
    """The verdict after I(phases), each its results and, where there is one, the comparison of traffic."""
    verdict = None
    for phase in phases:
        results, traffic = phase if isinstance(phase, tuple) else (phase, None)
        verdict = _verdict.add(verdict, "wave", results, {"max_failed": 0, "deadline": 100, **(plan or {})}, traffic, now=lambda: now)
    return verdict


def test_all_well_is_a_pass():
    assert add({"a": WELL, "b": WELL}) == _verdict.begin()


def test_one_host_more_than_the_budget_fails_the_fleet_and_every_reason_is_told():
    verdict = add({"a": AWAY, "b": WELL}, {"c": ILL}, plan={"max_failed": 1})
    assert (verdict["verdict"], verdict["phase"], verdict["refused"]) == ("fail", "wave", True)
    assert [reason.split(":")[0] for reason in verdict["reasons"]] == ["a", "c"]


def test_within_the_budget_the_rollout_goes_on_and_remembers_the_host():
    verdict = add({"a": AWAY, "b": WELL}, {"b": WELL}, plan={"max_failed": 1})
    assert verdict["verdict"] == "pass" and list(verdict["failed_hosts"]) == ["a"]


def test_a_host_fails_once_in_however_many_phases():
    assert add({"a": AWAY}, {"a": AWAY}, plan={"max_failed": 1})["verdict"] == "pass"


def test_on_the_way_back_a_host_that_had_failed_before_is_named_again():
    verdict = add({"a": AWAY}, {"b": ILL}, plan={"max_failed": 1})
    held = {"verdict": "fail", "reason": "another call is at work here."}
    assert "a: another call is at work here." in _verdict.add(verdict, "roll back", {"a": held, "b": WELL}, {"max_failed": 1})["reasons"]


def test_nobody_has_a_way_back_wait():
    wanted = {"a": {"verdict": "pass", "pause_wanted": True}}
    assert add(wanted)["verdict"] == "paused" and add(wanted, plan={"back": True})["verdict"] == "pass"


def test_a_failed_verdict_stays_and_keeps_its_phase_and_reasons_once():
    verdict = add({"a": ILL})
    after = _verdict.add(verdict, "roll back", {"a": WELL, "b": AWAY}, {"max_failed": 0})
    assert (after["verdict"], after["phase"]) == ("fail", "wave")
    assert [reason.split(":")[0] for reason in after["reasons"]] == ["a", "b"]


def test_the_deadline_is_looked_at_where_there_is_one():
    assert add({"a": WELL}, now=100)["verdict"] == "pass"
    assert "rollout_deadline_seconds" in add({"a": WELL}, now=101)["reasons"][0]
    assert _verdict.add(None, "finish", {"a": WELL}, {"max_failed": 0})["verdict"] == "pass"


@pytest.mark.parametrize(("traffic", "verdict", "refused"), [(WORSE, "fail", True), (THIN, "inconclusive", False), (ALIKE, "pass", False)])
def test_what_the_traffic_says_counts_where_the_hosts_are_well(traffic, verdict, refused):
    total = add(({"a": WELL}, traffic))
    assert (total["verdict"], total["refused"], total["reasons"], total["notes"]) == (verdict, refused, traffic["reasons"], traffic["notes"])


def test_a_host_that_is_not_well_is_the_reason_before_its_traffic_is():
    assert add(({"a": ILL}, THIN))["verdict"] == "fail"


@pytest.mark.parametrize(("answer", "verdict"), [("pass", "pass"), ("fail", "fail"), ("pause", "paused")])
def test_an_answer_settles_what_is_inconclusive(answer, verdict):
    settled = _verdict.settle(add(({"a": WELL}, THIN)), answer)
    assert settled["verdict"] == verdict
    assert (THIN["reasons"][0] in settled["notes"]) == (answer == "pass")
    assert settled["reasons"] == ([] if answer == "pass" else THIN["reasons"])


def test_a_verdict_that_is_none_needs_no_answer():
    assert _verdict.settle(add({"a": ILL}), "pass")["verdict"] == "fail"


def test_a_wish_to_pause_is_heard_where_all_is_well():
    assert add({"a": {**WELL, "pause_wanted": True}, "b": WELL})["verdict"] == "paused"
    assert add({"a": {**WELL, "pause_wanted": True}, "b": ILL})["verdict"] == "fail"
