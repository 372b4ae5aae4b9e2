# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results of probes as other tools read them: health+json, JUnit, and a textfile for node_exporter."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

from ansible_collections.golive.web.plugins.module_utils._probes import tls

# What XML 1.0 can't hold, not even escaped (section 2.2).
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STATUS = {"pass": "pass", "fail": "fail", "inconclusive": "warn"}


def health_json(verdict, results):
    """As the Internet draft draft-inadarei-api-health-check-06 has it, a JSON text."""
    status = _STATUS[verdict]
    if status == "pass" and any(result["status"] != "pass" for result in results):
        status = "warn"
    checks = {
        result["name"]: [{
            "componentType": result["type"],
            "status": result["status"] if result["status"] != "unknown" else "warn",
            "time": result["began"],
            **({"observedValue": round(result["phases"]["total"]["p50"] * 1000, 3), "observedUnit": "ms"} if "total" in result["phases"] else {}),
            **({"output": result["message"]} if result["message"] else {}),
        }]
        for result in results
    }  # fmt: skip
    return json.dumps({"status": status, "checks": checks}, indent=1)


def junit(_verdict, results):
    """One test case a probe, an XML text. One that nobody knows of is an error, one that warns passed with output."""
    suite = ET.Element("testsuite", name="health_probe", tests=str(len(results)))
    for kind, statuses in (("failures", ("fail",)), ("errors", ("unknown",))):
        suite.set(kind, str(sum(1 for result in results if result["status"] in statuses)))
    for result in results:
        case = ET.SubElement(suite, "testcase", classname=xml_text(result["type"]), name=xml_text(result["name"]), time=f"{result['seconds']:.3f}")
        element = {"fail": "failure", "unknown": "error", "warn": "system-out"}.get(result["status"])
        if element:
            told = ET.SubElement(case, element)
            told.text = xml_text(f"{result['target']}: {result['message']}")
            if element != "system-out":
                told.set("type", result["reason"])
                told.set("message", xml_text(result["message"]))
    return ET.tostring(suite, encoding="unicode")


def xml_text(text):
    """I(text) with what XML can't hold replaced."""
    return _NO_XML.sub("?", text)


_METRICS = (
    ("golive_probe_success", "Whether the probe passed, warnings included.", lambda result: {(): int(result["passed"])}),
    ("golive_probe_success_ratio", "How many of its attempts passed.", lambda result: {(): result["ratio"]}),
    ("golive_probe_attempts", "How many attempts count.", lambda result: {(): result["attempts"]}),
    (
        "golive_probe_duration_seconds", "How long its phases took.",
        lambda result: {(("phase", phase), ("stat", rank)): value for phase, ranks in result["phases"].items() for rank, value in ranks.items()},
    ),
    (
        "golive_probe_certificate_not_after_seconds", "Until when the certificate is valid, in seconds since the epoch.",
        lambda result: {(): tls.seconds(result["tls"]["not_after"])} if result["tls"] and "not_after" in result["tls"] else {},
    ),
)  # fmt: skip


def textfile(_verdict, results):
    """Metrics in Prometheus's text format, for node_exporter's textfile collector."""
    lines = []
    for name, help_text, values in _METRICS:
        found = [(result, labels, value) for result in results for labels, value in values(result).items()]
        if found:
            lines += [f"# HELP {name} {help_text}", f"# TYPE {name} gauge"]
        for result, labels, value in found:
            shown = ",".join(f'{key}="{_label(text)}"' for key, text in (("name", result["name"]), ("type", result["type"]), *labels))
            lines.append(f"{name}{{{shown}}} {value!r}")
    return "\n".join(lines) + "\n"


def _label(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


RENDERINGS = {"health+json": health_json, "junit": junit, "textfile": textfile}
