# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import socket
import threading
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import result as result_of_course
from probes import page, probe, probe_all, server

HEALTH = json.dumps({"status": "pass", "checks": {"db": [{"status": "pass"}]}, "releaseId": "2.0"}).encode()
READY = page(HEALTH, X_Release="2.0", Content_Type="application/health+json")


def ask(*scripts, path="/up", **options):
    """The result of a probe of a server that answers as I(scripts) say."""
    with server(*scripts) as (host, port):
        return probe(type="http", url=f"http://{host}:{port}{path}", **options)


def asked(**options):
    """What a server got to read."""
    heard = []

    def script(connection):
        heard.append(connection.recv(65536))
        connection.sendall(READY)

    ask(script, **options)
    return heard[0].decode()


def test_what_is_well_passes_with_all_that_was_seen():
    result = ask(READY, format="health+json", expect_release="2.0", samples=20, latency={"p95": 1.0})
    assert (result["status"], result["reason"], result["attempts"], result["ratio"], result["streak"]) == ("pass", "", 20, 1.0, 20)
    assert set(result["phases"]) == {"connect", "first_byte", "total"}
    assert 0 < result["phases"]["total"]["p50"] <= result["phases"]["total"]["p95"] <= result["phases"]["total"]["max"] < 1
    assert result["releases"] == {"2.0": 20}
    assert all(one["passed"] for one in result["assertions"])


def test_the_release_is_said_by_a_header_or_by_the_body():
    assert ask(READY, expect_release="2.0", release_expression="releaseId")["status"] == "pass"
    assert ask(READY, expect_release="2.0", release_header="X-Other", format="health+json")["status"] == "pass"
    assert ask(READY, expect_release="2.0", release_header="X-Other")["reason"] == "release"


@pytest.mark.parametrize(
    ("answer", "options", "reason"),
    [
        (page(status=500), {}, "status"),
        (page(status=301, Location="/other"), {}, "status"),
        (READY, {"statuses": ["204", "500-599"]}, "status"),
        (READY, {"header_matches": {"x-release": "^3"}}, "header"),
        (READY, {"header_matches": {"x-other": ""}}, "header"),
        (READY, {"body_matches": ["nonsense"]}, "body"),
        (READY, {"body_lacks": ["db"]}, "body"),
        (READY, {"expressions": [{"expression": "status", "operator": "equals", "value": "fail"}]}, "expression"),
        (READY, {"expressions": [{"expression": "length(status)", "operator": "greater", "value": "many"}]}, "expression"),
        (READY, {"expressions": [{"expression": "abs(status)", "operator": "greater", "value": 1}]}, "expression"),
        (READY, {"expect_release": "3.0"}, "release"),
        (READY, {"expect_release": "2.0", "release_expression": "status"}, "release"),
        (READY, {"expect_release": "2.0", "min_instances": 2}, "instances"),
        (READY, {"format": "health+json", "max_age": 5}, "stale"),
        (READY, {"latency": {"max": 1e-9}}, "latency"),
        (page(b"[}"), {"format": "health+json"}, "json"),
        (page(b'{"status": "fail"}'), {"format": "health+json"}, "health"),
        (page(b"x" * 20, Content_Encoding="gzip"), {}, "protocol"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", {}, "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", {}, "reset"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000 + b"\r\n", {}, "protocol"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", {}, "protocol"),
        (b"", {}, "reset"),
    ],
)
def test_what_is_not_well_has_its_reason(answer, options, reason):
    result = ask(answer, **options)
    assert (result["status"], result["reason"]) == ("fail", reason), result["message"]
    assert result["message"] and len(result["message"]) < 400


def test_a_failure_says_what_was_expected_and_what_was_found():
    result = ask(page(b"down for a while", status=503))
    assert result["message"] == "the status code is 503, expected 200-299"
    assert result["assertions"] == [{"what": "the status code", "passed": False, "reason": "status", "expected": "200-299", "actual": "503"}]
    assert (result["body"], result["first_error"]) == ("down for a while", result["last_error"])


def test_nothing_there_is_refused_and_an_optional_one_only_warns():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        result = probe_all([{"type": "http", "url": url, "name": "a"}, {"type": "http", "url": url, "name": "b", "criticality": "optional"}])
    assert [(one["status"], one["reason"]) for one in result["probes"]] == [("fail", "refused"), ("warn", "refused")]
    assert (result["verdict"], result["reasons"], result["notes"]) == ("fail", ["a: nothing listens there"], ["b: nothing listens there"])


def test_the_request_has_what_was_asked_for():
    told = asked(path="/up?deep=1", method="POST", body="a=1", headers={"Host": "app.test", "X-Y": "z"}, user="me", password="sesame")
    assert told.startswith("POST /up?deep=1 HTTP/1.1\r\n") and told.endswith("\r\n\r\na=1")
    assert "Host: app.test\r\n" in told and told.count("Host:") == 1
    assert "X-Y: z\r\n" in told and "Authorization: Basic bWU6c2VzYW1l\r\n" in told


def test_the_address_that_is_connected_to_may_be_another_than_the_one_that_is_asked_for():
    heard = []
    with server(lambda connection: (heard.append(connection.recv(65536)), connection.sendall(READY))) as (host, port):
        assert probe(type="http", url="http://app.test/up", address=host, port=port)["status"] == "pass"
    assert b"\r\nHost: app.test\r\n" in heard[0]


def test_a_unix_socket_is_asked_like_any_other(tmp_path):
    with server(READY, family=socket.AF_UNIX, address=str(tmp_path / "s")):
        result = probe(type="http", url="http://app.test/up", socket=str(tmp_path / "s"))
    assert (result["status"], result["instances"]) == ("pass", [str(tmp_path / "s")])
    assert probe(type="http", url="http://app.test/up", socket=str(tmp_path / "none"))["reason"] == "missing"


def test_redirects_are_followed_as_often_as_said():
    moved, circle = page(status=302, Location="/next"), page(status=302, Location="/up")
    assert ask(moved, READY, redirects=1)["status"] == "pass"
    assert ask(moved, moved, redirects=5)["reason"] == "redirects"
    assert ask(moved, circle, redirects=5)["message"].startswith("it leads in a circle, back to")
    assert ask(page(status=302, Location="/1"), page(status=302, Location="/2"), redirects=1)["reason"] == "redirects"
    assert ask(page(status=302, Location="ftp://x/"), redirects=1)["reason"] == "redirects"
    for nowhere in ("", "http://[x/", "http://h:99999/", "http://me:pw@h/"):
        assert ask(page(status=302, Location=nowhere), redirects=1)["reason"] == "redirects"


def test_a_redirect_on_the_same_server_stays_at_the_address_that_was_to_be_asked():
    with server(page(status=302, Location="/next"), READY) as (host, port):
        result = probe(type="http", url="http://app.test/up", address=host, port=port, redirects=1)
    assert (result["status"], result["instances"]) == ("pass", ["127.0.0.1"])


def test_a_wrong_status_code_says_more_than_the_page_that_comes_with_it():
    for options in ({"format": "health+json"}, {"expressions": [{"expression": "a", "operator": "equals", "value": 1}]}):
        assert ask(page(b"<html>", status=502), **options)["reason"] == "status"


def test_credentials_go_to_no_other_server():
    heard = []

    def script(connection):
        heard.append(connection.recv(65536).decode())
        connection.sendall(READY)

    with server(script) as (host, port):
        moved = page(status=307, Location=f"http://{host}:{port}/there")
        result = ask(moved, redirects=1, user="me", password="sesame", headers={"Cookie": "a=1", "X-Y": "z", "Host": "app.test"})
    assert result["status"] == "pass"
    assert f"Host: {host}:{port}\r\n" in heard[0] and "X-Y: z\r\n" in heard[0]
    assert "Authorization" not in heard[0] and "Cookie" not in heard[0]


def test_no_secret_is_in_what_is_returned():
    body = page(b'{"token": "abc123", "said": "sesame99"}', status=500)
    with server(body) as (host, port):
        secret = {"user": "me", "password": "sesame99", "headers": {"X-Api-Key": "asdfgh"}}
        result = probe_all([{"type": "http", "url": f"http://{host}:{port}/?key=qwertz", **secret}], renderings=("junit",))
    with server(page(b"x" * 90 + b"sesame99-and-more", status=500)) as (host, port):
        cut = probe(type="http", url=f"http://{host}:{port}/", headers={"Authorization": "Bearer sesame99-and-more"}, body_matches=["well"])
    assert "sesame" not in json.dumps(cut)
    for secret in ("abc123", "sesame99", "qwertz", "asdfgh"):
        assert secret not in json.dumps(result), secret


@pytest.mark.parametrize(
    "options",
    [
        {"url": ""}, {"url": "gopher://x/"}, {"url": "http://"}, {"url": "http://me:pw@host/"}, {"url": "http://h:99999/"}, {"url": "http://[x/"},
        {"statuses": ["2xx"]}, {"body_matches": ["("]}, {"expressions": [{"expression": "a b", "operator": "equals", "value": 1}]}, {"max_age": 3},
        {"min_instances": 2}, {"ca_file": "/nonexistent/ca.pem", "url": "https://x/"}, {"samples": 0}, {"timeout": 0}, {"jitter": 2}, {"port": 0},
        {"latency": {"p99": 1.0}, "samples": 99}, {"min_samples": 2}, {"headers": "[1]"}, {"headers": "{"}, {"query": "x", "host": "y"}, {"user": "me"},
        {"password": "abcd"}, {"min_days": 21}, {"ca_file": "/etc/hosts"}, {"verify": False}, {"url": "https://h/", "client_key": "/k"},
        {"format": "actuator", "max_age": 5}, {"expressions": [{"expression": "a", "operator": "equals", "value": None}]},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_the_name_of_the_probe(options):
    with pytest.raises(GoliveError, match="probe 'probe'") as refused:
        probe(**{"type": "http", "url": "http://h/", **options})
    assert "pw" not in str(refused.value) and str(refused.value).endswith(".")


def test_nothing_to_ask_is_no_pass():
    with pytest.raises(GoliveError, match="nothing to ask"):
        probe_all([])


def test_two_of_one_name_are_refused():
    with pytest.raises(GoliveError, match="Two probes have the name 'probe'"):
        probe_all([{"type": "http", "url": "http://h/"}] * 2)


def drip(connection):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _number in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


def silent(connection):
    time.sleep(10)


def endless(connection):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def endless_head(connection):
    connection.recv(65536)
    while True:
        connection.sendall(b"X" * 65536)


def test_a_pattern_that_the_answer_makes_try_for_ever_is_given_up():
    began = time.monotonic()
    result = ask(page(b"a" * 60 + b"!"), body_matches=["(a+)+$"])
    assert (result["status"], result["reason"]) == ("fail", "timeout")
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize(("script", "reason"), [(drip, "timeout"), (silent, "timeout"), (endless, ""), (endless_head, "protocol")])
def test_a_hostile_server_holds_nobody_longer_than_said(script, reason):
    began = time.monotonic()
    result = ask(script, timeout=0.3)
    assert time.monotonic() - began < 0.3 + 0.1
    assert result["reason"] == reason
    assert len(result["body"]) < 1100


def small_parts(connection):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 200_000)


def test_many_that_keep_the_reader_busy_hold_nobody_longer_than_said():
    with server(small_parts) as (host, port):
        began = time.monotonic()
        probe_all([{"name": str(number), "type": "http", "url": f"http://{host}:{port}/"} for number in range(30)], seconds=0.3)
        assert time.monotonic() - began < 0.3 + 0.3


def test_an_answer_before_the_question_is_read():
    result = ask(lambda connection: (connection.sendall(page(status=413)), time.sleep(0.3)), method="POST", body="x" * 4_000_000, timeout=2)
    assert result["reason"] == "status"


def test_an_attempt_that_time_cuts_short_tells_nothing_where_others_passed():
    def slow(connection):
        connection.recv(65536)
        time.sleep(0.08)
        connection.sendall(page())

    for _number in range(3):
        result = ask(slow, samples=1000, interval=0.03, deadline=0.3)
        assert (result["status"], result["ratio"]) == ("pass", 1.0)


def test_what_is_kept_does_not_grow_with_the_attempts(monkeypatch):
    kept, of = [], result_of_course.of
    monkeypatch.setattr(result_of_course, "of", lambda course, kind: (kept.extend(one.body for one in course.counted), of(course, kind))[1])
    assert len(ask(*[page(b"x" * 60000, status=200 if number % 3 else 500) for number in range(30)], samples=30)["body"]) == 1003
    assert len(kept) == 30 and len("".join(kept)) == 2 * 60000


def test_waiting_for_a_slot_ends_with_the_deadline():
    with server(silent) as (host, port):
        asked = {"type": "http", "url": f"http://{host}:{port}/"}
        began = time.monotonic()
        results = probe_all([{"name": "first", "timeout": 0.6, **asked}, {"name": "second", "deadline": 0.1, **asked}], slots=1)["probes"]
        assert time.monotonic() - began < 0.8
    assert [(one["reason"], one["seconds"] < 0.3) for one in results] == [("timeout", False), ("deadline", True)]


@pytest.mark.parametrize("options", [{"slots": 0}, {"slots": -1}, {"seconds": 0}])
def test_limits_of_the_call_that_make_no_sense_are_refused(options):
    with pytest.raises(GoliveError, match="must be at least"):
        probe_all([{"type": "http", "url": "http://h/"}], **options)


def test_what_was_answered_while_it_was_to_start_is_told():
    result = ask(page(b"migrating", status=503), interval=0.02, grace=60, deadline=1)
    assert (result["status"], result["reason"], result["body"]) == ("fail", "status", "migrating")
    assert "it was not up in time" in result["message"] and result["last_error"] == "the status code is 503, expected 200-299"


def test_an_attempt_that_the_deadline_broke_off_does_not_hide_what_was_answered_before():
    released = threading.Event()
    with server(page(b"migrating", status=503), lambda connection: released.wait(5)) as (host, port):
        result = probe(type="http", url=f"http://{host}:{port}/", interval=0.02, grace=60, deadline=0.5)
        released.set()
    assert (result["status"], result["reason"]) == ("fail", "status")


def test_a_library_that_stumbles_is_that_probes_business_alone(monkeypatch):
    def stumbles(*_arguments):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(socket, "getaddrinfo", stumbles)
    with server(READY) as (host, port):
        results = probe_all([{"name": "a", "type": "http", "url": "http://app.test/"}, {"name": "b", "type": "http", "url": f"http://{host}:{port}/"}])
    assert [one["reason"] for one in results["probes"]] == ["protocol", ""]


def test_what_is_given_up_is_told_at_once():
    ended = threading.Event()

    def script(connection):
        while connection.recv(65536):
            pass
        ended.set()

    assert ask(script, timeout=0.1)["reason"] == "timeout"
    assert ended.wait(1)


def test_the_deadline_of_the_call_holds_for_all():
    with server(drip) as (host, port):
        began = time.monotonic()
        probes = [{"name": str(number), "type": "http", "url": f"http://{host}:{port}/", "samples": 9} for number in range(30)]
        result = probe_all(probes, seconds=0.5, slots=10)
        assert time.monotonic() - began < 0.5 + 0.1
    assert {(one["status"], one["reason"]) for one in result["probes"]} == {("fail", "deadline"), ("unknown", "deadline")}
    assert result["verdict"] == "fail"


def test_until_it_has_started_failures_do_not_count():
    failing, well = page(status=503), page()
    result = ask(failing, failing, well, failing, well, interval=0.01, grace=5, consecutive_successes=3)
    assert (result["status"], result["attempts"], result["forgiven"], result["streak"]) == ("pass", 3, 4, 3)
    assert ask(failing, interval=0.01, grace=0.05, samples=2)["reason"] == "status"


def test_what_passed_before_a_failure_at_the_start_does_not_count_either():
    times = []

    def script(connection):
        times.append(connection.recv(65536))
        connection.sendall(page(status=503 if len(times) == 3 else 200))

    assert ask(script, grace=5, samples=3)["forgiven"] == 3
    assert len(times) == 6


def test_too_many_failures_in_a_row_end_it():
    result = ask(page(), page(), page(status=500), samples=50, abort_after_failures=3)
    assert (result["attempts"], result["aborted"], result["reason"]) == (5, True, "status")


def test_a_warm_up_does_not_count():
    result = ask(page(status=500), page(), warmup=1, samples=2)
    assert (result["status"], result["attempts"]) == ("pass", 2)


def test_attempts_may_be_made_at_the_same_time():
    def slow(connection):
        connection.recv(65536)
        time.sleep(0.2)
        connection.sendall(READY)

    began = time.monotonic()
    assert ask(slow, samples=10, concurrency=10)["attempts"] == 10
    assert time.monotonic() - began < 1


def test_each_address_of_a_name_is_asked(monkeypatch):
    real = socket.getaddrinfo
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in ("127.0.0.1", "127.0.0.2")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more: both if host == "app.test" else real(host, *more))
    with server(READY, address=("0.0.0.0", 0)) as (_host, port):
        result = probe(type="http", url=f"http://app.test:{port}/", all_addresses=True, samples=3, expect_release="2.0", min_instances=2)
    assert (result["status"], result["attempts"], result["instances"]) == ("pass", 6, ["127.0.0.1", "127.0.0.2"])
    with server(READY) as (_host, port):
        result = probe(type="http", url=f"http://app.test:{port}/", all_addresses=True)
    assert (result["status"], result["ratio"], result["reason"]) == ("fail", 0.5, "ratio")


def test_the_next_address_is_taken_where_one_refuses(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in ("127.0.0.2", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments: both)
    with server(READY) as (_host, port):
        result = probe(type="http", url=f"http://app.test:{port}/")
    assert (result["status"], result["instances"]) == ("pass", ["127.0.0.1"])


def test_a_name_that_does_not_resolve_says_so(monkeypatch):
    def fails(*_arguments):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    for options in ({}, {"all_addresses": True}):
        result = probe(type="http", url="http://app.test/", **options)
        assert (result["status"], result["reason"]) == ("fail", "dns")
        assert "app.test" in result["message"]


def test_a_resolver_that_hangs_holds_nobody(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments: time.sleep(5))
    began = time.monotonic()
    assert probe(type="http", url="http://app.test/", timeout=0.2)["reason"] == "timeout"
    assert probe(type="http", url="http://app.test/", all_addresses=True, deadline=0.2)["reason"] == "deadline"
    assert time.monotonic() - began < 0.6
