# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of the playbook health, and which probes it runs."""

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.filter.health_table import health_reasons, health_table
from ansible_collections.golive.web.plugins.lookup.application_probes import certificate_probe, probe

WELL = {"name": "hello", "status": "pass", "reason": "", "message": "", "phases": {"total": {"p50": 0.0041, "max": 0.005}}, "releases": {"2.0-a-b": 3}}
ILL = {"name": "db", "status": "fail", "reason": "refused", "message": "nothing listens there", "phases": {}, "releases": {}}
RESULTS = {"web1": {"probes": [WELL], "reasons": []}, "web2": {"probes": [WELL, ILL], "reasons": ["db: nothing listens there"]}}


def test_a_line_for_each_probe_of_each_host():
    assert health_table(RESULTS) == [
        "host  probe  status  median  longest  release  what is wrong",
        "web1  hello  pass    4.1 ms  5.0 ms   2.0-a-b",
        "web2  hello  pass    4.1 ms  5.0 ms   2.0-a-b",
        "web2  db     fail                              refused: nothing listens there",
    ]
    assert health_reasons(RESULTS) == ["web2: db: nothing listens there"]


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (None, "not reached"),
        ({"unreachable": True, "msg": "Failed to connect"}, "not reached"),
        ({"failed": True, "msg": "The probe 'a'\n  needs url."}, "The probe 'a' needs url."),
    ],
)
def test_a_host_without_a_result_is_not_well(result, words):
    assert health_table({"web1": result})[1].split(maxsplit=2) == ["web1", "unknown", words]
    assert health_reasons({"web1": result}) == [f"web1: {words}"]


def test_an_application_is_asked_as_a_client_would():
    asked = probe("hello", {"path": "/up", "host": "hello.test", "port": 8080, "header": ""})
    assert (asked["name"], asked["url"], asked["address"], asked["release_header"]) == ("hello", "http://hello.test:8080/up", "127.0.0.1", "X-Release")


@pytest.mark.parametrize(
    ("source", "private", "known"),
    [
        ("acme", False, {"verify": True}),
        ("acme", True, {"verify": False}),
        ("files", True, {"verify": True}),
        ("own", False, {"ca_file": "/etc/golive/tls/hello.authority.pem"}),
    ],
)
def test_a_certificate_is_looked_at_three_weeks_before_its_end(source, private, known):
    asked = certificate_probe("hello", {"certificate": {"source": source}, "health": {"host": "hello.test"}, "tls_port": 8443}, private)
    where = {"name": "hello certificate", "type": "tls", "host": "hello.test", "address": "127.0.0.1", "port": 8443, "min_days": 21}
    assert asked == {**where, **known}
