# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import re

import pytest
from ansible_collections.golive.web.plugins.module_utils import _resp
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probe_types import redis
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble

WELL = {"AUTH": "+OK", "SELECT": "+OK", "PING": "+PONG", "SET": "+OK", "DEL": ":1"}


def prepared(**given_ones):
    one = {**redis.OPTIONS, "name": "cache", "type": "redis", "host": "127.0.0.1", **given_ones}
    redis.prepare(one)
    return one


class Server:
    """What answers as C(replies) has it, by the first word; C(GET) with what was set. C(said): the commands."""

    def __init__(self, replies):
        self.replies, self.said, self.kept = replies, [], {}

    async def serve(self, reader, writer):
        while count := await reader.readline():
            words = [await self._word(reader) for _number in range(int(count[1:]))]
            self.said.append(words)
            if words[0] == "SET":
                self.kept[words[1]] = words[2]
            if words[0] == "GET" and "GET" not in self.replies:
                reply = f"${len(self.kept[words[1]])}\r\n{self.kept[words[1]]}"
            else:
                reply = self.replies[words[0]]
            writer.write(f"{reply}\r\n".encode())
        writer.close()

    @staticmethod
    async def _word(reader):
        length = int((await reader.readline())[1:])
        return (await reader.readexactly(length + 2))[:-2].decode()


def attempted(server, **given_ones):
    async def attempted():
        async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as listening:
            one = Attempt()
            try:
                await asyncio.wait_for(redis.attempt(prepared(port=listening.sockets[0].getsockname()[1], **given_ones), one), 5)
            except Trouble as trouble:
                return one.end(trouble.reason, trouble.message)
            return one.end()

    return asyncio.run(attempted())


@pytest.mark.parametrize(
    "given_ones, words",
    [
        ({"host": ""}, "a host or a socket"),
        ({"socket": "/run/redis.sock"}, "a host or a socket"),
        ({"host": "", "socket": "/run/redis.sock", "tls": True}, "has tls, which needs a host"),
        ({"user": "probe"}, "a user and no password"),
        ({"database": "shop"}, "the database 'shop', which is no number"),
        ({"database": "²"}, "no number"),
        ({"tls": True, "ca_file": "/nowhere/ca.crt"}, "can't use /nowhere/ca.crt"),
    ],
)
def test_what_can_t_be_is_refused(given_ones, words):
    with pytest.raises(GoliveError, match=words):
        prepared(**given_ones)


def test_it_is_pinged_and_nothing_else():
    server = Server(WELL)
    one = attempted(server)
    assert one.passed and server.said == [["PING"]] and set(one.phases) == {"connect", "first_byte", "total"}


@pytest.mark.parametrize(
    "given_ones, said",
    [
        ({"password": "p"}, [["AUTH", "p"], ["PING"]]),
        ({"user": "u", "password": "p"}, [["AUTH", "u", "p"], ["PING"]]),
        ({"database": "3"}, [["SELECT", "3"], ["PING"]]),
    ],
)
def test_it_says_who_it_is_and_where_it_goes_first(given_ones, said):
    server = Server(WELL)
    assert attempted(server, **given_ones).passed and server.said == said


def test_a_key_is_set_read_and_deleted():
    server = Server(WELL)
    assert attempted(server, write=True).passed
    _ping, (_set, key, value, *expiry), get, delete = server.said
    assert re.fullmatch("golive:probe:[0-9a-f]{16}", key) and len(value) == 32 and expiry == ["EX", "60"]
    assert (get, delete) == (["GET", key], ["DEL", key])


@pytest.mark.parametrize("replies", [{"GET": "$3\r\nold"}, {"GET": "$-1"}, {"DEL": ":0"}])
def test_what_was_written_has_to_be_there_and_to_go(replies):
    server = Server({**WELL, **replies})
    assert attempted(server, write=True).reason == "mismatch"
    assert server.said[-1][0] == "DEL"


def test_what_answers_otherwise_does_not_speak_redis():
    assert attempted(Server({**WELL, "PING": "+HELLO"})).reason == "protocol"
    assert attempted(Server({**WELL, "PING": "HTTP/1.1 400 Bad Request"})).reason == "protocol"


@pytest.mark.parametrize(
    "command, text, reason",
    [
        ("AUTH", "WRONGPASS invalid username-password pair or user is disabled.", "auth"),
        ("AUTH", "ERR invalid password", "auth"),
        ("PING", "NOAUTH Authentication required.", "auth"),
        ("SET", "NOPERM this user has no permissions to run the 'set' command", "auth"),
        ("PING", "DENIED Redis is running in protected mode", "auth"),
        ("PING", "LOADING Redis is loading the dataset in memory", "unavailable"),
        ("AUTH", "ERR max number of clients reached", "unavailable"),
        ("SET", "READONLY You can't write against a read only replica.", "query"),
        ("SET", "OOM command not allowed when used memory > 'maxmemory'.", "query"),
        ("SELECT", "ERR DB index is out of range", "query"),
    ],
)
def test_why_the_server_refuses(command, text, reason):
    found = redis.trouble(command, _resp.Refusal(text), "")
    assert (found.reason, found.message) == (reason, f"the server says to {command}: {text}")
    assert attempted(Server({**WELL, command: f"-{text}"}), password="p", database="1", write=True).reason == reason


def test_a_password_that_the_server_quotes_is_not_told():
    assert redis.trouble("AUTH", _resp.Refusal("ERR unknown command 'AUTH', with args: 'abc'"), "abc").message == "the server says to AUTH: ERR"


def test_people_see_where():
    assert redis.target(prepared()) == "127.0.0.1:6379"
    assert redis.target(prepared(host="", socket="/run/redis.sock")) == "/run/redis.sock"
