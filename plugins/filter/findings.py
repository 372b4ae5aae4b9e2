# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What C(environment_check) found, for people, programs and CI. A result is that of a loop over applications, each C(item) of which is a name."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET

from ansible.errors import AnsibleFilterError
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes.rendered import xml_text
from ansible_collections.golive.web.plugins.plugin_utils import _spec_file, _table

_COLUMNS = ("host", "application", "outcome", "severity", "what", "observed", "expected")
_QUIET = ("pass", "not_applicable")
_ELEMENTS = {"fail": "failure", "error": "error", "unknown": "error", "warn": "system-out", "not_applicable": "skipped"}


def findings_table(results):
    """Lines of a table from I(results): host to its result. What passed is counted, the rest is told."""
    return _table.lines(_COLUMNS, [row for host, result in results.items() for row in _rows(host, result)])


def _rows(host, result):
    for name, one, wrong in _of_host(result):
        if wrong:
            yield host, name, "unknown", "", "", wrong, ""
            continue
        counts = one["counts"]
        yield host, name, one["verdict"], "", f"{counts['pass']} of {sum(counts.values()) - counts['not_applicable']} passed", "", ""
        for finding in one["findings"]:
            if finding["outcome"] not in _QUIET:
                yield host, name, *(finding[key] for key in ("outcome", "severity", "title", "observed", "expected"))


def _of_host(result):
    """(application, what C(environment_check) returned, why it returned nothing) of the I(result) of a host."""
    wrong = _table.missing(result, "results")
    if wrong:
        return [("", {}, wrong)]
    return [(str(one.get("item", "")), one, _table.missing(one, "findings")) for one in result["results"]]


def findings_reasons(results):
    """A sentence for each host and finding of I(results) that keeps a release from going live."""
    return [
        f"{host}: {reason}" for host, result in results.items() for _name, one, wrong in _of_host(result) for reason in ([wrong] if wrong else one["reasons"])
    ]


def findings_report(result):
    """The I(result) of one host as plain data: application to its verdict, counts and findings."""
    return {
        name: {"verdict": "unknown", "reasons": [wrong]} if wrong else {key: one[key] for key in ("verdict", "reasons", "counts", "findings")}
        for name, one, wrong in _of_host(result)
    }


def findings_junit(result):
    """The I(result) of one host as JUnit's XML: a suite an application, a case a finding. What nobody knows is an error."""
    suites = ET.Element("testsuites")
    for name, one, wrong in _of_host(result):
        findings = [] if wrong else one["findings"]
        suite = ET.SubElement(suites, "testsuite", name=xml_text(name or "environment_check"), tests=str(len(findings) or 1))
        for kind, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            suite.set(kind, str(sum(1 for finding in findings if _ELEMENTS.get(finding["outcome"]) == element) + (bool(wrong) and kind == "errors")))
        for finding in findings:
            _case(suite, finding)
        if wrong:
            case = ET.SubElement(suite, "testcase", classname="environment_check", name="result")
            ET.SubElement(case, "error", message=xml_text(wrong))
    return ET.tostring(suites, encoding="unicode")


def _case(suite, finding):
    case = ET.SubElement(suite, "testcase", classname=xml_text(finding["component"]), name=xml_text(finding["id"]))
    element = _ELEMENTS.get(finding["outcome"])
    if element:
        told = ET.SubElement(case, element)
        told.text = xml_text(f"{finding['title']}: {finding['observed']}. {finding['remediation']['text']}")
        if element != "system-out":
            told.set("message", xml_text(finding["observed"]))
        if element in ("failure", "error"):
            told.set("type", xml_text(finding["reason"]))


def shipped_spec(artifact):
    """The text of the golive.yml in the I(artifact), the setting of an application; empty where it has none, or is not here."""
    path = os.path.expanduser((artifact or {}).get("path") or "")
    try:
        return _spec_file.shipped(path) if path else ""
    except (GoliveError, OSError) as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filters by name."""

    def filters(self):
        return {
            "findings_junit": findings_junit,
            "findings_reasons": findings_reasons,
            "findings_report": findings_report,
            "findings_table": findings_table,
            "shipped_spec": shipped_spec,
        }
