# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import http.server
import json
import threading
import urllib.parse

import pytest
from ansible_collections.golive.web.plugins.module_utils import _metrics
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.plugin_utils import _prometheus

CONDITIONS = _metrics.checked([{"name": "errors", "query": 'errors{release="$release"}', "max": 0.01}, {"name": "up", "query": "up", "min": 1}])


@pytest.fixture
def server():
    """What answers like Prometheus by the dict C(values) of query to value, and keeps the queries that it got."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urllib.parse.urlsplit(self.path)
            (query,) = urllib.parse.parse_qs(parts.query)["query"]
            httpd.queries.append(query)
            value = httpd.values.get(query)
            if value is None:
                self.reply(400, {"status": "error", "errorType": "bad_data", "error": "parse error"})
            elif parts.path == "/api/v1/query":
                self.reply(200, {"status": "success", "data": {"resultType": "vector", "result": [{"metric": {}, "value": [1, value]}]}})

        def reply(self, status, content):
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments):
            pass

    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.values, httpd.queries = {'errors{release="2.0"}': "0", "up": "1"}, []
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
    thread.start()
    yield httpd
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def judge(server):
    return _prometheus.judge(f"http://127.0.0.1:{server.server_port}/", CONDITIONS, "2.0")


def test_all_conditions_must_hold(server):
    assert judge(server)["verdict"] == "pass"
    assert server.queries == ['errors{release="2.0"}', "up"]
    server.values["up"] = "0"
    failed = judge(server)
    assert (failed["verdict"], failed["reasons"]) == ("fail", ["up is 0, and must be at least 1."])


def test_a_query_that_is_refused_is_inconclusive_with_the_servers_reason(server):
    del server.values["up"]
    refused = judge(server)
    assert refused["verdict"] == "inconclusive" and "parse error" in refused["reasons"][0]


def test_a_server_that_is_away_is_inconclusive_and_its_password_is_not_said():
    away = _prometheus.judge("http://ann:secret@127.0.0.1:1/", CONDITIONS, "2.0")
    assert away["verdict"] == "inconclusive" and "can't be reached" in away["reasons"][0] and "secret" not in str(away)


@pytest.mark.parametrize("address", ["prometheus", "ftp://prometheus.test", "http://", "https://us:er:sec/ret@prometheus.test"])
def test_what_is_no_address_is_refused_before_anything_begins_and_not_said(address):
    with pytest.raises(GoliveError, match="rollout_prometheus is no address") as refused:
        _prometheus.checked(address)
    assert "sec" not in str(refused.value)


def test_an_address_or_none_is_taken():
    assert [_prometheus.checked(address) for address in ("", "http://prometheus.test:9090")] == ["", "http://prometheus.test:9090"]
