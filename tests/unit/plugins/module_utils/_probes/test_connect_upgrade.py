# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import socket
import threading

import pytest
from ansible_collections.golive.web.plugins.module_utils._probes import connect, tls
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble


@pytest.fixture
def pair():
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_a_connection_that_is_broken_off_wakes_who_waits_for_it(pair):
    heard = []
    waiting = threading.Thread(target=lambda: heard.append(pair[0].recv(1)), daemon=True)
    waiting.start()
    connect.break_off(pair[0].fileno())
    waiting.join(1)
    assert heard == [b""] and pair[0].fileno() >= 0


def test_what_is_closed_can_be_broken_off(pair):
    number = pair[0].fileno()
    pair[0].close()
    connect.break_off(number)


def test_the_peer_of_a_connection_is_known():
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.create_connection(listening.getsockname()) as client:
        assert connect.peer(client.fileno()) == "127.0.0.1"
        assert connect.peer(listening.fileno()) == ""


@pytest.mark.parametrize("answer, reason", [(b"N", "encryption"), (b"", "encryption"), (b"S", "tls")])
def test_what_is_not_secured_at_once_has_to_agree_first(answer, reason):
    heard = []

    async def serve(reader, writer):
        heard.append(await reader.read(4))
        writer.write(answer + (b"no TLS at all" if answer == b"S" else b""))
        writer.close()

    async def ask():
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            target = connect.Target("127.0.0.1", server.sockets[0].getsockname()[1], "", tls.Wanted(), "db.test", (b"tls?", b"S"))
            with await connect.opened(target, Attempt()):
                pass

    with pytest.raises(Trouble) as caught:
        asyncio.run(asyncio.wait_for(ask(), 5))
    assert caught.value.reason.startswith(reason) and heard == [b"tls?"]
