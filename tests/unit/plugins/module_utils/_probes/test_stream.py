# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a socket that does not block takes and gives only in parts, without TLS and with it."""

from __future__ import annotations

import asyncio
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._probes import connect
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


def parsed(script, parser, seconds=5.0, pause=0.0):
    """What the I(parser) returns of what a server of I(script) says, or C(None) when I(seconds) are over."""

    async def run(address):
        one = Attempt()
        one.until = time.monotonic() + seconds
        with await connect.opened(connect.Target(*address), one) as stream:
            await asyncio.sleep(pause)
            try:
                return await asyncio.wait_for(stream.parsed(parser), seconds)
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

    assert parsed(floods(b"", b"x", first=False), slow(), 0.2) is None
    assert len(times) > 3 and max(times) < began + 0.25


def test_what_comes_is_parsed_in_slices():
    def largest():
        most = count = 0
        while count < 1 << 18:
            piece = yield
            most, count = max(most, len(piece)), count + len(piece)
        return most

    assert 0 < parsed(floods(b"", b"x", first=False), largest()) <= 1 << 14
