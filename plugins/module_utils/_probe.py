# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asking one release on one host whether it is well: privately over its socket, or through the front door.

A question is a function without arguments that gives an C(Answer); C(wait_healthy) asks it until it was answered well often enough in
a row, or the time is up.
"""

from __future__ import annotations

import json
import random
import time
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _deadline, _fastcgi, _http

_MAX_BODY = 65536
# Until something answers: to find that nothing does costs next to nothing; until what answers is well: it has enough to do.
_SOON = 0.03
_LATER = 0.1
_FAILING = ("fail", "error", "down")


class Answer(NamedTuple):
    """What came back: C(status) 0 where nothing did, then C(error) says why; C(release) is the release header's value."""

    status: int = 0
    release: str = ""
    body: str = ""
    error: str = ""


class Health(NamedTuple):
    """How an application is asked. C(header) empty: the application doesn't say its release, so it is not compared.

    C(timeout): seconds for one whole answer, however it trickles in.
    """

    path: str = "/health/ready"
    host: str = "localhost"
    port: int = 80
    header: str = "X-Release"
    successes: int = 3
    interval: float = 0.05
    timeout: float = 5.0


class Outcome(NamedTuple):
    """The waiter's result; C(reason) is one sentence where C(healthy) is false."""

    healthy: bool
    reason: str = ""
    attempts: int = 0
    seconds: float = 0.0
    last: Answer | None = None


def ask_http_socket(health, path):
    """A question to the HTTP server on the Unix socket I(path)."""
    return lambda: _ask_http(path, health)


def ask_front_door(health, address="127.0.0.1"):
    """A question through nginx on this host, as a client of the application would put it."""
    return lambda: _ask_http((address, health.port), health)


def ask_fastcgi_socket(health, path, document_root, index):
    """A question to php-fpm on the Unix socket I(path), as nginx would put it."""
    route, _mark, _query = health.path.partition("?")
    params = _fastcgi.asking(
        f"{document_root}/{index}",
        health.path,
        health.host,
        DOCUMENT_URI="/" + index,
        DOCUMENT_ROOT=document_root,
        SCRIPT_NAME="/" + index,
        SERVER_PORT=health.port,
        REMOTE_PORT=0,
        HTTP_ACCEPT="application/health+json, application/json, */*",
        PATH_INFO=route if route != "/" + index else "",
    )

    def question():
        try:
            with _deadline.connect(path, health.timeout) as connection:
                status, headers, body = _fastcgi.request(connection, params)
        except OSError as error:
            return Answer(error=_describe(error, health.timeout))
        return Answer(status, headers.get(health.header.lower(), ""), body[:_MAX_BODY].decode(errors="replace"))

    return question


def _ask_http(address, health):
    headers = {"Host": health.host, "Accept": "application/health+json, */*", "User-Agent": "golive-probe"}
    try:
        with _deadline.connect(address, health.timeout) as connection:
            status, fields, body = _http.ask(connection, "GET", health.path, headers, _MAX_BODY)
    except OSError as error:
        return Answer(error=_describe(error, health.timeout))
    return Answer(status, fields.get(health.header.lower(), ""), body.decode(errors="replace"))


def _describe(error, timeout):
    if isinstance(error, TimeoutError):
        return f"no whole answer within {timeout:g} s"
    if isinstance(error, FileNotFoundError):
        return "nothing listens on its socket yet"
    return str(error) or type(error).__name__


def judge(answer, health, release, mask=str):
    """An empty string where I(answer) is a healthy one of I(release), else a clause that says what is wrong with it.

    I(mask) hides secrets in a text: here, since of one that was cut off or split nobody would recognise the rest."""
    if not answer.status:
        return answer.error
    if not 200 <= answer.status < 300:
        return f"{health.path} answered {answer.status}: {_cut(mask(answer.body))}"
    if health.header and answer.release != release:
        if not answer.release:
            return f"{health.path} answered {answer.status} without the header {health.header}, so it proves no release"
        return f"{health.path} was answered by release {_cut(mask(answer.release))} instead of {release}"
    status = _health_status(answer.body)
    if status in _FAILING:
        return f"{health.path} answered {answer.status} but its body says '{status}': {_cut(mask(answer.body))}"
    return ""


def _health_status(body):
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return str(data.get("status", "")).lower() if isinstance(data, dict) else ""


def _cut(text, length=200):
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length] + "..."


def wait_healthy(question, health, release, seconds, dead=lambda: "", settle=0.0, mask=str, clock=time.monotonic, sleep=time.sleep):
    """Asks until C(health.successes) answers in a row are healthy ones of I(release), for I(seconds) at the most, and at least for I(settle).

    I(mask) hides secrets in what was answered. I(dead) is asked before each attempt; a clause from it (the process has given up) ends the waiting at once.
    """
    start = clock()
    streak = attempts = 0
    answer, wrong = None, "it was not asked"
    while True:
        gone = dead()
        if gone:
            return Outcome(False, gone, attempts, clock() - start, answer)
        answer = question()
        attempts += 1
        wrong = judge(answer, health, release, mask)
        streak = 0 if wrong else streak + 1
        if streak >= health.successes and clock() - start >= settle:
            return Outcome(True, "", attempts, clock() - start, answer)
        if clock() - start >= max(seconds, settle):
            wrong = wrong or f"only {streak} of {health.successes} answers in a row were healthy"
            return Outcome(False, f"{wrong} (after {attempts} attempts in {clock() - start:.0f} s)", attempts, clock() - start, answer)
        pause = health.interval if not wrong else max(health.interval, _LATER) if answer.status else min(_SOON, health.interval)
        sleep(pause * random.uniform(0.8, 1.2))
