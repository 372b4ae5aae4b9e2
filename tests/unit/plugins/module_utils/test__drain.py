# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import threading

import pytest
from ansible_collections.golive.web.plugins.module_utils import _drain

# What nginx 1.26 answers.
STATUS = "HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\nActive connections: 9 \nserver accepts handled requests\n 31 31 52 \nReading: 2 Writing: {} Waiting: 5 \n"


class Clock:
    """Time that passes only where someone sleeps."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def waited(seconds, counts):
    """How long a wait of at most I(seconds) took, and how many of I(counts) were asked for."""
    clock, left = Clock(), list(counts)
    _drain.wait(seconds, ask=lambda: left.pop(0) if len(left) > 1 else left[0], clock=clock, sleep=clock.sleep)
    return clock.now, len(counts) - len(left)


def test_an_idle_web_server_is_not_waited_for():
    assert waited(60, [0])[0] == 0


def test_the_wait_ends_at_the_first_instant_without_a_request():
    assert waited(60, [3, 1, 2, 0, 4])[0] == pytest.approx(0.15)


def test_a_web_server_that_is_never_idle_is_waited_for_as_long_as_is_allowed():
    assert waited(60, [2])[0] == pytest.approx(60)


def test_what_cannot_be_asked_is_waited_for_as_long_as_is_allowed():
    assert waited(60, [None])[0] == pytest.approx(60)
    assert waited(60, [4, None, 0])[0] == pytest.approx(60)


def test_time_that_is_over_is_not_waited_for():
    assert waited(-5, [3])[0] == 0


@pytest.fixture
def answering(tmp_path):
    """Starts a server on a Unix socket that gives one answer; returns the path."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    path = str(tmp_path / "status.sock")
    server.bind(path)
    server.listen()

    def start(answer):
        def serve():
            connection = server.accept()[0]
            connection.recv(4096)
            for part in (answer[:20], answer[20:]):
                connection.sendall(part.encode())
            connection.close()

        threading.Thread(target=serve, daemon=True).start()
        return path

    yield start
    server.close()


@pytest.mark.parametrize(("writing", "requests"), [("1", 0), ("13", 12)])
def test_the_question_itself_does_not_count(answering, writing, requests):
    assert _drain.requests(answering(STATUS.format(writing))) == requests


@pytest.mark.parametrize("answer", ["", "HTTP/1.1 404 Not Found\r\n\r\nno status here", STATUS.format("x")])
def test_an_answer_that_says_nothing_is_none(answering, answer):
    assert _drain.requests(answering(answer)) is None


def test_a_web_server_without_the_socket_does_not_say(tmp_path):
    assert _drain.requests(str(tmp_path / "none.sock")) is None
