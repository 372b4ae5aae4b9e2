# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from probes import probe, server


def greet(connection):
    connection.sendall(b"220 mail.test ESMTP\r\n")
    heard = connection.recv(100)
    connection.sendall(b"250 hello\r\n" if heard == b"EHLO me\r\n" else b"500 what?\r\n")


def chatter(connection):
    while True:
        connection.sendall(b"y" * 65536)


def ask(script, **options):
    with server(script) as (host, port):
        return probe(type="tcp", host=host, port=port, **options)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, ""),
        ({"expect": "^220 "}, ""),
        ({"expect": "^554 "}, "body"),
        ({"send": r"EHLO me\r\n", "expect": "250 hello"}, ""),
        ({"send": r"HELO me\r\n", "expect": "250 hello"}, "body"),
    ],
)
def test_what_is_said_is_compared(options, reason):
    result = ask(greet, timeout=0.5, **options)
    assert result["reason"] in ((reason,) if not reason else (reason, "timeout"))


def test_one_that_ends_without_the_word_fails_by_what_it_said():
    result = ask(lambda connection: connection.sendall(b"go away"), expect="^220 ")
    assert (result["status"], result["reason"]) == ("fail", "body")
    assert result["message"] == "what it says is go away, expected ^220 "


def test_one_that_says_too_much_is_given_up():
    result = ask(chatter, expect="^220 ")
    assert (result["reason"], result["message"]) == ("body", "in 64 KiB it said nothing like ^220 ")


def test_one_that_says_nothing_is_waited_for_no_longer_than_said():
    began = time.monotonic()
    assert ask(lambda connection: time.sleep(5), expect="x", timeout=0.2)["reason"] == "timeout"
    assert time.monotonic() - began < 0.3


def test_a_unix_socket_is_spoken_to_as_well(tmp_path):
    path = str(tmp_path / "s")
    with server(b"+PONG\r\n", family=socket.AF_UNIX, address=path):
        assert probe(type="unix", socket=path, send=r"PING\r\n", expect="PONG")["status"] == "pass"
        assert probe(type="unix", socket=path, send=r"PING\r\n", expect="PANG")["reason"] == "body"
    assert probe(type="unix", socket=str(tmp_path / "none"))["reason"] == "missing"
    assert probe(type="unix", socket=path)["reason"] == "refused"


@pytest.mark.parametrize("options", [{"host": ""}, {"port": None}, {"expect": "("}, {"url": "http://x"}, {"send": "\\x1"}])
def test_what_makes_no_sense_is_refused(options):
    with pytest.raises(GoliveError, match="probe 'probe'"):
        probe(**{"type": "tcp", "host": "h", "port": 1, **options})
