# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import contextlib
import os
import socket

import pytest
from ansible_collections.golive.web.plugins.module_utils._probes import connect, relay
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread
from hypothesis import given, settings
from hypothesis import strategies as st
from probes import server


def driver(asked, said):
    """What a driver hears until the end, that says all of I(asked) at once to whoever is at I(said)."""
    with socket.create_connection(said) as connection:
        connection.sendall(asked)
        connection.shutdown(socket.SHUT_WR)
        heard = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(65536):
                heard += piece
    return heard


def relayed(script, use, times=1):
    """What I(use), called with the address of a relay to a server of I(script), gives."""

    async def run(address):
        async with relay.Relay(connect.Target(*address), Attempt()) as way:
            return [await in_thread(use, (way.address, way.port)) for _number in range(times)]

    with server(script) as address:
        return asyncio.run(asyncio.wait_for(run(address), 5))


def heard_and_says(answer):
    """A server that takes all that it hears, and what it took; then it says I(answer)."""
    taken = []

    def script(connection):
        data = b""
        while piece := connection.recv(65536):
            data += piece
        taken.append(data)
        connection.sendall(answer)

    return script, taken


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=100_000), st.binary(max_size=100_000))
def test_what_goes_through_is_what_was_said(asked, answer):
    script, taken = heard_and_says(answer)
    assert relayed(script, lambda way: driver(asked, way)) == [answer]
    assert taken == [asked]


def test_a_driver_may_come_again():
    script, taken = heard_and_says(b"yes")
    assert relayed(script, lambda way: driver(b"well?", way), times=3) == [b"yes"] * 3
    assert taken == [b"well?"] * 3


def test_too_much_is_not_passed_on_and_said_to_be_so():
    heard = []

    def stumbles(way):
        heard.append(driver(b"", way))
        raise OSError("what a driver makes of it")

    with pytest.raises(Trouble, match="says more than 256 KiB") as caught:
        relayed(heard_and_says(b"x" * 1_000_000)[0], stumbles)
    assert caught.value.reason == "query" and len(heard[0]) <= 1 << 18


def test_all_connections_together_are_bounded():
    most = 1 << 18
    assert sum(map(len, relayed(heard_and_says(b"x" * 100_000)[0], lambda way: driver(b"", way), times=5))) <= most


def test_who_is_content_with_the_beginning_has_no_trouble():
    def first(way):
        with socket.create_connection(way) as connection:
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(1)

    assert relayed(heard_and_says(b"x" * 1_000_000)[0], first) == [b"x"]


def test_where_there_is_no_way_it_says_so():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))

        async def run():
            async with relay.Relay(connect.Target(*closed.getsockname()), Attempt()):
                raise AssertionError

        with pytest.raises(ConnectionRefusedError):
            asyncio.run(run())


def test_what_is_given_up_leaves_nothing_open_and_nobody_waiting():
    before = len(os.listdir("/proc/self/fd"))
    ended = []

    def waits(way):
        with socket.create_connection(way) as connection, contextlib.suppress(ConnectionResetError):
            ended.append(connection.recv(1))

    async def run(address):
        async with relay.Relay(connect.Target(*address), Attempt()) as way:
            with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
                await asyncio.wait_for(in_thread(waits, (way.address, way.port)), 0.1)
        await asyncio.sleep(0.1)

    with server(lambda connection: connection.recv(1)) as address:
        asyncio.run(asyncio.wait_for(run(address), 5))
    assert ended == [b""]
    assert len(os.listdir("/proc/self/fd")) <= before


def test_where_time_is_up_during_the_farewell_nobody_is_left_waiting():
    async def run(address):
        with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
            await asyncio.wait_for(content_at_once(address), relay._FAREWELL_SECONDS / 2)
        return asyncio.all_tasks() - {asyncio.current_task()}

    async def content_at_once(address):
        async with relay.Relay(connect.Target(*address), Attempt()) as way:
            # It says nothing more, and does not go.
            stack.enter_context(socket.create_connection((way.address, way.port)))
            while not way._outward:
                await asyncio.sleep(0)

    with contextlib.ExitStack() as stack, server(lambda connection: connection.recv(1)) as address:
        assert not asyncio.run(asyncio.wait_for(run(address), 5))
