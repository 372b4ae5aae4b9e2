# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from checks import judged, mistake
from hypothesis import given
from hypothesis import strategies as st

STRONG = "q7Zr2mX9wLp4Tn8VbK3sYd6F"


def look(value, **options):
    environment = {} if value is None else {"NAME": value}
    found = judged(None, environment, check="variable", name="NAME", **options)
    return found.outcome, found.reason


@pytest.mark.parametrize(
    ("value", "options", "reason"),
    [
        (None, {}, "missing"), ("", {}, "empty"), ("x", {"absent": True}, "forbidden"),
        ("x", {"type": "integer"}, "type"), ("70000", {"type": "port"}, "type"), ("a b", {"type": "host"}, "type"), ("//h", {"type": "url"}, "type"),
        ("{", {"type": "json"}, "type"), ("1.2.3", {"type": "address"}, "type"), ("a@b", {"type": "email"}, "type"), ("a", {"type": "path"}, "type"),
        ("perhaps", {"type": "boolean"}, "type"), ("1e5", {"type": "number"}, "type"),
        ("local", {"allowed": ["production"]}, "not_allowed"), ("LOCAL", {"forbidden": ["local"]}, "forbidden"), ("x", {"pattern": "^y"}, "pattern"),
        ("5", {"min": 6}, "range"), ("5", {"max": 4}, "range"), ("x", {"min": 1}, "range"), ("abc", {"min_length": 4}, "length"),
        ("changeme", {"min_entropy": 10}, "example"), ("abcabcabd", {"min_entropy": 100}, "weak"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(value, options, reason):
    assert look(value, **options) == ("fail", reason)


@pytest.mark.parametrize(
    ("value", "options"),
    [
        (None, {"required": False}), ("", {"empty": True}), ("", {"required": False}), (None, {"absent": True}), ("-5", {"type": "integer"}),
        ("443", {"type": "port"}), ("db.example.com", {"type": "host"}), ("https://h:8/x", {"type": "url"}), ("[]", {"type": "json"}),
        ("::1", {"type": "address"}), ("a@b.example", {"type": "email"}), ("/a", {"type": "path"}), ("Off", {"type": "boolean"}), ("1.5", {"type": "number"}),
        ("production", {"allowed": ["production"]}), ("x", {"forbidden": ["local"]}), ("5", {"min": 5, "max": 5}), (STRONG, {"min_entropy": 100}),
        ("base64:" + STRONG, {"min_entropy": 100}),
    ],
)  # fmt: skip
def test_what_is_well_passes(value, options):
    assert look(value, **options) == ("pass", "")


@given(st.text(max_size=200), st.sampled_from(["address", "boolean", "email", "host", "integer", "json", "number", "path", "port", "url"]))
def test_no_value_makes_a_type_stumble(value, type_name):
    assert look(value, type=type_name)[0] in ("pass", "fail")


def test_a_value_is_shown_only_where_it_is_one_of_few():
    def observed(name, **options):
        return judged(None, {name: "local-value"}, check="variable", name=name, **options).observed

    assert observed("APP_ENV", allowed=["x"]) == "'local-value'"
    assert observed("APP_TOKEN", allowed=["x"]) == observed("APP_ENV", pattern="^x") == "a value of 11 characters"


def test_what_can_not_be_meant_together_is_refused():
    assert "less than min" in mistake(check="variable", name="A", min=2, max=1)


@pytest.mark.parametrize(
    ("rule", "values", "passes"),
    [
        ("equal", ["a", "a"], True), ("equal", ["a", "b"], False), ("different", ["a", "b"], True), ("different", ["a", "a"], False),
        ("together", ["a", None], False), ("together", [None, None], True), ("ascending", ["1", "2"], True), ("ascending", ["2", "1"], False),
        ("ascending", ["1", "x"], False), ("same_host", ["https://a.example/x", "a.example"], True), ("same_host", ["https://a.example", "b.example"], False),
        ("same_host", ["https://A.example:8/", "me@a.example"], True), ("same_host", ["http://[", "http://["], True), ("same_host", ["http://[", "a"], False),
        ("different", ["a", None], True), ("ascending", ["1", None], False), ("equal", [None, None], True),
    ],
)  # fmt: skip
def test_variables_have_to_agree(rule, values, passes):
    environment = {name: value for name, value in zip("AB", values) if value is not None}
    found = judged(None, environment, check="variables_agree", names=["A", "B"], rule=rule)
    assert (found.outcome, found.reason) == (("pass", "") if passes else ("fail", "conflict"))


@pytest.mark.parametrize(("environment", "outcome"), [({"A": "https"}, "fail"), ({"A": "https", "B": "1"}, "pass"), ({"A": "http"}, "pass")])
def test_what_follows_from_a_variable_has_to_hold(environment, outcome):
    assert judged(None, environment, check="variables_agree", **{"if": {"A": "^https"}, "then": {"B": "^1$"}}).outcome == outcome


@given(st.lists(st.none() | st.text(max_size=20), min_size=2, max_size=3), st.sampled_from(["ascending", "different", "equal", "same_host", "together"]))
def test_no_values_make_a_rule_stumble(values, rule):
    names = [f"V{number}" for number in range(len(values))]
    environment = {name: value for name, value in zip(names, values) if value is not None}
    found = judged(None, environment, check="variables_agree", names=names, rule=rule)
    assert found.outcome in ("pass", "fail") and all(len(value) < 4 or value not in found.observed for value in environment.values())


def test_no_pattern_between_variables_holds_it_up():
    environment = {"A": "a" * 40 + "!"}
    assert judged(None, environment, check="variables_agree", **{"if": {"A": "a"}, "then": {"A": "^(a+)+$"}}).outcome == "fail"
    assert judged(None, environment, check="variables_agree", **{"if": {"A": "^(a+)+$"}, "then": {"B": "1"}}).outcome == "pass"


def test_a_value_is_shown_as_a_whole_so_that_what_is_secret_in_it_is_known():
    value = "https://me:" + "p" * 80 + "@a"
    assert judged(None, {"A": value}, check="variable", name="A", allowed=["x"]).observed == f"'{value}'"


def test_variables_agree_by_a_rule_or_by_what_follows():
    assert "either names and a rule, or if and then" in mistake(check="variables_agree", names=["A", "B"])
    assert "two names" in mistake(check="variables_agree", names=["A"], rule="equal")
