# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils import _probe
from ansible_collections.golive.web.plugins.module_utils._probe import Answer, Health, judge, wait_healthy

RELEASE = "2.0-0123456789ab-abcdef"
GOOD = Answer(200, RELEASE, '{"status": "pass"}')


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def wait(answers, health=None, seconds=10, dead=lambda: "", settle=0):
    clock = Clock()
    left = list(answers)

    def question():
        return left.pop(0) if len(left) > 1 else left[0]

    return wait_healthy(question, health or Health(), RELEASE, seconds, dead=dead, settle=settle, clock=clock, sleep=clock.sleep)


def test_it_must_be_well_for_as_long_as_it_takes_to_settle():
    outcome = wait([GOOD], settle=3)
    assert outcome.healthy and 3 <= outcome.seconds < 3.5


def test_what_dies_while_it_settles_is_not_healthy():
    deaths = iter(["", "", "", "", "", "it died"])
    outcome = wait([GOOD], settle=3, dead=lambda: next(deaths))
    assert (outcome.healthy, outcome.reason, outcome.attempts) == (False, "it died", 5)


def test_enough_good_answers_in_a_row_are_healthy():
    outcome = wait([GOOD])
    assert (outcome.healthy, outcome.attempts) == (True, 3)


def test_one_bad_answer_starts_the_count_anew():
    outcome = wait([GOOD, GOOD, Answer(500), GOOD])
    assert (outcome.healthy, outcome.attempts) == (True, 6)


def test_the_reason_is_the_last_answers():
    outcome = wait([Answer(500, RELEASE, "Traceback: no database")], seconds=2)
    assert not outcome.healthy
    assert "/health/ready answered 500: Traceback: no database" in outcome.reason
    assert "attempts in 2 s" in outcome.reason


def test_a_process_that_gave_up_ends_the_waiting_at_once():
    outcome = wait([Answer(error="nothing listens")], seconds=1000, dead=lambda: "the program gigs-green did not stay up (FATAL)")
    assert (outcome.healthy, outcome.attempts, outcome.reason) == (False, 0, "the program gigs-green did not stay up (FATAL)")


def test_what_answers_and_is_not_well_is_left_some_time():
    assert wait([Answer(503, RELEASE)], Health(interval=0.005), seconds=1).attempts <= 14


def test_a_flapping_one_never_is_healthy():
    clock, answers = Clock(), iter([GOOD, Answer(500)] * 1000)
    outcome = wait_healthy(lambda: next(answers), Health(), RELEASE, 5, clock=clock, sleep=clock.sleep)
    assert not outcome.healthy


@pytest.mark.parametrize(("first", "least", "most"), [(Answer(error="nothing listens on its socket yet"), 4, 6.1), (Answer(503), 8, 12)])
def test_what_does_not_answer_at_all_is_asked_again_sooner(first, least, most):
    """5 seconds between two questions to what answers, so nearly none to what doesn't."""
    clock, answers = Clock(), iter([first, GOOD, GOOD])
    outcome = wait_healthy(lambda: next(answers), Health(successes=2, interval=5), RELEASE, 60, clock=clock, sleep=clock.sleep)
    assert outcome.healthy
    assert least <= outcome.seconds <= most


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (GOOD, ""),
        (Answer(204, RELEASE), ""),
        (Answer(200, RELEASE, '{"status": "warn"}'), ""),
        (Answer(200, RELEASE, '{"status": "FAIL"}'), "body says 'fail'"),
        (Answer(200, RELEASE, '{"status": "down"}'), "body says 'down'"),
        (Answer(200, "1.0-0123456789ab-abcdef"), "was answered by release 1.0-0123456789ab-abcdef instead of " + RELEASE),
        (Answer(200, ""), "without the header X-Release"),
        (Answer(302, RELEASE), "answered 302"),
        (Answer(error="no whole answer within 5 s"), "no whole answer within 5 s"),
    ],
)
def test_what_an_answer_proves(answer, fault):
    found = judge(answer, Health(), RELEASE)
    assert fault in found if fault else found == ""


def test_an_application_that_tells_no_release_is_not_compared():
    assert judge(Answer(200, ""), Health(header=""), RELEASE) == ""


def test_a_long_answer_is_cut():
    assert len(judge(Answer(500, "", "x" * 10000), Health(), RELEASE)) < 300


@pytest.mark.parametrize("body", ["x" * 195 + " the-secret-of-all", "the-secret\n-of-all"], ids=["cut off", "of two lines"])
def test_a_secret_is_hidden_before_the_answer_is_cut_or_made_one_line(body):
    secret = "the-secret\n-of-all" if "\n" in body else "the-secret-of-all"
    said = judge(Answer(500, RELEASE, body), Health(), RELEASE, lambda text: text.replace(secret, "****"))
    assert "the-s" not in said and "**" in said


def test_a_socket_that_is_not_there_is_an_answer_not_an_exception(tmp_path):
    answer = _probe.ask_http_socket(Health(), str(tmp_path / "none.sock"))()
    assert (answer.status, answer.error) == (0, "nothing listens on its socket yet")
    answer = _probe.ask_fastcgi_socket(Health(), str(tmp_path / "none.sock"), "/srv", "index.php")()
    assert answer.status == 0


def test_a_body_that_is_json_but_no_object_says_no_status():
    assert judge(Answer(200, RELEASE, json.dumps(["fail"])), Health(), RELEASE) == ""
    assert judge(Answer(200, RELEASE, "[" * 60000), Health(), RELEASE) == ""


DRIPS = {
    "of the header": (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
    "of the body": (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
    "of interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "of a record": (b"\x01\x06\x00\x01\x27\x0f\x00\x00", b"x"),
    "of empty records": (b"", b"\x01\x06\x00\x01\x00\x00\x00\x00"),
}


@pytest.fixture
def dripping(tmp_path):
    """Starts a server that begins an answer and goes on with it, a drop at a time, for 2 s; gives the address that it listens on."""
    servers = []

    def start(family, drip):
        first, drop = DRIPS[drip]
        server = socket.socket(family)
        server.bind(str(tmp_path / "slot.sock") if family == socket.AF_UNIX else ("127.0.0.1", 0))
        server.listen()
        servers.append(server)

        def serve():
            connection, _address = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(first)
                for _count in range(100):
                    connection.sendall(drop)
                    time.sleep(0.02)

        threading.Thread(target=serve, daemon=True).start()
        return server.getsockname()

    yield start
    for server in servers:
        server.close()


@pytest.mark.parametrize("drip", ["of the header", "of the body", "of interim answers"])
def test_an_http_server_that_drips_its_answer_is_waited_for_no_longer_than_one_that_says_nothing(dripping, drip):
    given_up_in_time(_probe.ask_http_socket(Health(timeout=0.3), dripping(socket.AF_UNIX, drip)))


def test_the_front_door_that_drips_its_answer_is_waited_for_no_longer(dripping):
    port = dripping(socket.AF_INET, "of the body")[1]
    given_up_in_time(_probe.ask_front_door(Health(timeout=0.3, port=port)))


@pytest.mark.parametrize("drip", ["of a record", "of empty records"])
def test_a_fastcgi_server_that_drips_its_answer_is_waited_for_no_longer(dripping, drip):
    given_up_in_time(_probe.ask_fastcgi_socket(Health(timeout=0.3), dripping(socket.AF_UNIX, drip), "/srv", "index.php"))


def given_up_in_time(question):
    start = time.monotonic()
    assert question() == Answer(error="no whole answer within 0.3 s")
    assert 0.3 <= time.monotonic() - start < 1.5


def test_what_does_not_take_the_question_is_waited_for_no_longer(tmp_path):
    """A process that hangs, before it accepts and while it reads."""
    path = str(tmp_path / "slot.sock")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        given_up_in_time(_probe.ask_http_socket(Health(timeout=0.3), path))
        given_up_in_time(_probe.ask_http_socket(Health(timeout=0.3, path="/" + "x" * (4 << 20)), path))
