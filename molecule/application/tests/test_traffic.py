# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who sees which release: a share of the clients, those with a preview, and during maintenance nobody."""

from __future__ import annotations

import json
import time

import pytest
from ansible_collections.golive.web.plugins.filter.preview_cookie import preview_cookie
from debians import WEB

testinfra_hosts = WEB

SECRET = "for-colleagues-and-tests-only"

# Asks once as each client, over one connection, and prints the releases that answered. A client is a browser, or a session.
CLIENTS = """
import http.client, json, sys
header, pattern, count, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
connection = http.client.HTTPConnection("127.0.0.1")
releases = []
for _round in range(rounds):
    for client in range(count):
        connection.request("GET", "/", headers={"Host": "hello.test", header: pattern.format(client)})
        answer = connection.getresponse()
        answer.read()
        releases.append(answer.getheader("X-Release", str(answer.status)))
print(json.dumps(releases))
"""

TREE = """
cd /srv/hello && mkdir -p splits/green-{0:02} && cd splits/green-{0:02} && ln -sfn ../../slots/green preview
for bucket in $(seq -w 0 19); do
    if test $((10#$bucket)) -lt {0}; then ln -sfn ../../slots/green $bucket; else ln -sfn ../../live $bucket; fi
done
cd /srv/hello && ln -sfn splits/green-{0:02} share.new && mv -T share.new share
"""


@pytest.fixture
def share(host, releases):
    """Gives the standby slot, green, that many buckets."""
    yield lambda buckets: host.check_output("bash -c %s", TREE.format(buckets))
    host.check_output("rm -rf /srv/hello/share /srv/hello/splits")


@pytest.fixture
def maintenance(host, releases):
    host.check_output("touch /srv/hello/maintenance")
    yield
    host.check_output("rm -f /srv/hello/maintenance")


def clients(host, header="User-Agent", pattern="browser {}", count=400, rounds=1):
    return json.loads(host.check_output("python3 -c %s %s %s %s %s", CLIENTS, header, pattern, str(count), str(rounds)))


def head(hello, options="", path="/"):
    """The header lines of an answer, lower case."""
    return hello.host.check_output(f"curl -s -o /dev/null -D - -H 'Host: hello.test' {options} http://127.0.0.1{path}").lower()


def release_at(hello, options="", path="/"):
    """The release that answers, or the status of another answer than 200."""
    status, body = hello.fetch(path, options)
    return json.loads(body)["environment"]["GOLIVE_RELEASE"] if status == 200 else status


def test_a_share_is_that_part_of_the_clients(host, hello, share):
    share(5)
    moved = clients(host).count(hello.two)
    assert 60 <= moved <= 140  # of 400, 100 are expected; the standard deviation is 9


def test_a_client_stays_where_it_is(host, hello, share):
    share(5)
    first, *others = zip(*[iter(clients(host, count=40, rounds=25))] * 40)
    assert {hello.one, hello.two} == set(first)
    assert set(others) == {first}


def test_a_client_never_goes_back_while_the_share_grows(host, hello, share):
    before = set()
    for buckets in (0, 1, 5, 10, 19, 20):
        share(buckets)
        moved = {client for client, release in enumerate(clients(host, count=100)) if release == hello.two}
        assert before <= moved
        before = moved
    assert len(before) == 100


def test_a_session_decides_before_the_browser_does(host, hello, share):
    share(10)
    by_session = clients(host, "Cookie", "other=1; connect.sid=s%3A{}", count=40)
    assert {hello.one, hello.two} == set(by_session)
    for session in (by_session.index(hello.one), by_session.index(hello.two)):
        for browser in ("A", "B", "C"):
            assert release_at(hello, f"-A {browser} -b 'connect.sid=s%3A{session}; b=1'") == by_session[session]
    assert len(set(clients(host, "Cookie", "xconnect.sid={0}; connectXsid={0}", count=40))) == 1


def test_the_log_names_the_release_and_slot_that_served(host, hello, share):
    share(20)
    assert release_at(hello) == hello.two
    line = json.loads(host.check_output("tail -n 1 /var/log/nginx/hello.access.json"))
    assert (line["release"], line["slot"]) == (hello.two, "green")
    assert hello.fetch("/hello.txt") == (200, hello.two)


def test_the_collections_own_probe_sees_what_is_live(hello, share):
    share(20)
    assert release_at(hello, "-A golive-probe") == hello.one
    assert release_at(hello, "-A golive-probes") == hello.two


def test_a_share_without_a_live_release_is_served(host, hello, share):
    share(20)
    host.check_output("rm /srv/hello/live")
    assert release_at(hello) == hello.two
    share(0)
    assert release_at(hello) == 503


def test_a_preview_is_seen_by_header_and_by_cookie_alone(host, hello, share):
    share(0)
    cookie = preview_cookie(SECRET, "hello", 1)
    assert release_at(hello) == hello.one
    for options in (f"-H 'X-Preview: {SECRET}'", f"-b 'a=b; golive_preview={cookie}; c=d'"):
        assert release_at(hello, options) == hello.two
        assert hello.fetch("/hello.txt", options) == (200, hello.two)
        assert "cache-control: private, no-store" in head(hello, options)
        assert "cache-control: private, no-store" in head(hello, options, "/app.green.js")
    assert "no-store" not in head(hello)


def test_forged_and_expired_cookies_see_what_is_live(hello, share):
    share(0)
    valid = preview_cookie(SECRET, "hello", 1)
    expires, signature = valid.split(".")
    forged = [
        preview_cookie(SECRET, "hello", 1, now=time.time() - 7200),
        preview_cookie(SECRET, "other", 1),
        preview_cookie(SECRET.upper(), "hello", 1),
        f"{int(expires) + 1}.{signature}",
        f"{expires}.{signature.swapcase()}",
        f"{expires}.",
        "1",
        "",
    ]
    for cookie in forged:
        assert release_at(hello, f"-b 'golive_preview={cookie}'") == hello.one, cookie
    for header in (SECRET.upper(), SECRET[:-1], "1", ""):
        assert release_at(hello, f"-H 'X-Preview: {header}'") == hello.one, header


def test_a_preview_of_an_empty_standby_slot_is_not_the_live_release(host, hello, share):
    assert hello.fetch("/", f"-H 'X-Preview: {SECRET}'")[0] == 503
    share(0)
    host.check_output("mv /srv/hello/slots/green /srv/hello/slots/kept")
    try:
        assert hello.fetch("/", f"-H 'X-Preview: {SECRET}'")[0] == 503
        assert release_at(hello) == hello.one
    finally:
        host.check_output("mv /srv/hello/slots/kept /srv/hello/slots/green")


def test_the_application_is_told_of_a_preview_and_not_of_its_secret(hello, share):
    share(0)
    assert json.loads(hello.fetch("/", f"-H 'X-Preview: {SECRET}'")[1])["headers"]["X-Preview"] == "1"
    assert "X-Preview" not in json.loads(hello.fetch("/", "-H 'X-Preview: 1'")[1])["headers"]


def test_the_secret_is_roots_alone(host):
    file = host.file("/etc/nginx/golive-preview/hello.conf")
    assert (file.mode, file.user) == (0o600, "root")
    assert SECRET in file.content_string
    assert host.run("grep -rlI --exclude-dir=golive-preview %s /etc /srv/hello", SECRET).stdout == ""


def test_maintenance_closes_the_door_for_everybody(host, hello, maintenance):
    for path, options in (("/gigs?page=2", "-X POST -d a=b"), ("/hello.txt", "-X DELETE"), ("/app.green.js", ""), ("/", f"-H 'X-Preview: {SECRET}'")):
        status, body = hello.fetch(path, options)
        assert (status, "<h1>We are at work here</h1>" in body) == (503, True), (options, path)
    assert "retry-after: 120" in head(hello) and "text/html" in head(hello)
    assert json.loads(host.check_output("tail -n 1 /var/log/nginx/hello.access.json"))["release"] == ""


def test_during_maintenance_the_host_is_not_ready_and_the_application_alive(hello, maintenance):
    status, body = hello.fetch("/health/ready")
    assert (status, json.loads(body)) == (503, {"status": "fail", "output": "maintenance"})
    assert "content-type: application/health+json" in head(hello, path="/health/ready")
    assert "retry-after: 120" in head(hello, path="/health/ready")
    assert release_at(hello, path="/health/live") == hello.one
    assert release_at(hello, path="/metrics") == hello.one


def test_the_collections_own_probe_passes_through_maintenance(hello, maintenance):
    assert release_at(hello, "-A golive-probe", "/health/ready") == hello.one


def test_what_maintenance_shows_has_no_address_of_its_own(hello, releases):
    for path in ("/.golive/maintenance", "/.golive/maintenance.html", "/.golive/readiness", "/.golive/x"):
        assert hello.fetch(path)[0] == 404


def test_maintenance_is_told_where_there_is_no_release_too(host, hello, maintenance):
    host.check_output("rm /srv/hello/live")
    assert "We are at work here" in hello.fetch()[1]


def test_nobody_else_can_ask_what_nginx_is_doing(host):
    ask = "curl -s -o /dev/null -w '%{http_code}' --unix-socket /run/golive-nginx/status.sock http://localhost/"
    assert host.check_output(ask) == "200"
    for user in ("www-data", "hello", "nobody"):
        assert host.run(f"runuser -u {user} -- {ask}").stdout == "000"
