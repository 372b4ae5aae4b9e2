# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import json

import pytest
from ansible_collections.golive.web.plugins.module_utils._check_kinds import service
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Mistake
from ansible_collections.golive.web.plugins.module_utils._checks.run import Facts
from ansible_collections.golive.web.plugins.module_utils._facts import probe
from checks import judged, mistake, ready
from hypothesis import given
from hypothesis import strategies as st
from probes import page, server

REDIS = {"check": "service", "probe": {"type": "redis"}}
RESULT = {"status": "pass", "reason": "", "message": "", "phases": {"total": {"p50": 0.0123}}, "type": "redis", "target": "a:6379"}


def asked(url, type_name="redis"):
    ((_source, text),) = service.KIND.needs(ready(check="service", url=url, probe={"type": type_name}))
    named = ("host", "port", "user", "password", "database", "tls", "socket", "ca_file")
    return {option: value for option, value in json.loads(text).items() if option in named}


@pytest.mark.parametrize(
    ("said", "outcome", "observed", "expected"),
    [
        ({}, "pass", "it answers, in 12 ms", ""),
        ({"status": "warn", "reason": "value", "message": "slow"}, "warn", "slow", "it to be well"),
        ({"status": "fail", "reason": "auth", "message": "no"}, "fail", "no", "it to be well"),
        ({"status": "unknown", "reason": "samples", "message": "few"}, "unknown", "few", "it to be well"),
        ({"status": "fail", "reason": "permission", "message": "not allowed"}, "error", "not allowed", "it to be well"),
        ({"status": "pass", "phases": {}}, "pass", "it answers, in 0 ms", ""),
    ],
)
def test_a_service_is_judged_by_what_its_probe_says(said, outcome, observed, expected):
    found = judged({**RESULT, **said}, url="redis://a", **REDIS)
    assert (found.outcome, found.reason, found.observed, found.expected) == (outcome, said.get("reason", ""), observed, expected)
    assert found.evidence == "probe redis a:6379"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("redis://a", {"host": "a"}),
        ("rediss://:p%40ss@a:1/2", {"host": "a", "port": 1, "password": "p@ss", "database": "2", "tls": True}),
        ("unix:///run/a%20b?db=3", {"socket": "/run/a b", "database": "3"}),
    ],
)
def test_an_address_says_what_is_asked(url, options):
    assert {option: value for option, value in asked(url).items() if value is not None} == options


def test_an_address_of_a_database_has_its_user_and_its_authorities():
    found = asked("postgres://me:a%2Fb@[::1]:5433/shop?sslrootcert=/ca.pem", "postgres")
    assert (found["host"], found["port"], found["user"], found["password"], found["database"]) == ("::1", 5433, "me", "a/b", "shop")
    assert found["ca_file"] == "/ca.pem"


@pytest.mark.parametrize("url", ["a", "//", "redis://", "redis://a:port/", "redis://[::1/", "redis://a:99999/"])
def test_what_is_no_address_is_a_mistake_that_does_not_show_it(url):
    with pytest.raises(Mistake, match="^url is no address") as caught:
        asked(url)
    assert len(url) < 3 or url not in caught.value.message


@given(st.text())
def test_no_address_is_more_than_a_mistake(url):
    try:
        service._of_url(url)
    except Mistake as error:
        assert error.where == ("url",)


def test_an_address_is_for_what_has_one():
    assert "url is for probes of the types mysql, postgres, redis" in mistake(check="service", url="http://a", probe={"type": "http"})


def test_a_real_server_is_asked():
    with server(page(b"well")) as (host, port):
        check = ready(check="service", name="up", probe={"type": "http", "url": f"http://{host}:{port}/up", "body_matches": ["^well$"]})
        (key,) = service.KIND.needs(check)
        found = service.KIND.judge(check, Facts({}, {key: asyncio.run(probe.asked({}, key[1]))}))
    assert (found.outcome, found.reason) == ("pass", "") and found.observed.startswith("it answers, in ")
    ill = asyncio.run(probe.asked({}, key[1]))
    assert (ill["status"], ill["reason"]) == ("fail", "refused")


def test_what_a_server_echoes_of_the_environment_is_masked():
    secret = "q7Zr2mX9wLp4Tn8V"
    check = ready(check="service", probe={"type": "tcp", "host": "127.0.0.1", "port": 1, "send": "hello", "expect": "^welcome"})
    with server(f"no {secret}".encode()) as (host, port):
        ((_source, text),) = service.KIND.needs({**check, "probe": {**check["probe"], "host": host, "port": port}})
        found = json.dumps(asyncio.run(probe.asked({"API_TOKEN": secret}, text)))
    assert "no ********" in found and secret not in found
