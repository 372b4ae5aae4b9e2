# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attempts by many requests, large ones and slow ones."""

from __future__ import annotations

import contextlib
import json
import select
import ssl
import time

from attack import Attempt, Edit, status

LARAVEL = "sites-enabled/gigs_laravel.conf"
PYTHON = "sites-enabled/gigs_python.conf"
GUESSES = 20
MANY = 500
_CLASS = r'^(    "~\*\^\\S\+ \(\?:POST\) )\(\?:/\[\^/\]\+\\\.php\)\?'


def guesses(path="/api/login", forged=False, answer=401):
    """Whether so many passwords can be tried in a row; I(answer): the status of the application's own no."""

    def attack(stage):
        body = json.dumps({"email": "nobody@example.com", "password": "wrong"}).encode()
        seen = []
        for number in range(GUESSES):
            fields = {"Content-Type": "application/json", **({"X-Forwarded-For": f"203.0.113.{number + 1}"} if forged else {})}
            seen.append(status(stage.ask(path, method="POST", body=body, fields=fields)))
        return set(seen) == {answer}

    return attack


def in_a_row(data, count, name):
    """Whether as many requests on one connection are all let through."""

    def attack(stage):
        try:
            with stage.connect(name=name) as connection:
                connection.sendall(data * count)
                text, seen = b"", time.monotonic() + 10
                connection.settimeout(1)
                with contextlib.suppress(TimeoutError):
                    while time.monotonic() < seen and (part := connection.recv(1 << 16)):
                        text += part
        except OSError:
            return False
        return b"HTTP/1.1 429" not in text and text.count(b"HTTP/1.1 ") > count / 2

    return attack


def large(path, size, chunked=False):
    """Whether a body of I(size) bytes reaches the application."""

    def attack(stage):
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (size, b"a" * size) if chunked else b"a" * size
        length = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % size
        head = b"POST %s HTTP/1.1\r\nHost: python.test\r\nConnection: close\r\n%s\r\n\r\n" % (path.encode(), length)
        return status(stage.raw(head + body, name="python.test")) == 200

    return attack


def _ended(connection):
    """Whether the server has closed it, or answered; what TLS has to say of sessions is no answer."""
    try:
        connection.recv(12)
    except ssl.SSLWantReadError:
        return False
    except OSError:
        pass
    return True


def held(count, data, seconds):
    """Whether most of I(count) connections that send I(data), and then nothing, are still there after I(seconds)."""

    def attack(stage):
        with contextlib.ExitStack() as held:
            connections = []
            for _number in range(count):
                connection = held.enter_context(stage.connect(name="python.test"))
                connection.sendall(data)
                connection.setblocking(False)
                connections.append(connection)
            assert stage.serves()
            end = time.monotonic() + seconds
            open_still = set(connections)
            while open_still and time.monotonic() < end:
                ready = select.select(list(open_still), [], [], max(0, end - time.monotonic()))[0]
                open_still -= {connection for connection in ready if _ended(connection)}
            return len(open_still) > count / 2

    return attack


def _first(connection):
    connection.settimeout(0.2)
    try:
        return connection.recv(12)
    except OSError:
        return b""


def at_once(count):
    """Whether I(count) uploads of one client may go on at the same time."""

    def attack(stage):
        with contextlib.ExitStack() as held:
            connections = [held.enter_context(stage.connect(name="python.test")) for _number in range(count)]
            for connection in connections:
                connection.sendall(b"POST /api/gigs HTTP/1.1\r\nHost: python.test\r\nContent-Length: 1000\r\n\r\nabc")
            select.select(connections, [], [], 2)
            return not any(_first(connection) == b"HTTP/1.1 429" for connection in connections)

    return attack


_SLOW_HEAD = b"GET / HTTP/1.1\r\nHost: python.test\r\nX-Slow: "
_SLOW_BODY = b"POST /x HTTP/1.1\r\nHost: python.test\r\nContent-Length: 1000\r\n\r\na"
_REPORT = b"POST /.golive/csp-reports HTTP/1.1\r\nHost: laravel.test\r\nContent-Length: 2\r\n\r\n[]"

ATTEMPTS = [
    Attempt("guesses", "passwords can be tried without end", guesses(), Edit(LARAVEL, r"^\s*limit_req zone=golive_gigs_laravel_login .*$")),
    Attempt(
        "guesses_from_forged_addresses", "each guess comes from an address that the client made up", guesses(forged=True),
        Edit("conf.d/golive.conf", r"^map \$golive_root", "set_real_ip_from 0.0.0.0/0;\nreal_ip_header X-Forwarded-For;\nmap $golive_root"),
    ),
    Attempt(
        "guesses_in_capitals", "another spelling of the path has no limit", guesses("/API/Login", answer=404),
        Edit(LARAVEL, r'^    "~\*\^\\S\+ \(\?:POST\)', r'    "~^\\S+ (?:POST)'),
    ),
    Attempt("guesses_behind_the_front_controller", "another way to the same page has no limit", guesses("/index.php/api/login"), Edit(LARAVEL, _CLASS, r"\1")),
    Attempt(
        "guesses_in_code", "an encoded letter of the path makes it another", guesses("/api/logi%6e"),
        Edit(LARAVEL, r'^map "\$golive_asker \$request_method \$uri"', 'map "$golive_asker $request_method $request_uri"'),
    ),
    Attempt(
        "flood", "one client can have all of the application", in_a_row(b"GET /x HTTP/1.1\r\nHost: python.test\r\n\r\n", 600, "python.test"),
        Edit(PYTHON, r"^\s*limit_req zone=golive_gigs_python burst.*$"),
    ),
    Attempt(
        "reports_without_end", "whoever sends reports fills the disk", in_a_row(_REPORT, 60, "laravel.test"),
        Edit("golive-headers/gigs_laravel.server.conf", r"limit_req [^;]*;"),
    ),
    Attempt(
        "uploads_at_once", "uploads of one client keep all processes busy", at_once(8),
        Edit(PYTHON, r"^\s*limit_conn golive_gigs_python_uploads_at_once.*$"),
    ),
    Attempt(
        "large_body", "bodies of any size reach the application", large("/x", 9 << 20),
        Edit(PYTHON, r"client_max_body_size 8m;", "client_max_body_size 0;"),
    ),
    Attempt(
        "large_body_in_chunks", "a body that does not say its size has none", large("/x", 9 << 20, chunked=True),
        Edit(PYTHON, r"client_max_body_size 8m;", "client_max_body_size 0;"),
    ),
    Attempt("large_upload", "an upload may be larger than its class", large("/api/gigs", 7 << 20), Edit(PYTHON, r"client_max_body_size 6m;", "")),
    Attempt(
        "large_header", "headers of any size reach the application",
        lambda stage: "echo:" in stage.ask("/x", "python.test", fields={"X-Large": "a" * 20000}),
        Edit("nginx.conf", r"large_client_header_buffers [^;]*;", "large_client_header_buffers 4 1m;"),
    ),
    Attempt(
        "slow_loris", f"{MANY} heads that never end hold {MANY} connections", held(MANY, _SLOW_HEAD, 22),
        Edit("nginx.conf", r"client_header_timeout [^;]*;", "client_header_timeout 600s;"),
    ),
    Attempt(
        "slow_bodies", "bodies that never end hold connections", held(30, _SLOW_BODY, 37),
        Edit("nginx.conf", r"client_body_timeout [^;]*;", "client_body_timeout 600s;"),
    ),
]  # fmt: skip
