# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

from ansible_collections.golive.web.plugins.module_utils._probes import rendered
from hypothesis import example, given
from hypothesis import strategies as st


def result(status="pass", name="ready", **more):
    return {
        "name": name, "type": "http", "target": "GET http://a/", "status": status, "reason": "" if status == "pass" else "refused",
        "message": "" if status == "pass" else "nothing listens there", "passed": status == "pass",
        "attempts": 2, "ratio": 1.0, "seconds": 0.5, "began": "2026-11-28T08:06:31Z",
        "phases": {"total": {"p50": 0.0125, "max": 0.02}}, "tls": None, **more,
    }  # fmt: skip


def test_health_json_says_the_verdict_and_each_probe():
    data = json.loads(rendered.health_json("fail", [result(), result("fail", "db")]))
    assert data["status"] == "fail"
    assert data["checks"]["ready"] == [
        {"componentType": "http", "status": "pass", "time": "2026-11-28T08:06:31Z", "observedValue": 12.5, "observedUnit": "ms"}
    ]
    assert (data["checks"]["db"][0]["status"], data["checks"]["db"][0]["output"]) == ("fail", "nothing listens there")


def test_health_json_warns_where_anything_is_not_well():
    assert json.loads(rendered.health_json("pass", [result()]))["status"] == "pass"
    assert json.loads(rendered.health_json("pass", [result("warn")]))["status"] == "warn"
    assert json.loads(rendered.health_json("inconclusive", [result("unknown")]))["status"] == "warn"


def test_junit_counts_failures_and_errors():
    suite = ET.fromstring(rendered.junit("fail", [result(name=status, status=status) for status in ("pass", "warn", "fail", "unknown")]))
    assert [suite.get(name) for name in ("tests", "failures", "errors")] == ["4", "1", "1"]
    assert [[child.tag for child in case] for case in suite] == [[], ["system-out"], ["failure"], ["error"]]
    failure = suite[2][0]
    assert (failure.get("type"), failure.get("message"), failure.text) == ("refused", "nothing listens there", "GET http://a/: nothing listens there")


@given(st.text(), st.text())
@example('a\nb"c\\', "\x00")
def test_whatever_is_told_stays_text(name, message):
    suite = ET.fromstring(rendered.junit("fail", [result("fail", name, message=message)]))
    assert [child.tag for child in suite.iter()] == ["testsuite", "testcase", "failure"]
    lines = rendered.textfile("fail", [result(name=name)]).split("\n")
    quoted = r'"(?:[^"\\\n]|\\["\\n])*"'
    assert all(re.fullmatch(rf'# .*|golive_[a-z_]+{{\w+={quoted}(,\w+={quoted})*}} [0-9.]+|', line) for line in lines)


_UNESCAPED = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


@given(st.text(), st.text(), st.floats(0, 1e6))
@example('a\nb"c\\', "\x00", 0.5)
@example("a\\n", "]]>&<", 0.0)
def test_what_is_told_can_be_read_back(name, message, seconds):
    told = [result("fail", name, message=message, seconds=seconds)]
    case = ET.fromstring(rendered.junit("fail", told))[0]
    assert (case.get("name"), case[0].get("message")) == (rendered.xml_text(name), rendered.xml_text(message))
    assert abs(float(case.get("time")) - seconds) < 0.001
    checks = json.loads(rendered.health_json("fail", told))["checks"]
    assert [entry.get("output", "") for entry in checks[name]] == [message]
    line = next(line for line in rendered.textfile("fail", told).split("\n") if line.startswith("golive_probe_success{"))
    quoted = re.match(r'golive_probe_success{name="((?:[^"\\]|\\.)*)",type="http"} 0$', line)[1]
    assert re.sub(r"\\.", lambda match: _UNESCAPED[match[0]], quoted) == name


def test_the_textfile_has_each_metric_once_with_all_probes():
    told = rendered.textfile("fail", [result(), result("fail", "db", tls={"version": "TLSv1.3", "not_after": "1970-01-02T00:00:00Z"})])
    assert told.count("# TYPE golive_probe_success gauge\n") == 1
    assert 'golive_probe_success{name="ready",type="http"} 1\ngolive_probe_success{name="db",type="http"} 0\n' in told
    assert 'golive_probe_duration_seconds{name="ready",type="http",phase="total",stat="p50"} 0.0125\n' in told
    assert 'golive_probe_certificate_not_after_seconds{name="db",type="http"} 86400\n' in told
    assert told.endswith("\n") and not told.endswith("\n\n")
