# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import base64
import json
import math
import urllib.parse

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probe_types import http, promql
from ansible_collections.golive.web.plugins.module_utils._probes import reasons
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble
from hypothesis import given
from hypothesis import strategies as st

ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)), lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner))
)


def answered(kind, result):
    return json.dumps({"status": "success", "data": {"resultType": kind, "result": result}})


def vector(*numbers):
    return answered("vector", [{"metric": {"instance": str(at)}, "value": [1764316800.0, number]} for at, number in enumerate(numbers)])


def refused(kind, text="parse error"):
    return json.dumps({"status": "error", "errorType": kind, "error": text})


def options(**given_ones):
    one = {**promql.OPTIONS, "name": "orders", "type": "promql", "url": "http://prometheus.test:9090", "query": "up", "minimum": 1.0, **given_ones}
    promql.prepare(one)
    return one


@pytest.mark.parametrize("body, number", [(vector("0.5"), 0.5), (answered("scalar", [1764316800.0, "3"]), 3.0), (vector("+Inf"), math.inf)])
def test_one_value_is_found(body, number):
    assert promql.value(200, body) == number


@pytest.mark.parametrize(
    "status, body, reason",
    [
        (200, vector(), "sample"),
        (200, vector("NaN"), "sample"),
        (200, vector("1", "1"), "query"),
        (200, answered("matrix", []), "query"),
        (200, answered("string", [1764316800.0, "text"]), "query"),
        (400, refused("bad_data"), "query"),
        (422, refused("execution"), "query"),
        (503, refused("timeout"), "timeout"),
        (503, refused("unavailable"), "unavailable"),
        (500, refused("internal"), "unavailable"),
        (200, json.dumps({"status": "error", "errorType": [], "error": {}}), "query"),
        (401, "", "auth"),
        (403, refused("bad_data"), "auth"),
        (404, "404 page not found", "status"),
        (502, "<html>", "status"),
        (200, "<html>", "json"),
        (200, "[]", "json"),
        (200, "{}", "json"),
        (200, json.dumps({"status": "success", "data": {"resultType": "vector"}}), "json"),
        (200, vector("many"), "json"),
        (200, answered("scalar", []), "json"),
        (200, answered("scalar", [0, 10**400]), "json"),
        (200, vector("1") + " " * http.MOST_BYTES, "query"),
    ],
)
def test_what_is_no_value_is_told_apart(status, body, reason):
    with pytest.raises(Trouble) as caught:
        promql.value(status, body)
    assert caught.value.reason == reason


def test_the_server_s_own_words_are_told_in_one_line():
    with pytest.raises(Trouble, match="the server says: unclosed left parenthesis"):
        promql.value(400, refused("bad_data", "unclosed\n left parenthesis"))


@given(st.integers(200, 599), st.one_of(st.text(), ANYTHING.map(json.dumps), ANYTHING.map(lambda result: answered("vector", result))))
def test_whatever_comes_back_is_a_number_or_a_known_reason(status, body):
    try:
        assert isinstance(promql.value(status, body), float)
    except Trouble as trouble:
        assert trouble.reason in reasons.REASONS and "\n" not in trouble.message


def test_without_a_band_it_could_not_fail():
    with pytest.raises(GoliveError, match="needs a minimum or a maximum"):
        options(minimum=None)
    assert options(minimum=None, maximum=0.0) and options(minimum=0.0)


@pytest.mark.parametrize("url", ["http://prometheus.test:9090", "http://prometheus.test:9090/", "http://prometheus.test:9090/?x=1#y"])
def test_the_server_is_asked_by_its_api(url):
    parsed = options(url=url, query='sum(rate(orders{shop="a&b"}[5m]))')["parsed"]
    assert parsed.path == "/api/v1/query" and parsed.fragment == ""
    assert urllib.parse.parse_qs(parsed.query) == {"query": ['sum(rate(orders{shop="a&b"}[5m]))']}
    assert options(url="https://x.test/prom/")["parsed"].path == "/prom/api/v1/query"


def test_people_see_the_query_in_one_line():
    assert promql.target(options(query="sum(\n  up\n)")) == "sum( up ) at prometheus.test:9090"


def attempted(body, heard, **given_ones):
    """The attempt of a probe of a server that answers with I(body)."""

    async def serve(reader, writer):
        heard.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        writer.close()

    async def attempted():
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            one = Attempt()
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            await asyncio.wait_for(promql.attempt(options(url=url, **given_ones), one), 5)
            return one.end()

    return asyncio.run(attempted())


def test_a_value_has_to_be_in_its_band():
    heard = []
    one = attempted(vector("0.5"), heard, minimum=0.5, maximum=1.0, user="probe", password="secret", headers={"X-Scope-OrgID": "shop"})
    assert one.passed and one.value == 0.5 and one.body == vector("0.5")
    assert heard[0].startswith("GET /api/v1/query?query=up HTTP/1.1\r\n")
    assert f"Authorization: Basic {base64.b64encode(b'probe:secret').decode()}\r\n" in heard[0]
    assert "X-Scope-OrgID: shop\r\n" in heard[0]
    one = attempted(vector("0.4"), heard, minimum=0.5)
    assert (one.reason, one.message) == ("value", "what the query says is 0.4, expected at least 0.5")
    one = attempted(vector("+Inf"), heard, maximum=1.0)
    assert (one.reason, one.value) == ("value", "inf")
