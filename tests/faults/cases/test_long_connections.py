# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What began before a flip and ends long after it: an upload and a WebSocket of a minute, with two releases meanwhile."""

from __future__ import annotations

import base64
import os
import socket
import threading
import time

import artifacts
import pytest

SECONDS = 60
PIECE = b"x" * 1000
# The longest that anything may last: so long the slot that lost its traffic is left alone.
CHANGE = {"drain_seconds": SECONDS + 15}


def begin(standing):
    connection = socket.create_connection((standing.fleet.addresses["trixie2"], 80), timeout=SECONDS)
    return connection, f"Host: {standing.server_name}\r\n"


def answer(connection):
    """Status, headers by lower-case name, and the body that their length announces."""
    reader = connection.makefile("rb")
    status = int(reader.readline().split()[1])
    headers = {}
    while line := reader.readline().strip():
        name, _colon, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    return status, headers, reader.read(int(headers.get("content-length", 0))), reader


def upload(standing, until):
    """Posts a piece a second; returns status, release, and whether all came to it."""
    connection, host = begin(standing)
    with connection:
        connection.sendall(f"POST /upload HTTP/1.1\r\n{host}Content-Length: {SECONDS * len(PIECE)}\r\n\r\n".encode())
        for second in range(SECONDS):
            connection.sendall(PIECE)
            time.sleep(max(0, until - SECONDS + second + 1 - time.monotonic()))
        status, headers, body, _reader = answer(connection)
    return status, headers["x-release"], f'"received": {SECONDS * len(PIECE)}' in body.decode()


def web_socket(standing, until):
    """Says a word every half second; returns the status, the release at its begin, and whether all words came back."""
    connection, host = begin(standing)
    with connection:
        key = base64.b64encode(os.urandom(16)).decode()
        connection.sendall(
            f"GET /socket HTTP/1.1\r\n{host}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        status, headers, _body, reader = answer(connection)
        whole = True
        while time.monotonic() < until:
            word, mask = os.urandom(4).hex().encode(), os.urandom(4)
            connection.sendall(bytes([0x81, 0x80 | len(word)]) + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(word)))
            whole = whole and reader.read(2 + len(word))[2:] == word
            time.sleep(0.5)
    return status, headers["x-release"], whole


@pytest.mark.parametrize("flips", [1, 2])
def test_what_began_before_a_flip_ends_well_after_it(bare, flips):
    """The first flip is to a slot that is warm; the second release after it needs the slot that is still at work, and has to wait."""
    back = artifacts.good()
    bare.live_on(back)
    one = bare.live_on(artifacts.good())
    results, until = {}, time.monotonic() + SECONDS
    threads = [threading.Thread(target=lambda kind=kind: results.update({kind.__name__: kind(bare, until)}), daemon=True) for kind in (upload, web_socket)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    with bare.undisturbed() as known:
        known.add(bare.live_on(back, change=CHANGE))
        assert time.monotonic() < until - SECONDS / 3, "the flip came too late to show anything"
        if flips == 2:
            known.add(bare.live_on(artifacts.good(), change=CHANGE))
        for thread in threads:
            thread.join(2 * SECONDS)
    assert results == {"upload": (200, one, True), "web_socket": (101, one, True)}
