# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module traffic_stats says of what nginx logged: visitors, and of these all."""

from __future__ import annotations

import json

import pytest
from debians import WEB

testinfra_hosts = WEB

SECRET = "for-colleagues-and-tests-only"

# Asks over one connection, and has the log rotated twice meanwhile. Prints how often it asked.
LOAD = """
import http.client, subprocess
connection = http.client.HTTPConnection("127.0.0.1")
rotations = []
for number in range(3000):
    if number in (800, 1900):
        rotations.append(subprocess.Popen(["logrotate", "--force", "/etc/logrotate.d/golive-hello"]))
    connection.request("GET", "/", headers={"Host": "hello.test"})
    connection.getresponse().read()
assert [rotation.wait() for rotation in rotations] == [0, 0]
print(number + 1)
"""


@pytest.fixture
def stats(host, releases):
    """Says what the module returns of all that was asked since the test began."""
    since = host.check_output("date +%s.%3N")

    def stats(check=False):
        return host.ansible("golive.web.traffic_stats", f"name=hello since={since} exclude_path=/health/ready", check=check)

    return stats


def last_line(host):
    return json.loads(host.check_output("tail -n 1 /var/log/nginx/hello.access.json"))


def test_visitors_are_counted_and_nobody_else(host, hello, stats):
    for _number in range(3):
        assert hello.fetch("/gigs?page=2")[0] == 200
    hello.flip("green")
    assert hello.fetch()[0] == 200
    hello.fetch("/", "-A golive-probe")
    assert (last_line(host)["probe"], last_line(host)["preview"]) == ("1", "")
    hello.fetch("/", f"-H 'X-Preview: {SECRET}'")
    assert (last_line(host)["probe"], last_line(host)["preview"]) == ("", "1")
    hello.fetch("/health/ready")
    hello.fetch("/hello.txt")
    assert (last_line(host)["probe"], last_line(host)["preview"]) == ("", "")
    said = stats()
    counted = {release: (counts["requests"], counts["errors"], counts["clients"], counts["timed"]) for release, counts in said["releases"].items()}
    assert counted == {hello.one: (3, 0, 1, 3), hello.two: (2, 0, 1, 1)}
    assert (said["logged"], said["without_release"], said["unreadable"], said["truncated"]) == (True, 0, 0, False)
    assert stats(check=True)["releases"] == said["releases"]


def test_errors_are_counted_for_the_release_that_made_them(host, hello, stats):
    socket = f"{hello.home}/sockets/{hello.one}.sock"
    host.check_output(f"mv {socket} {socket}.away")
    try:
        assert hello.fetch()[0] == 502
    finally:
        host.check_output(f"mv {socket}.away {socket}")
    assert hello.fetch()[0] == 200
    counts = stats()["releases"][hello.one]
    assert (counts["requests"], counts["errors"]) == (2, 1)


def test_what_nginx_answers_by_itself_is_no_releases(host, hello, stats):
    host.run("curl -s -H 'Host: hello.test' -H 'Content-Length: x' http://127.0.0.1/")
    host.check_output("touch /srv/hello/maintenance")
    try:
        assert hello.fetch()[0] == 503
    finally:
        host.check_output("rm /srv/hello/maintenance")
    said = stats()
    assert (said["releases"], said["without_release"], said["unreadable"]) == ({}, 2, 0)


def test_no_request_is_missed_while_the_log_is_rotated(host, hello, stats):
    sent = int(host.check_output("python3 -c %s", LOAD))
    said = stats()
    assert said["releases"][hello.one]["requests"] == sent
    assert said["unreadable"] == 0


def test_hostile_requests_are_requests(host, hello, stats):
    for path in ('/a"b\\\\c', "/\\xff\\xfe", '/","status":500,"x":"'):
        request = f"GET {path} HTTP/1.1\\r\\nHost: hello.test\\r\\nConnection: close\\r\\n\\r\\n"
        host.check_output("bash -c %s", f"exec 3<>/dev/tcp/127.0.0.1/80; printf '{request}' >&3; cat <&3 >/dev/null")
    said = stats()
    assert (said["releases"][hello.one]["requests"], said["releases"][hello.one]["errors"], said["unreadable"]) == (3, 0, 0)


def test_a_log_that_is_a_link_is_refused(host, stats):
    log = "/var/log/nginx/hello.access.json"
    host.check_output(f"mv {log} {log}.away && ln -s /etc/shadow {log}")
    try:
        said = stats()
        assert "is no regular file" in said["msg"] and "releases" not in said
    finally:
        host.check_output(f"mv {log}.away {log}")
