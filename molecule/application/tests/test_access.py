# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is told how the application is, and who is slowed down: it depends on who asks, not on what he says of himself."""

from __future__ import annotations

import json

import pytest
from debians import WEB

testinfra_hosts = WEB

# The host has them all for the time of the tests, so that it can ask itself from each. What they are is in converge.yml.
BALANCER, CLIENT, OTHER, MONITOR = "198.51.100.1", "203.0.113.1", "203.0.113.2", "192.0.2.7"
OF_ONE_NETWORK, OF_ANOTHER, MONITOR_6 = ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2"), "2001:db8:0:2::1", "2001:db8:0:7::1"
ADDRESSES = [*(f"{address}/32" for address in (BALANCER, CLIENT, OTHER, MONITOR)), *(f"{address}/128" for address in (*OF_ONE_NETWORK, OF_ANOTHER, MONITOR_6))]

LIVE, READY, METRICS = "/health/live", "/health/ready", "/metrics"
RATE, BURST = 5, 10

# Asks as often as it is told, all at once, from one address; prints a list of [status, Retry-After or null].
ASK = """
import http.client, json, sys
source, path, count, headers = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])
answers = []
connection = http.client.HTTPConnection(source, 80, source_address=(source, 0), timeout=30)
for number in range(count):
    connection.request("GET", path, headers={"Host": "hello.test", **headers})
    answer = connection.getresponse()
    answer.read()
    answers.append([answer.status, answer.getheader("Retry-After")])
print(json.dumps(answers))
"""


@pytest.fixture(scope="module", autouse=True)
def addresses(host):
    for address in ADDRESSES:
        host.check_output(f"ip address add {address} dev lo")
    yield
    for address in ADDRESSES:
        host.check_output(f"ip address del {address} dev lo")


@pytest.fixture
def fresh(host):
    """Nobody is limited for what an earlier test asked: nginx forgets it when it starts."""
    host.check_output("systemctl reset-failed nginx; systemctl restart nginx")


@pytest.fixture
def ask(host, releases):
    """What the address I(source) is answered, I(count) times."""

    def ask(source, path, count=1, **headers):
        return json.loads(host.check_output("python3 -c %s %s %s %s %s", ASK, source, path, str(count), json.dumps(headers)))

    return ask


def statuses(answers):
    return [status for status, _retry in answers]


@pytest.mark.parametrize(
    ("source", "live", "ready", "metrics"),
    [
        ("127.0.0.1", 200, 200, 200),
        (MONITOR, 200, 200, 200),
        (MONITOR_6, 200, 200, 200),
        (BALANCER, 200, 200, 403),
        (CLIENT, 200, 403, 403),
        (OF_ANOTHER, 200, 403, 403),
    ],
)
def test_health_is_told_to_those_who_watch(ask, fresh, source, live, ready, metrics):
    assert [statuses(ask(source, path))[0] for path in (LIVE, READY, METRICS)] == [live, ready, metrics]


@pytest.mark.parametrize(
    "path", [*(f"/metrics{end}" for end in ("/", "?a=b", "/x")), "/index.php/metrics", "/METRICS", "//metrics", "/x/../metrics", "/%6detrics",
             *(f"{READY}{end}" for end in ("/", "?a=b")), f"/index.php{READY}", "/Health/READY", "/health//ready"]
)  # fmt: skip
def test_another_spelling_is_no_way_round(ask, fresh, path):
    assert statuses(ask(CLIENT, path)) == [403]


def test_what_only_looks_alike_is_the_applications(ask, fresh):
    for path in ("/metrics-of-mine", "/health/readyness", "/health/ready/x", "/my/health/ready"):
        assert statuses(ask(CLIENT, path)) == [200], path


def test_nobody_is_believed_who_says_that_he_watches(ask, fresh):
    for said in (MONITOR, "127.0.0.1", BALANCER, f"{MONITOR}, {MONITOR}"):
        claims = {"X-Forwarded-For": said, "X-Real-IP": said, "Forwarded": f"for={said}", "User-Agent": "golive-probe"}
        assert [statuses(ask(CLIENT, path, **claims)) for path in (READY, METRICS)] == [[403], [403]], said


def test_a_load_balancer_passes_on_what_others_ask_and_not_its_rights(ask, fresh):
    passed_on = {path: statuses(ask(BALANCER, path, **{"X-Forwarded-For": f"{MONITOR}, {CLIENT}"})) for path in (LIVE, READY, METRICS)}
    assert passed_on == {LIVE: [200], READY: [403], METRICS: [403]}
    assert statuses(ask(BALANCER, METRICS, **{"X-Forwarded-For": MONITOR})) == [200]
    assert statuses(ask(BALANCER, METRICS, **{"X-Forwarded-For": "127.0.0.1", "User-Agent": "golive-probe"})) == [403]


def limited(answers):
    """How many of I(answers) were let through; the others must be 429, with the time after which to try again."""
    refused = [answer for answer in answers if answer[0] != 200]
    assert all(answer == [429, "1"] for answer in refused), refused
    return len(answers) - len(refused)


def test_who_asks_too_much_is_told_to_wait_and_others_are_not(host, ask, fresh):
    assert BURST < limited(ask(CLIENT, "/", 60)) < 60
    assert limited(ask(OTHER, "/", BURST)) == BURST
    line = json.loads(host.check_output("grep '\"status\":429' /var/log/nginx/hello.access.json | tail -n 1"))
    assert (line["remote_addr"], line["uri"], line["release"] != "", line["upstream_time"]) == (CLIENT, "/", True, None)


def test_a_claimed_address_is_no_way_round_the_limit(ask, fresh):
    assert sum(limited(ask(CLIENT, "/", 6, **{"X-Forwarded-For": f"192.0.2.{number}"})) for number in range(10)) < 60


def test_behind_a_load_balancer_each_client_has_his_own_limit(ask, fresh):
    assert limited(ask(BALANCER, "/", 60, **{"X-Forwarded-For": f"{OTHER}, {CLIENT}"})) < 60
    assert limited(ask(BALANCER, "/", BURST, **{"X-Forwarded-For": f"{CLIENT}, {OTHER}"})) == BURST


def test_a_network_of_ipv6_is_one_client(ask, fresh):
    first, second = OF_ONE_NETWORK
    assert limited(ask(first, "/", 60)) < 60
    assert limited(ask(second, "/", 60)) < BURST
    assert limited(ask(OF_ANOTHER, "/", BURST)) == BURST


@pytest.mark.parametrize(("source", "paths"), [(MONITOR, (LIVE, READY, METRICS)), (BALANCER, (LIVE, READY)), ("127.0.0.1", (LIVE, READY, METRICS, "/"))])
def test_those_who_watch_are_never_limited(ask, fresh, source, paths):
    for path in paths:
        assert limited(ask(source, path, 60)) == 60, path


def test_a_monitor_is_limited_as_a_client_is_in_all_but_health(ask, fresh):
    assert limited(ask(MONITOR, "/", 60)) < 60
    assert limited(ask(MONITOR, READY, 60)) == 60


def test_files_do_not_count(ask, fresh):
    assert limited(ask(CLIENT, "/hello.txt", 60)) == 60
    assert limited(ask(CLIENT, "/app.green.js", 60)) == 60
    assert limited(ask(CLIENT, "/", BURST)) == BURST
