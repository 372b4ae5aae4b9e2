# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import threading
import time
import urllib.parse

import pytest
from ansible_collections.golive.web.plugins.module_utils import _validation
from ansible_collections.golive.web.plugins.module_utils._checks import finding, run
from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, Judgement, Kind, Option, Remedy, Trouble, judged
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from checks import ready
from hypothesis import given
from hypothesis import strategies as st

SECRETS = ("APP_KEY", "DB_PASSWORD", "API_TOKEN", "MAIL_SECRET")


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


CHECKS = [
    {"check": "variable", "name": "APP_KEY", "min_entropy": 300},
    {"check": "variable", "name": "DB_PASSWORD", "allowed": ["x"]},
    {"check": "variable", "name": "API_TOKEN", "pattern": "^[a]+$", "type": "integer"},
    {"check": "variable", "name": "URL", "type": "port"},
    {"check": "variables_agree", "names": ["APP_KEY", "API_TOKEN"], "rule": "equal"},
    {"check": "path", "path": "/nowhere/${MAIL_SECRET}", "type": "file"},
    {"check": "service", "name": "cache", "url": "${URL}", "probe": {"type": "redis", "timeout": 0.2}},
    {"check": "service", "name": "web", "probe": {"type": "http", "url": "http://127.0.0.1:1/${API_TOKEN}", "password": "${DB_PASSWORD}", "user": "a"}},
    {"check": "service", "name": "odd", "probe": {"type": "tcp", "host": "127.0.0.1", "port": "${DB_PASSWORD}"}},
    {"check": "kernel", "name": "net.core.${MAIL_SECRET}", "min": 1},
    {"check": "version", "command": ["/nowhere/${API_TOKEN}"], "min": "1"},
]


SECRET = st.text("abcdefghijklmnopqrstuvwxyzABCDEFXYZ0123456789+/=_-.", min_size=16, max_size=40).filter(lambda text: len(set(text)) > 8)


@given(st.lists(SECRET, min_size=5, max_size=5, unique=True))
def test_no_secret_is_in_what_is_told(values):
    environment = dict(zip(SECRETS, values)) | {"URL": f"redis://:{urllib.parse.quote(values[4], safe='')}@127.0.0.1:1/0"}
    params = {"application": None, "environment": json.dumps(environment), "environment_file": None, "tier": "production", "threshold": "low"}
    text = json.dumps(_validation.validate({**params, "deadline": 10.0, "live": True, "checks": CHECKS}))
    assert [value for value in values if value in text] == []


def test_every_kind_of_judgement_is_a_judgement():
    assert Judgement("pass") == judged(True, "x", "", "y")
    assert all(kind.severity and kind.component and kind.remedy.text for kind in KINDS.values())
