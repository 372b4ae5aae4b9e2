# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Put a bounded load on test hosts, with clients that keep connections, pause and never try again.

Prints one JSON summary. Exit code 0: it ran, whatever was lost; 2: it could not begin.
"""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import itertools
import json
import random
import secrets
import signal
import sys
import time
from pathlib import Path

from connection import Connection, Lost
from counts import Counts

SCENARIO = Path(__file__).resolve().parent / "scenarios" / "marketplace.json"


class CannotBegin(Exception):
    """The scenario's preparation was refused, or its arguments make no sense."""


class Pace:
    """Hands out moments at a bounded rate; what was missed is not made up for."""

    def __init__(self, rate: float) -> None:
        self._interval, self._next = 1 / rate, 0.0

    def delay(self) -> float:
        """Seconds until the caller's moment."""
        now = time.monotonic()
        moment = max(self._next, now)
        self._next = moment + self._interval
        return moment - now


class Load:
    """Clients that run a scenario's steps until `stop` is set; a request under way is then still finished."""

    def __init__(
        self, scenario: dict, addresses: list[tuple[str, int]], host: str, clients: int, rate: float, timeout: float
    ) -> None:
        """scenario: `prepare` and `steps`, lists of `{method, path, json?}`; in `steps` also `{pause: [least, most]}`.

        In `json`, `{unique}` becomes a word used once, `{secret}` one that stays the same during the run.
        addresses: IP address and port, given to the clients in turn. rate: requests a second by all clients together.
        """
        self.scenario, self.addresses, self.host = scenario, addresses, host
        self.clients, self.timeout, self.pace = clients, timeout, Pace(rate)
        self.stop = asyncio.Event()
        self._run, self._secret, self._numbers = secrets.token_hex(4), secrets.token_urlsafe(12), itertools.count(1)
        self._cookies: dict[str, str] = {}

    def _message(self, step: dict, client: str = "preparation") -> tuple[dict[str, str], bytes]:
        # By which the hosts tell clients of one address apart.
        headers = {"Accept": "application/json", "User-Agent": f"golive-load {client}"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if "json" not in step:
            return headers, b""
        text = json.dumps(step["json"]).replace("{secret}", self._secret)
        text = text.replace("{unique}", f"{self._run}-{next(self._numbers)}")
        return headers | {"Content-Type": "application/json"}, text.encode()

    async def prepare(self) -> None:
        """Run `prepare` once, for all clients; its cookies are theirs. Not counted; raises CannotBegin."""
        connection = Connection(self.addresses[0], self.host, self.timeout)
        try:
            for step in self.scenario.get("prepare", []):
                what = f"{step['method']} {step['path']}"
                try:
                    answer = await connection.request(step["method"], step["path"], *self._message(step))
                except Lost as lost:
                    raise CannotBegin(f"{what}: {lost}") from None
                if not 200 <= answer.status < 300:
                    raise CannotBegin(f"{what}: status {answer.status}")
                if cookie := answer.headers.get("set-cookie"):
                    name, value = cookie.split(";")[0].split("=", 1)
                    self._cookies[name] = value
        finally:
            connection.close()

    async def run(self, counts: Counts) -> None:
        """Run all clients until `stop` is set, and a line a second into `counts`."""
        seconds = asyncio.create_task(self._seconds(counts))
        await asyncio.gather(*(self._client(number, counts) for number in range(self.clients)))
        await seconds
        counts.end_second()  # what was under way when the stop came

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            try:
                await asyncio.wait_for(self.stop.wait(), seconds)
            except asyncio.TimeoutError:
                pass

    async def _seconds(self, counts: Counts) -> None:
        while not self.stop.is_set():
            await self._wait(1)
            counts.end_second()

    async def _client(self, number: int, counts: Counts) -> None:
        steps = self.scenario["steps"]
        chance = random.Random(number)
        # Each client begins at another step, or all would send the same thing at once.
        begin = chance.randrange(len(steps))
        connection = Connection(self.addresses[number % len(self.addresses)], self.host, self.timeout)
        for step in itertools.cycle(steps[begin:] + steps[:begin]):
            await self._wait(chance.uniform(*step["pause"]) if "pause" in step else self.pace.delay())
            if self.stop.is_set():
                break
            if "pause" not in step:
                await self._send(step, connection, counts, str(number))
        connection.close()

    async def _send(self, step: dict, connection: Connection, counts: Counts, client: str) -> None:
        address = "{}:{}".format(*connection.address)
        began = time.monotonic()
        try:
            answer = await connection.request(step["method"], step["path"], *self._message(step, client))
        except Lost as lost:
            counts.lost_request(step, address, client, str(lost))
        else:
            release = answer.headers.get("x-release", "")
            counts.answered(step, address, client, answer.status, release, time.monotonic() - began)


def address(text: str) -> tuple[str, int]:
    """'192.168.1.2:80' as a pair. Only loopback and private addresses: load is for one's own test hosts."""
    ip, _colon, port = text.rpartition(":")
    parsed = ipaddress.ip_address(ip.strip("[]"))
    if not (parsed.is_loopback or parsed.is_private):
        raise argparse.ArgumentTypeError(f"{parsed} is a public address")
    return str(parsed), int(port)


def positive(text: str) -> float:
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("must be above 0")
    return value


def _stop_at_end_of_input(loop: asyncio.AbstractEventLoop, load: Load) -> None:
    if not sys.stdin.buffer.read1():
        loop.remove_reader(sys.stdin)
        load.stop.set()


async def _main(arguments: argparse.Namespace) -> dict:
    scenario = json.loads(arguments.scenario.read_text(encoding="utf-8"))
    host = arguments.host or "{}:{}".format(*arguments.address[0])
    load = Load(scenario, arguments.address, host, arguments.clients, arguments.rate, arguments.timeout)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, load.stop.set)
    if arguments.until_stdin_closes:
        loop.add_reader(sys.stdin, _stop_at_end_of_input, loop, load)
    await load.prepare()
    counts = Counts(arguments.counts, arguments.requests)
    loop.call_later(arguments.seconds, load.stop.set)
    await load.run(counts)
    return counts.summary()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", type=address, action="append", required=True, help="IP:PORT; may be repeated")
    parser.add_argument("--host", help="the Host header (the first address)")
    parser.add_argument("--scenario", type=Path, default=SCENARIO, help="JSON file; see README.md")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rate", type=positive, default=100, help="requests a second by all clients together (100)")
    parser.add_argument("--seconds", type=positive, default=60, help="the longest to run (60); SIGTERM ends it earlier")
    parser.add_argument("--timeout", type=positive, default=10, help="seconds after which a request is lost (10)")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end, too, when the caller does")
    parser.add_argument("--counts", type=Path, help="file to which each second appends a JSON line")
    parser.add_argument("--requests", type=Path, help="file to which each request appends a line; see README.md")
    try:
        print(json.dumps(asyncio.run(_main(parser.parse_args()))))
    except CannotBegin as error:
        print(f"client: could not begin: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
