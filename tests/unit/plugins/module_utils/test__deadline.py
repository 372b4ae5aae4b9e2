# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils import _deadline


@pytest.fixture
def pair():
    """A connection with a deadline and a bound, and its other end."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        with _deadline.connect(listening.getsockname(), 0.3, 1000) as connection, listening.accept()[0] as peer:
            yield connection, peer


def test_what_drips_gets_no_new_time(pair):
    connection, peer = pair
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        while True:
            peer.send(b"x")
            connection.recv(10)
            time.sleep(0.01)
    assert 0.2 < time.monotonic() - began < 1


def test_as_much_may_come_as_was_said_and_no_more(pair):
    connection, peer = pair
    file = connection.makefile("rb")
    peer.sendall(b"x" * 1000)
    assert file.read(1000) == b"x" * 1000
    peer.sendall(b"x")
    with pytest.raises(_deadline.TooLarge, match="larger than 1000 bytes"):
        file.read(1)
