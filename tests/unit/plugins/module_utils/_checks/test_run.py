# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks import finding, run
from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, Judgement, Kind, Option, Remedy, Trouble, judged
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from checks import ready


def kind(judge, needs=lambda options: [("it",)]):
    return Kind({"port": Option("integer")}, "high", "Data", "It at {port}", lambda options: "it", Remedy("Mend it at {port}."), judge, needs)


def found(source, environment=None, seconds=5.0, judge=lambda options, facts: judged(facts[("it",)], "missing", "seen", "wanted"), **options):
    check = {**ready(check="reboot"), "check": "mine", "id": "mine", "port": None, **options}
    (one,) = run.run([check], {"mine": kind(judge)}, {"it": source}, environment or {}, [], seconds)
    return one


def test_a_finding_has_what_its_kind_and_its_check_say():
    one = found(lambda environment: False, port=5, severity="low")
    assert (one["outcome"], one["reason"], one["observed"], one["expected"]) == ("fail", "missing", "seen", "wanted")
    assert (one["title"], one["severity"], one["component"]) == ("It at 5", "low", "Data")
    assert one["remediation"] == {"text": "Mend it at 5.", "effort": "low"}


def test_a_fact_is_found_once_for_all_checks_and_they_come_in_their_order():
    asked = []
    checks = [{**ready(check="reboot"), "check": "mine", "id": str(number), "port": number} for number in range(5)]
    mine = kind(lambda options, facts: judged(facts[("it",)] == options["port"], "range", "", ""))
    ones = run.run(checks, {"mine": mine}, {"it": lambda environment: asked.append(1) or 3}, {}, [], 5)
    assert [one["id"] for one in ones] == list("01234") and [one["outcome"] for one in ones] == ["fail"] * 3 + ["pass", "fail"]
    assert asked == [1]


def test_facts_are_found_at_the_same_time():
    both = threading.Barrier(2, timeout=5)
    two = kind(lambda options, facts: judged(facts[("it", 1)] is not None, "missing", "", ""), lambda options: [("it", 1), ("it", 2)])
    check = {**ready(check="reboot"), "check": "mine", "id": "mine", "port": None}
    (one,) = run.run([check], {"mine": two}, {"it": lambda environment, number: both.wait()}, {}, [], 5)
    assert one["outcome"] == "pass"


@pytest.mark.parametrize(
    ("error", "outcome", "reason", "words"),
    [
        (Trouble("refused", "nobody is there", FAIL), "fail", "refused", "nobody is there"),
        (Trouble("tool", "it says nothing"), "error", "tool", "it says nothing"),
        (ZeroDivisionError("secret"), "error", "tool", "it could not be found out (ZeroDivisionError)"),
    ],
)
def test_a_fact_that_can_not_be_had_is_told(error, outcome, reason, words):
    def source(environment):
        raise error

    one = found(source)
    assert (one["outcome"], one["reason"], one["observed"]) == (outcome, reason, words)


@pytest.mark.parametrize("part", ["needs", "judge"])
def test_what_nobody_foresaw_of_a_kind_is_the_error_of_one_check(part):
    def stumble(*_args):
        raise ZeroDivisionError("s3cr3t")

    ill = kind(lambda options, facts: judged(True, "", "", ""))._replace(**{part: stumble})
    well = kind(lambda options, facts: judged(facts[("it",)], "missing", "seen", ""))
    checks = [{**ready(check="reboot"), "check": name, "id": name, "port": None} for name in ("ill", "well")]
    ones = run.run(checks, {"ill": ill, "well": well}, {"it": lambda environment: True}, {}, [], 5)
    assert [(one["outcome"], one["reason"], one["observed"]) for one in ones] == [
        ("error", "tool", "it could not be found out (ZeroDivisionError)"), ("pass", "", "seen"),
    ]  # fmt: skip


def test_coroutines_and_what_blocks_go_on_beside_each_other():
    both = threading.Event()

    async def waits(environment):
        while not both.is_set():
            await asyncio.sleep(0.01)
        return True

    two = kind(lambda options, facts: judged(facts[("a",)] is True and facts[("b",)] is None, "missing", "", ""), lambda options: [("a",), ("b",)])
    check = {**ready(check="reboot"), "check": "mine", "id": "mine", "port": None}
    (one,) = run.run([check], {"mine": two}, {"a": waits, "b": lambda environment: both.set()}, {}, [], 5)
    assert one["outcome"] == "pass"


def test_no_pattern_holds_it_up():
    began = time.process_time()
    assert found(lambda environment: True, {"A": "a" * 40 + "!"}, when={"A": "^(a+)+$"})["outcome"] == "not_applicable"
    assert time.process_time() - began < 5


def test_what_a_variable_says_is_no_variable_itself():
    one = found(lambda environment: True, {"DB_PORT": "${OTHER}"}, port="${DB_PORT}")
    assert (one["outcome"], one["reason"], one["observed"]) == ("fail", "spec", "port is ${DB_PORT}, but it must be a whole number")


def test_a_finding_is_masked_before_it_is_cut():
    secret = "q7Zr2mX9wLp4Tn8V"
    check = {**ready(check="reboot"), "title": f"It {secret}", "remediation": f"Mend {secret}", "source": "ASVS 1"}
    judgement = Judgement("fail", "tool", "x" * 395 + secret, f"not {secret}", f"by {secret}")
    one = finding.of(check, KINDS["reboot"], judgement, [secret], 0)
    assert secret[:4] not in str(one) and one["observed"] == "x" * 395 + "*****..." and one["title"] == "It ********"
    assert (one["source"], one["measured_at"]) == ("ASVS 1", "1970-01-01T00:00:00Z")
    assert finding.sentence(one).startswith("It ********: xxx") and ", expected not ********. Mend" in finding.sentence(one)


def test_what_is_not_as_it_must_be_is_told_before_what_nobody_knows():
    ones = [{"severity": "high", "outcome": outcome, "id": outcome} for outcome in ("error", "fail", "pass", "unknown")]
    assert [one["id"] for one in finding.verdict(ones, "low")[1]] == ["fail"]
    assert [one["id"] for one in finding.verdict([one for one in ones if one["id"] != "fail"], "low")[1]] == ["error", "unknown"]


def test_what_is_not_found_in_time_is_an_error_and_keeps_nobody():
    began = time.monotonic()
    one = found(lambda environment: time.sleep(3), seconds=0.1)
    assert (one["outcome"], one["reason"]) == ("error", "deadline") and time.monotonic() - began < 2


def test_where_a_variable_says_so_it_is_not_applicable():
    def never(environment):
        raise AssertionError

    for environment in ({}, {"A": "b"}):
        one = found(never, environment, when={"A": "^a"})
        assert one["outcome"] == "not_applicable" and "A " in one["observed"]
    assert found(lambda environment: True, {"A": "ab"}, when={"A": "^a"})["outcome"] == "pass"


@pytest.mark.parametrize(
    ("environment", "outcome", "reason", "words"),
    [
        ({}, "fail", "missing", "the variable DB_PORT is not set"),
        ({"DB_PORT": "s3cr3t"}, "fail", "spec", "port is ${DB_PORT}, but it must be a whole number"),
        ({"DB_PORT": "3"}, "pass", "", "seen"),
    ],
)
def test_a_variable_in_an_option_is_put_there_on_the_host(environment, outcome, reason, words):
    one = found(lambda environment: True, environment, port="${DB_PORT}")
    assert (one["outcome"], one["reason"], one["observed"]) == (outcome, reason, words)


def test_what_is_of_the_live_release_is_not_applicable_without_one():
    assert found(lambda environment: True, {"GOLIVE_APPLICATION": "a"}, port="${GOLIVE_SOCKET}")["outcome"] == "not_applicable"
    assert found(lambda environment: True, {}, port="${GOLIVE_SOCKET}")["outcome"] == "fail"


@pytest.mark.parametrize(
    ("outcomes", "threshold", "verdict"),
    [
        ([("high", "fail")], "high", "fail"), ([("medium", "fail")], "high", "pass"), ([("high", "error")], "high", "inconclusive"),
        ([("high", "unknown"), ("critical", "fail")], "critical", "fail"), ([("high", "warn"), ("high", "not_applicable")], "low", "pass"),
        ([("low", "error")], "medium", "pass"), ([], "low", "pass"),
    ],
)  # fmt: skip
def test_a_verdict_is_of_what_is_grave_enough(outcomes, threshold, verdict):
    ones = [{"severity": severity, "outcome": outcome} for severity, outcome in outcomes]
    assert finding.verdict(ones, threshold)[0] == verdict


def test_every_kind_of_judgement_is_a_judgement():
    assert Judgement("pass") == judged(True, "x", "", "y")
    assert all(kind.severity and kind.component and kind.remedy.text for kind in KINDS.values())
