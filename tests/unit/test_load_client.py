# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The load client counts each loss once and exactly, against a server that breaks connections on purpose."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

LOAD = Path(__file__).resolve().parents[1] / "load"
sys.path.insert(0, str(LOAD))

from client import CannotBegin, Load, Pace, address  # noqa: E402
from connection import Connection, Lost  # noqa: E402
from counts import Counts, percentile  # noqa: E402

OK = b"HTTP/1.1 200 OK\r\nX-Release: r1\r\nContent-Length: 2\r\n\r\nok"
ANSWERS = {
    "/ok": OK,
    "/empty": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n",
    "/early": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK,
    "/bye": b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbye",
    "/until-close": b"HTTP/1.0 200 OK\r\n\r\nall of it",
    "/idle-close": OK,
    "/error": b"HTTP/1.1 503 Service Unavailable\r\nX-Release: r1\r\nContent-Length: 0\r\n\r\n",
    "/found": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    "/truncated": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    "/truncated-chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhalf",
    "/truncated-head": b"HTTP/1.1 200 OK\r\nContent-",
    "/malformed": b"SSH-2.0-server\r\n\r\n",
    "/closed": b"",
    "/login": b"HTTP/1.1 201 Created\r\nSet-Cookie: session=s1; HttpOnly\r\nContent-Length: 0\r\n\r\n",
}
# After these the server closes, said so or not.
CLOSES = {"/bye", "/until-close", "/idle-close", "/truncated", "/truncated-chunk", "/truncated-head", "/closed"}


class Server:
    """Answers by path, and keeps what it was asked: Counter of paths, list of raw requests."""

    def __init__(self):
        self.paths, self.raw, self.connections = Counter(), [], 0

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.address = self._server.sockets[0].getsockname()
        return self

    async def __aexit__(self, *_error):
        self._server.close()

    async def _serve(self, reader, writer):
        self.connections += 1
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    async def _answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("Content-Length")), 0)
        self.raw.append((head, (await reader.readexactly(length)).decode()))
        path = head.split(" ")[1]
        self.paths[path] += 1
        if path == "/never":
            await asyncio.sleep(60)
        if path == "/reset":
            linger = struct.pack("ii", 1, 0)  # close answers with RST
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            return False
        writer.write(ANSWERS[path])
        await writer.drain()
        return path not in CLOSES


def against_server(scenario):
    """Run an async function with a server; the test's result is the function's."""

    async def run():
        async with Server() as server:
            return await asyncio.wait_for(scenario(server), 20)

    return asyncio.run(run())


def step(path, method="GET", **more):
    return {"method": method, "path": path, **more}


def load_of(server, *steps, prepare=(), clients=1, rate=1000, timeout=5.0):
    scenario = {"prepare": list(prepare), "steps": list(steps)}
    return Load(scenario, [server.address], "app.test", clients, rate, timeout)


async def run_until(load, counts, enough):
    running = asyncio.create_task(load.run(counts))
    while not enough():
        assert not running.done(), running.exception()
        await asyncio.sleep(0.005)
    load.stop.set()
    await running


async def request(server, path, method="GET", timeout=5.0, connection=None):
    connection = connection or Connection(server.address, "app.test", timeout)
    return await connection.request(method, path, {})


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/ok", 200, b"ok"),
        ("/empty", 204, b""),
        ("/chunked", 200, b"abcde"),
        ("/early", 200, b"ok"),
        ("/bye", 200, b"bye"),
        ("/until-close", 200, b"all of it"),
        ("/error", 503, b""),
    ],
)
def test_whole_answers_are_understood(path, status, body):
    answer = against_server(lambda server: request(server, path))
    assert (answer.status, answer.body) == (status, body)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/closed", "closed"),
        ("/reset", "reset"),
        ("/truncated", "truncated"),
        ("/truncated-chunk", "truncated"),
        ("/truncated-head", "truncated"),
        ("/malformed", "malformed"),
        ("/never", "timeout"),
    ],
)
def test_broken_answers_are_lost_and_not_sent_again(path, reason):
    async def scenario(server):
        with pytest.raises(Lost, match=f"^{reason}$"):
            await request(server, path, "POST", timeout=0.2 if path == "/never" else 5)
        return server.paths

    assert against_server(scenario) == {path: 1}


def test_nobody_listening_is_lost():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        connection = Connection(unused.getsockname(), "app.test", 5)
        with pytest.raises(Lost, match="^refused$"):
            asyncio.run(connection.request("GET", "/", {}))


def test_connection_is_kept():
    async def scenario(server):
        connection = Connection(server.address, "app.test", 5)
        for path in ("/ok", "/chunked", "/empty", "/error", "/ok"):
            await request(server, path, connection=connection)
        return connection.opened, server.connections

    assert against_server(scenario) == (1, 1)


def test_announced_close_is_no_loss():
    async def scenario(server):
        connection = Connection(server.address, "app.test", 5)
        for path in ("/bye", "/until-close", "/ok"):
            await request(server, path, connection=connection)
        return connection.opened

    assert against_server(scenario) == 3


def test_post_that_meets_a_closed_idle_connection_is_lost():
    async def scenario(server):
        connection = Connection(server.address, "app.test", 5)
        await request(server, "/idle-close", connection=connection)
        await asyncio.sleep(0.05)  # idle: the server's FIN has long arrived
        with pytest.raises(Lost, match="^(reset|closed)$"):
            await request(server, "/ok", "POST", connection=connection)
        assert server.paths["/ok"] == 0
        return (await request(server, "/ok", "POST", connection=connection)).status

    assert against_server(scenario) == 200


def test_every_loss_is_counted_once_by_reason():
    broken = {"/error": "status 503", "/found": "status 302", "/closed": "closed", "/truncated": "truncated"}

    async def scenario(server):
        load = load_of(server, *(step(path, "POST") for path in ("/ok", "/ok", *broken)), clients=5)
        counts = Counts()
        await run_until(load, counts, lambda: counts.requests >= 200)
        return counts.summary(), server.paths

    summary, paths = against_server(scenario)
    assert summary["requests"] == sum(paths.values())
    assert summary["lost"] == sum(paths[path] for path in broken)
    assert summary["lost_by_reason"] == {reason: paths[path] for path, reason in broken.items()}
    assert summary["by_status"] == {"200": paths["/ok"], "503": paths["/error"], "302": paths["/found"]}
    assert summary["by_release"] == {"r1": paths["/ok"] + paths["/error"], "none": paths["/found"]}
    assert summary["by_method"] == {"POST": summary["requests"]}
    assert len(summary["first_losses"]) == 20


def test_nothing_is_lost_where_nothing_breaks():
    async def scenario(server):
        load = load_of(server, step("/ok"), {"pause": [0.001, 0.002]}, step("/ok", "POST"), clients=4)
        counts = Counts()
        await run_until(load, counts, lambda: counts.requests >= 100)
        return counts.summary(), server

    summary, server = against_server(scenario)
    assert summary["lost"] == 0 and summary["requests"] == server.paths["/ok"]
    assert server.connections == 4


def test_request_under_way_at_the_stop_is_finished_and_counted(tmp_path):
    file = tmp_path / "counts.jsonl"

    async def scenario(server):
        load = load_of(server, step("/never"), timeout=0.3)
        counts = Counts(file)
        await run_until(load, counts, lambda: server.paths["/never"] == 1)
        return counts.summary()["lost_by_reason"]

    assert against_server(scenario) == {"timeout": 1}
    assert sum(json.loads(line)["lost"] for line in file.read_text(encoding="utf-8").splitlines()) == 1


def test_clients_are_spread_over_addresses():
    async def scenario(first):
        async with Server() as second:
            load = load_of(first, step("/ok"), clients=4)
            load.addresses = [first.address, second.address]
            counts = Counts()
            await run_until(load, counts, lambda: counts.requests >= 40)
            return counts.summary()["by_address"], first, second

    by_address, first, second = against_server(scenario)
    assert first.connections == second.connections == 2
    assert by_address == {"{}:{}".format(*server.address): server.paths["/ok"] for server in (first, second)}


def test_preparation_gives_all_clients_its_cookie():
    async def scenario(server):
        body = {"name": "{unique}", "password": "{secret}"}
        load = load_of(server, step("/ok", "POST", json=body), prepare=[step("/login", "POST", json=body)], clients=2)
        counts = Counts()
        await load.prepare()
        await run_until(load, counts, lambda: counts.requests >= 10)
        return counts.requests, server.raw

    requests, raw = against_server(scenario)
    assert requests == len(raw) - 1  # the preparation isn't counted
    bodies = [json.loads(body) for _head, body in raw]
    assert len({body["name"] for body in bodies}) == len(raw)
    assert len({body["password"] for body in bodies}) == 1 and "{" not in bodies[0]["password"]
    assert all("Cookie: session=s1\r\n" in head for head, _body in raw[1:])


@pytest.mark.parametrize("path", ["/error", "/closed"])
def test_refused_preparation_is_said(path):
    async def scenario(server):
        with pytest.raises(CannotBegin, match=f"POST {path}"):
            await load_of(server, prepare=[step(path, "POST")]).prepare()

    against_server(scenario)


def test_lines_of_seconds_give_the_totals(tmp_path):
    file = tmp_path / "counts.jsonl"

    async def scenario(server):
        load = load_of(server, step("/ok"), step("/error"), rate=100)
        counts = Counts(file)
        asyncio.get_running_loop().call_later(1.3, load.stop.set)
        await load.run(counts)
        return counts.summary()

    summary = against_server(scenario)
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(lines) >= 2
    assert sum(line["requests"] for line in lines) == summary["requests"] > 0
    assert sum(line["lost"] for line in lines) == summary["lost"] > 0
    assert sum(line["release"].get("r1", 0) for line in lines) == summary["by_release"]["r1"]


def test_a_line_for_each_request_says_when_and_what_came_of_it(tmp_path):
    file = tmp_path / "requests"

    async def scenario(server):
        load = load_of(server, step("/ok"), step("/error"), step("/closed"), rate=100)
        counts = Counts(None, file)
        asyncio.get_running_loop().call_later(1.3, load.stop.set)
        began = time.time()
        await load.run(counts)
        return counts.summary(), began

    summary, began = against_server(scenario)
    lines = [line.split(" ", 2) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == summary["requests"] > 0
    assert all(began - 0.01 <= float(when) <= time.time() + 0.01 for when, _took, _lost in lines)
    lost = [(took == "-", reason) for _when, took, reason in lines if reason != "-"]
    assert set(lost) == {(False, "status 503"), (True, "closed")}
    assert len(lost) == summary["lost"]


def test_pace_bounds_the_rate_and_makes_up_for_nothing(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("client.time.monotonic", lambda: now[0])
    pace = Pace(10)
    assert [round(pace.delay(), 6) for _turn in range(3)] == [0.0, 0.1, 0.2]
    now[0] = 105.0
    assert [round(pace.delay(), 6) for _turn in range(2)] == [0.0, 0.1]


@pytest.mark.parametrize(
    ("count", "percent", "expected"),
    [(99, 99, None), (100, 99, 99), (19, 95, None), (20, 95, 19), (1, 50, None), (2, 50, 1), (200, 99, 198)],
)
def test_percentile_needs_enough_samples(count, percent, expected):
    assert percentile([float(value) for value in range(1, count + 1)], percent) == expected


def test_addresses_are_of_test_hosts_only():
    assert address("127.0.0.1:8080") == ("127.0.0.1", 8080)
    for text in ("8.8.8.8:80", "example.test:80", "10.0.0.1"):
        with pytest.raises(Exception):  # argparse takes any of three kinds
            address(text)


@pytest.mark.parametrize("how", ["signal", "stdin"])
def test_command_stops_when_told_and_prints_its_summary(tmp_path, how):
    scenario = tmp_path / "scenario.json"
    scenario.write_text(json.dumps({"steps": [step("/ok")]}), encoding="utf-8")

    async def run(server):
        command = [LOAD / "client.py", "--address", "{}:{}".format(*server.address), "--scenario", scenario]
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, "--until-stdin-closes",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        while server.paths["/ok"] < 5:
            await asyncio.sleep(0.01)
        process.terminate() if how == "signal" else process.stdin.close()
        output = await process.stdout.read()
        return await process.wait(), json.loads(output), server.paths["/ok"]

    code, summary, asked = against_server(run)
    assert (code, summary["lost"], summary["requests"]) == (0, 0, asked)
