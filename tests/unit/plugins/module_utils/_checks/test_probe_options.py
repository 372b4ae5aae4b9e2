# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks import probe_options
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Mistake
from ansible_collections.golive.web.plugins.module_utils._probes.options import COMMON, SOME


def complete(is_filled=False, **given):
    return probe_options.complete({"type": "http", **given}, "it", is_filled)


def refused(**given):
    with pytest.raises(Mistake) as caught:
        complete(**given)
    return caught.value.where, caught.value.message


def test_a_probe_has_every_option_with_its_default():
    found = complete(url="http://a/")
    assert set(found) == {"type", *COMMON, *SOME} and (found["name"], found["url"], found["timeout"], found["port"]) == ("it", "http://a/", 5.0, None)


@pytest.mark.parametrize(
    ("option", "given", "found"),
    [
        ("tls", "yes", True), ("latency", {"p50": "0.5"}, {"p50": 0.5, "p95": None, "p99": None, "max": None}), ("timeout", "2", 2.0), ("samples", "3", 3),
        ("headers", {"A": 1}, {"A": 1}), ("exit_codes", ["0", 1], [0, 1]), ("statuses", [200, "2xx"], ["200", "2xx"]), ("ca_file", "/a", "/a"),
        ("body", 5, "5"), ("criticality", "optional", "optional"),
        ("expressions", [{"expression": "a", "value": [1]}], [{"expression": "a", "operator": "equals", "value": [1]}]),
    ],
)  # fmt: skip
def test_each_type_of_options_comes_as_ansible_would_give_it(option, given, found):
    assert complete(**{option: given})[option] == found


@pytest.mark.parametrize(
    ("given", "where", "words"),
    [
        ({"hots": 1}, ("probe", "hots"), "a probe has no option 'hots'"),
        ({"latency": {"p51": 1}}, ("probe", "latency", "p51"), "no option 'p51'"),
        ({"expressions": [{"expresion": "a"}]}, ("probe", "expressions", "expresion"), "no option 'expresion'"),
        ({"expressions": ["a"]}, ("probe", "expressions"), "made of dictionaries"),
        ({"expressions": [{"expression": "a", "operator": "is"}]}, ("probe", "expressions", "operator"), "must be one of"),
        ({"tls": "perhaps"}, ("probe", "tls"), "true or false"), ({"exit_codes": ["a"]}, ("probe", "exit_codes"), "a whole number"),
        ({"samples": 1.5}, ("probe", "samples"), "a whole number"), ({"timeout": "nan"}, ("probe", "timeout"), "a number"),
        ({"headers": "a"}, ("probe", "headers"), "a dictionary"), ({"statuses": "200"}, ("probe", "statuses"), "a list"),
        ({"criticality": "${A}"}, ("probe", "criticality"), "must be one of"),
        ({"type": "htttp"}, ("probe",), "probe needs a type, one of command, dns"), ({"type": ["http"]}, ("probe",), "probe needs a type"),
    ],
)  # fmt: skip
def test_a_mistake_says_where_it_is(given, where, words):
    found, message = refused(**given)
    assert found == where and words in message


def test_what_it_does_not_take_is_not_shown():
    assert "s3cr3t" not in refused(password={"a": "s3cr3t"})[1] and "s3cr3t" not in refused(port="s3cr3t")[1]


def test_a_variable_is_left_in_its_place_until_there_is_none_any_more():
    assert complete(port="${PORT}", latency={"p50": "${P}"})["latency"]["p50"] == "${P}"
    assert complete(True, password="${PORT}")["password"] == "${PORT}"
    with pytest.raises(Mistake, match="port is something else: it must be a whole number"):
        complete(True, port="${PORT}")


@pytest.mark.parametrize(
    ("given", "words"), [({}, "needs url"), ({"url": "http://a/", "bytes": 5}, "takes only"), ({"url": "http://a/", "samples": 0}, "from 1 to")]
)
def test_what_a_probe_refuses_is_a_mistake(given, words):
    with pytest.raises(Mistake, match=words):
        probe_options.check(complete(**given))
