# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks import spec, types
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Mistake, Option, Trouble
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from hypothesis import given
from hypothesis import strategies as st


def checked(*lists, tier="production"):
    return spec.checked(spec.merged(list(lists), KINDS), KINDS, tier)


def refused(*lists):
    with pytest.raises(Mistake) as caught:
        checked(*lists)
    return caught.value.where, caught.value.message


def test_a_check_of_a_later_list_changes_what_it_says_of_the_earlier_one():
    preset = [{"check": "variable", "name": "A", "id": "a"}, {"check": "variable", "name": "B"}]
    first, second = checked(preset, [{"id": "a", "severity": "low"}, {"id": "variable:B", "type": "url"}])
    assert (first["id"], first["name"], first["severity"]) == ("a", "A", "low")
    assert (second["id"], second["severity"], second["type"]) == ("variable:B", None, "url")
    assert checked(preset, [{"check": "variable", "name": "B", "enabled": False}])[0]["id"] == "a"


def test_a_check_can_be_taken_away_and_is_for_its_tiers_alone():
    entry = {"check": "variable", "name": "A", "id": "a", "tiers": ["production"]}
    assert checked([entry], [{"id": "a", "enabled": False}]) == []
    assert checked([entry], tier="staging") == []
    assert len(checked([entry])) == 1


def test_an_option_without_a_value_was_left_out():
    (check,) = checked([{"check": "variable", "name": "A", "when": None, "tiers": None, "enabled": None, "allowed": None, "required": None}])
    assert (check["when"], check["tiers"], check["enabled"], check["allowed"]) == ({}, [], True, [])
    assert checked([{"check": "variable", "name": "A", "id": "a", "tiers": ["staging"]}], [{"id": "a", "tiers": None}])[0]["tiers"] == []


@pytest.mark.parametrize(
    ("lists", "where", "words"),
    [
        ([{"a": 1}], (0,), "must be a list"),
        ([["x"]], (0, 0), "must be a dictionary"),
        ([[{"check": "variabel", "name": "A"}]], (0, 0, "check"), "did you mean 'variable'?"),
        ([[{"check": ["variable"], "name": "A"}]], (0, 0, "check"), "is no kind of check"),
        ([[{"name": "A"}]], (0, 0), "does not say which kind"),
        ([[{"id": "a", "severity": "low"}]], (0, 0), "no preset has a check with the id 'a'"),
        ([[{"check": "variable", "name": "A", "requird": True}]], (0, 0, "requird"), "did you mean 'required'?"),
        ([[{"check": "variable"}]], (0, 0), "needs name"),
        ([[], [{"check": "variable", "name": "A", "severity": "fatal"}]], (1, 0, "severity"), "severity is 'fatal', but it must be one of low, medium"),
        ([[{"check": "path", "path": "/a", "mode": 416}]], (0, 0, "mode"), 'a mode in quotes, such as "0640"'),
        ([[{"check": "variable", "name": "A"}, {"check": "variable", "name": "A"}]], (0, 1, "id"), "has the id 'variable:A', too"),
        ([[{"check": "variable", "name": "A", "id": "x"}, {"check": "variable", "name": "B", "id": "x"}]], (0, 1, "id"), "has the id 'x', too"),
        ([[{"check": "service", "probe": {"type": "tcp", "hots": "a"}}]], (0, 0, "probe", "hots"), "no option 'hots'"),
        ([[{"check": "variable", "name": "A", "absent": True, "type": "url"}]], (0, 0, "absent"), "can't be asked for anything else"),
    ],
)  # fmt: skip
def test_a_mistake_says_where_it_is(lists, where, words):
    found, message = refused(*lists)
    assert found == where and words in message


@pytest.mark.parametrize(
    ("kind", "given_", "found"),
    [
        ("text", 5, "5"), ("text", True, "true"), ("integer", "5", 5), ("number", "1.5", 1.5), ("flag", "Off", False), ("size", "512M", 512 << 20),
        ("size", 10, 10), ("mode", "0640", 0o640), ("path", "/a", "/a"), ("texts", [1, "a"], ["1", "a"]), ("patterns", {"A": "^x"}, {"A": "^x"}),
        ("pattern", "^a", "^a"), ("version", "8.2", "8.2"), ("version", 8, "8"), ("integers", ["1", 2], [1, 2]), ("paths", ["/a"], ["/a"]), ("any", [{}], [{}]),
        ("mapping", {1: [2]}, {"1": [2]}), ("size", "1 GiB", 1 << 30), ("text", None, None), ("integer", "${A}", "${A}"), ("texts", ["${A}", 1], ["${A}", "1"]),
    ],
)  # fmt: skip
def test_values_come_as_their_option_takes_them(kind, given_, found):
    assert types.converted(Option(kind), given_) == found


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True), ("integer", "x"), ("integer", 1.5), ("number", "x"), ("flag", "maybe"), ("size", "12Q"), ("mode", "0999"), ("path", "a"),
        ("path", "/a\0"), ("texts", "a"), ("patterns", ["a"]), ("pattern", "("), ("text", {}), ("mapping", []),
        ("version", 8.2), ("version", "8.x"), ("integers", [True]), ("paths", ["a"]), ("texts", "${A}"), ("patterns", {"A": "("}), ("mode", 640),
        ("number", "nan"), ("number", float("inf")), ("number", 10**400), ("text", {"a": "${A}"}), ("size", "-1"), ("patterns", "${A}"),
    ],
)  # fmt: skip
def test_what_an_option_does_not_take_is_refused(kind, value):
    with pytest.raises(Mistake):
        types.converted(Option(kind), value)


@given(st.dictionaries(st.from_regex(r"\A[A-Z_]{1,8}\Z"), st.text(min_size=1), max_size=4), st.text())
def test_a_variable_stands_in_its_place_whatever_its_value(environment, around):
    around = around.replace("$", "")
    text = around + "".join(f"${{{name}}}" for name in environment)
    assert types.filled({"a": [text]}, environment) == {"a": [around + "".join(environment.values())]}
    assert types.is_open(text) == bool(environment)


@pytest.mark.parametrize("said", [{"enabled": "${A}"}, {"tiers": "${A}"}, {"severity": "${A}"}])
def test_what_is_not_asked_of_the_host_is_not_left_to_its_variables(said):
    assert refused([{"check": "variable", "name": "A", **said}])[0] == (0, 0, *said)


@pytest.mark.parametrize("options", [{"check": "variable", "name": "A"}, {"check": "setting", "runtime": "php_cli", "name": "a"}])
def test_limits_of_which_one_is_a_variables_are_compared_on_the_host(options):
    assert len(checked([{**options, "min": "${A}", "max": 5}])) == len(checked([{**options, "min": 5, "max": "${A}"}])) == 1
    assert "less than min" in refused([{**options, "min": 6, "max": 5}])[1]


def test_every_type_is_tested():
    mark = test_values_come_as_their_option_takes_them.pytestmark[0]
    assert {kind for kind, _given, _found in mark.args[1]} == set(types.TYPES)


def test_what_is_chosen_is_no_variables():
    option = Option(choices=("a", "b"))
    assert types.converted(option, "a") == "a"
    for value in ("${A}", "c"):
        with pytest.raises(Mistake, match="one of a, b"):
            types.converted(option, value)


@given(st.sampled_from(sorted(types.TYPES)), st.text())
def test_what_a_variable_says_is_taken_as_anything_else_or_refused(kind, value):
    for text in (value, f"${{{value}}}", "${A}"):
        try:
            found = types.taken(Option(kind), text)
        except Mistake:
            continue
        assert isinstance(found, str) == (kind in ("any", "path", "pattern", "text", "version"))


def test_what_is_of_the_live_release_is_nobodys_fault_where_there_is_none():
    for name in types.OF_RELEASE:
        for environment, outcome in (({"GOLIVE_APPLICATION": "a"}, "not_applicable"), ({}, "fail")):
            with pytest.raises(Trouble) as caught:
                types.needed(name, environment)
            assert caught.value.outcome == outcome
    with pytest.raises(Trouble, match="the variable OTHER is not set"):
        types.needed("OTHER", {"GOLIVE_APPLICATION": "a", "OTHER": ""})
    assert types.filled("${GOLIVE_LIVE:-/a}", {"GOLIVE_APPLICATION": "a"}) == "/a"


def test_a_default_stands_where_there_is_no_value():
    assert types.filled("${A:-5432}", {}) == types.filled("${A:-5432}", {"A": ""}) == "5432"
    assert types.filled("${A:-}", {}) == ""
