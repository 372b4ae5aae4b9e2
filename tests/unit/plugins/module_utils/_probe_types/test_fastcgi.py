# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import struct

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from probes import probe, server


def record(kind, content):
    return struct.pack(">BBHHBB", 1, kind, 1, len(content), 0, 0) + content


def answer(output):
    return record(6, output) + record(3, b"\0" * 8)


def ask(tmp_path, script, **options):
    with server(script, family=socket.AF_UNIX, address=str(tmp_path / "s")):
        return probe(type="fastcgi", socket=str(tmp_path / "s"), **options)


def test_a_page_is_asked_for_as_a_web_server_would(tmp_path):
    heard = []

    def script(connection):
        heard.append(connection.recv(65536))
        connection.sendall(answer(b'Content-Type: application/json\r\n\r\n{"listen queue": 0}'))

    result = ask(tmp_path, script, path="/status?json", expressions=[{"expression": '"listen queue"', "operator": "at_most", "value": 0}])
    assert result["status"] == "pass", result["message"]
    assert b"SCRIPT_NAME/status" in heard[0] and b"QUERY_STRINGjson" in heard[0] and b"SCRIPT_FILENAME/status" in heard[0]


@pytest.mark.parametrize(
    ("script", "options", "reason"),
    [
        (answer(b"Status: 404 Not Found\r\n\r\nFile not found."), {}, "status"),
        (answer(b"X: y\r\n\r\npong"), {"body_matches": ["^pong$"]}, ""),
        (answer(b"X: y\r\n\r\npang"), {"body_matches": ["^pong$"]}, "body"),
        (answer(b'X: y\r\n\r\n{"listen queue": 9}'), {"expressions": [{"expression": '"listen queue"', "operator": "at_most", "value": 0}]}, "expression"),
        (answer(b"nonsense"), {}, "protocol"),
        (record(6, b"half")[:-2], {}, "reset"),
        (record(6, b"x" * 60000) * 20, {}, "protocol"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", {}, "protocol"),
        (b"220 mail.test ESMTP\r\n", {}, "protocol"),
    ],
)
def test_what_is_not_well_has_its_reason(tmp_path, script, options, reason):
    result = ask(tmp_path, script, timeout=0.5, **options)
    assert result["reason"] == reason, result["message"]


def test_no_socket_is_missing_and_a_dead_one_refused(tmp_path):
    assert probe(type="fastcgi", socket=str(tmp_path / "none"))["reason"] == "missing"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "dead"))
    assert probe(type="fastcgi", socket=str(tmp_path / "dead"))["reason"] == "refused"


@pytest.mark.parametrize("options", [{}, {"host": "h"}, {"socket": "/s", "url": "http://x/"}])
def test_what_makes_no_sense_is_refused(options):
    with pytest.raises(GoliveError, match="probe 'probe'"):
        probe(type="fastcgi", **options)
