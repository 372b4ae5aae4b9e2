# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a socket that does not block takes and gives only in parts, without TLS and with it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._probes import connect, secured, tls
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt
from certificates import Authority
from hostile import floods
from probes import page, probe, server

LARGE = 4_000_000


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(params=["http", "https"])
def ask(request, authority):
    def result(script, **options):
        secured = request.param == "https"
        with server(script, context=authority.context() if secured else None) as (host, port):
            trusted = {"ca_file": str(authority.file)} if secured else {}
            return probe(type="http", url=f"{request.param}://app.test/", address=host, port=port, **trusted, **options)

    return result


def test_a_request_that_the_system_does_not_take_at_once_is_sent_whole(ask):
    def script(connection):
        heard = b""
        while not heard.endswith(b"END"):
            heard += connection.recv(65536)
        connection.sendall(page(str(heard.count(b"x")).encode()))

    result = ask(script, method="POST", body="x" * LARGE + "END", timeout=10)
    assert (result["reason"], result["body"]) == ("", str(LARGE))


def test_an_answer_in_many_parts_is_read_whole(ask):
    result = ask(page(b"y" * 60_000 + b"end"), body_matches=["^y{60000}end$"])
    assert result["reason"] == ""


def test_who_speaks_first_is_heard_over_tls(authority):
    with server(lambda connection: (connection.sendall(b"220 ready\r\n"), connection.recv(1)), context=authority.context()) as (host, port):
        assert probe(type="tcp", host="app.test", address=host, port=port, tls=True, ca_file=str(authority.file), expect="^220")["status"] == "pass"


def test_what_comes_in_one_with_the_end_of_the_agreement_is_heard(authority):
    context = authority.context(version=ssl.TLSVersion.TLSv1_2)

    def script(connection):
        heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
        shaken = context.wrap_bio(heard, said, server_side=True)
        while True:
            heard.write(connection.recv(65536))
            try:
                shaken.do_handshake()
                break
            except ssl.SSLWantReadError:
                connection.sendall(said.read())
        shaken.write(b"220 ready")
        connection.sendall(said.read())
        connection.recv(1)

    with server(script) as (host, port):
        result = probe(type="tcp", host="app.test", address=host, port=port, tls=True, ca_file=str(authority.file), expect="^220", timeout=1)
    assert result["status"] == "pass", result["message"]


def test_an_agreement_that_is_put_off_leaves_turns_to_others():
    asks_again = b"\x16\x03\x03\x40\x00" + b"\0" * (1 << 14)

    async def run():
        own, peer = socket.socketpair()
        with own, peer:
            own.setblocking(False)
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
            peer.sendall(asks_again * 8)
            agreeing = asyncio.ensure_future(secured.agreed(own, tls.Wanted(verify=False).context, "app.test", 1 << 14))
            for _number in range(4):
                await asyncio.sleep(0)
            assert own.recv(1, socket.MSG_PEEK)
            agreeing.cancel()
            await asyncio.wait([agreeing])

    asyncio.run(run())


def parsed(script, parsers, seconds=5.0):
    """What I(parsers) return, each of what a server of I(script) says to it; C(None) when I(seconds) are over."""

    async def run(address):
        end = time.monotonic() + seconds
        return await asyncio.gather(*(heard(address, parser, end) for parser in parsers))

    async def heard(address, parser, end):
        one = Attempt()
        one.until = end
        with await connect.opened(connect.Target(*address), one) as stream:
            try:
                return await asyncio.wait_for(stream.parsed(parser), one.left())
            except (TimeoutError, asyncio.TimeoutError):
                return None

    with server(script) as address:
        return asyncio.run(run(address))


def test_nothing_is_parsed_after_the_time_of_the_attempt():
    began, times = time.monotonic(), []

    def slow():
        while (yield):
            times.append(time.monotonic())
            time.sleep(0.03)

    assert parsed(floods(b"", b"x", first=False), [slow() for _number in range(20)], 0.3) == [None] * 20
    assert len(times) > 3 and max(times) < began + 0.4


def test_what_comes_is_parsed_in_slices():
    def largest():
        most = count = 0
        while count < 1 << 18:
            piece = yield
            most, count = max(most, len(piece)), count + len(piece)
        return most

    assert 0 < parsed(floods(b"", b"x", first=False), [largest()])[0] <= 1 << 14
