# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import socket

import pytest
from ansible_collections.golive.web.plugins.module_utils._facts import sockets
from hypothesis import example, given
from hypothesis import strategies as st

OWN = open("/proc/self/comm", encoding="utf-8").read().strip()


def bound(kind, address, family=socket.AF_INET):
    found = socket.socket(family, kind)
    found.bind((address, 0))
    if kind == socket.SOCK_STREAM:
        found.listen()
    return found


@pytest.mark.parametrize("kind, protocol", [(socket.SOCK_STREAM, "tcp"), (socket.SOCK_DGRAM, "udp")])
@pytest.mark.parametrize("address, family", [("127.0.0.1", socket.AF_INET), ("0.0.0.0", socket.AF_INET), ("::1", socket.AF_INET6), ("::", socket.AF_INET6)])
def test_a_socket_is_found_with_who_listens(kind, protocol, address, family):
    with bound(kind, address, family) as one:
        port = one.getsockname()[1]
        found = [listener for listener in sockets.listeners({}, protocol) if listener.port == port]
    assert found == [sockets.Listener(address, port, OWN)]
    assert port not in [listener.port for listener in sockets.listeners({}, protocol)]


def test_a_mapped_address_is_what_it_stands_for():
    with bound(socket.SOCK_STREAM, "::ffff:127.0.0.1", socket.AF_INET6) as one:
        assert sockets.Listener("127.0.0.1", one.getsockname()[1], OWN) in sockets.listeners({}, "tcp")


def test_a_connection_is_no_listener():
    with bound(socket.SOCK_STREAM, "127.0.0.1") as one, socket.create_connection(one.getsockname()) as client:
        assert client.getsockname()[1] not in [listener.port for listener in sockets.listeners({}, "tcp")]


def test_a_name_is_fit_to_be_shown(monkeypatch, tmp_path):
    assert sockets.name_of(os.getpid()) == OWN


LINE = "  0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 119 1 00000000eef17e36 100 0 0 10 0"


@given(st.lists(st.text() | st.just(LINE)))
@example([LINE.replace("0100007F", "01")])
@example([LINE.replace("0050", "FFFFF")])
def test_whatever_the_lines_are_they_are_listeners_or_passed_over(lines):
    assert len(list(sockets.parsed(lines, 0x0A))) >= lines.count(LINE)
