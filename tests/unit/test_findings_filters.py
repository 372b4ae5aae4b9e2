# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the playbook validate shows and writes."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.golive.web.plugins.filter import findings
from hypothesis import given
from hypothesis import strategies as st


def finding(outcome="pass", **said):
    whole = {"id": "a", "title": "Variable A", "component": "Security", "severity": "high", "outcome": outcome, "reason": "missing"}
    return {**whole, "observed": "it is not set", "expected": "set", "remediation": {"text": "Set it.", "effort": "low"}, **said}


def result(*ones, verdict="pass", reasons=()):
    counts = {outcome: sum(one["outcome"] == outcome for one in ones) for outcome in ("pass", "warn", "fail", "error", "unknown", "not_applicable")}
    return {"results": [{"item": "hello", "verdict": verdict, "reasons": list(reasons), "counts": counts, "findings": list(ones)}]}


WELL = result(finding(), finding("not_applicable"))
ILL = result(finding(), finding("fail"), verdict="fail", reasons=["Variable A: it is not set."])


def test_what_passed_is_counted_and_the_rest_is_told():
    assert findings.findings_table({"web1": WELL, "web2": ILL}) == [
        "host  application  outcome  severity  what           observed       expected",
        "web1  hello        pass               1 of 1 passed",
        "web2  hello        fail               1 of 2 passed",
        "web2  hello        fail     high      Variable A     it is not set  set",
    ]
    assert findings.findings_reasons({"web1": WELL, "web2": ILL}) == ["web2: Variable A: it is not set."]


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ("", "not reached"), ({"unreachable": True, "msg": "no route"}, "not reached"), ({"failed": True, "msg": "a\n  b"}, "a b"),
        ({"results": [{"item": "hello", "failed": True, "msg": "checks[0]: no"}]}, "checks[0]: no"),
    ],
)  # fmt: skip
def test_a_host_without_findings_is_not_passed_over(given_, words):
    assert words in findings.findings_table({"web1": given_})[1]
    assert findings.findings_reasons({"web1": given_}) == [f"web1: {words}"]
    assert words in str(findings.findings_report(given_))
    suites = ET.fromstring(findings.findings_junit(given_))
    assert suites[0].get("errors") == "1" and suites[0][0][0].get("message") == words


@given(st.text(), st.sampled_from(["pass", "warn", "fail", "error", "unknown", "not_applicable"]))
def test_a_report_for_ci_can_be_read_back_whatever_was_found(text, outcome):
    suites = ET.fromstring(findings.findings_junit(result(finding(outcome, observed=text, title=text, id=text))))
    (suite,) = suites
    element = {"fail": "failure", "error": "error", "unknown": "error", "warn": "system-out", "not_applicable": "skipped"}.get(outcome)
    assert [child.tag for child in suite[0]] == ([element] if element else [])
    assert suite.get("failures") == str(int(outcome == "fail")) and suite.get("tests") == "1"


def test_a_report_has_all_that_was_found():
    assert findings.findings_report(ILL)["hello"]["findings"] == ILL["results"][0]["findings"]


def test_an_artifact_that_is_elsewhere_ships_nothing_and_one_that_is_not_there_is_an_error(tmp_path):
    assert findings.shipped_spec({}) == findings.shipped_spec({"url": "https://a/b.tar.gz"}) == ""
    (tmp_path / "golive.yml").write_text("schema: 1\n")
    assert findings.shipped_spec({"path": str(tmp_path)}) == "schema: 1\n"
    with pytest.raises(AnsibleFilterError):
        findings.shipped_spec({"path": _with_a_link(tmp_path)})


def _with_a_link(folder):
    (folder / "golive.yml").unlink()
    (folder / "golive.yml").symlink_to("/etc/passwd")
    return str(folder)
