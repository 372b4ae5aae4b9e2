# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hosts behind the load balancers, the load balancers, and what users and operators do with them."""

from __future__ import annotations

import contextlib
import csv
import http.client
import json
import pathlib
import re
import time

from fleet import INVENTORY, ROOT, Fleet

SCENARIO = pathlib.Path(__file__).parents[1]
HOSTS = ("trixie1", "trixie2", "trixie3")
BALANCERS = ("bookworm1", "data1")
PORT = 8000
ASK = """
import socket, sys
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(sys.argv[1])
    connection.sendall(sys.argv[2].encode() + b"\\n")
    connection.shutdown(socket.SHUT_WR)
    while part := connection.recv(65536):
        sys.stdout.write(part.decode())
"""


class Balanced(Fleet):
    """The hosts of the group balanced, with the load balancers bookworm1 and data1 before them."""

    def __init__(self):
        super().__init__(HOSTS, (SCENARIO / "files/applications.yml",), (ROOT / "tests/faults/collections",))

    def maintain(self, *options, **variables):
        return self.playbook("golive.web.maintain", *options, golive_balancers="lb", **variables)

    def converge(self, *options, **variables):
        """Sets the load balancers up as the scenario does, but for I(variables)."""
        return self.playbook(str(SCENARIO / "converge.yml"), *options, **variables)

    def haproxy(self, balancer, command, path="/run/golive-haproxy/admin.sock"):
        """What HAProxy answers to a command."""
        return self.on(balancer, "python3", "-c", ASK, path, command)

    def processes(self, balancer):
        """The numbers of HAProxy's workers, those that end after a reload last."""
        said = self.haproxy(balancer, "show proc", "/run/haproxy-master.sock")
        return re.findall(r"^(\d+) +worker", said, re.MULTILINE)

    def servers(self, balancer, backend="mirror", field="status"):
        """{host: status} of a backend, or what else HAProxy tells in I(field)."""
        rows = csv.DictReader(self.haproxy(balancer, "show stat").removeprefix("# ").splitlines())
        return {row["svname"]: row[field] for row in rows if row["pxname"] == backend and row["type"] == "2"}

    def weights(self, balancer):
        """{host: weight}."""
        return {host: int(weight) for host, weight in self.servers(balancer, field="uweight").items()}

    @contextlib.contextmanager
    def weighing(self, host, weight):
        """Meanwhile a host has this weight on both load balancers."""
        self.server(host, f"weight={weight}")
        try:
            yield
        finally:
            self.server(host, "weight=100")

    def status(self, host):
        """What each load balancer says of a host."""
        return [self.servers(balancer)[host] for balancer in BALANCERS]

    def server(self, host, *options):
        """Runs the module for a host on both load balancers."""
        words = " ".join([f"name={host}", *options])
        run = self.adhoc("lb", "golive.web.load_balancer_server", words)
        assert run.code == 0, run.output
        return run

    def adhoc(self, pattern, module, words):
        """Runs one module, and shows what it returned."""
        tasks = [{module: words, "register": "returned"}, {"ansible.builtin.debug": {"var": "returned"}}]
        play = [{"hosts": pattern, "become": True, "gather_facts": False, "tasks": tasks}]
        path = INVENTORY.parent / "adhoc.yml"
        path.write_text(json.dumps(play))
        return self.playbook(str(path))

    def shared(self, host, *command):
        return self.on(host, *command[:-1], f"/srv/mirror/shared/{command[-1]}")

    def ready(self):
        """Waits until every host serves on every load balancer."""
        wait(lambda: all(set(self.servers(balancer).values()) == {"UP"} for balancer in BALANCERS), 30)

    @contextlib.contextmanager
    def busy(self, rate=60, scenario="load.json"):
        """Clients that keep connections, post and never retry; yields a dict that has their summary afterwards."""
        with self.load("mirror.test", rate=rate, seconds=900, hosts=BALANCERS, port=PORT, scenario=SCENARIO / "files" / scenario) as summary:
            time.sleep(1)
            yield summary
            time.sleep(1)
        print(f"\n{summary['requests']} requests, {summary['lost']} lost {summary['lost_by_reason'] or ''}, {summary['latency_ms']}")


class Client:
    """A client that keeps its connection to a load balancer."""

    def __init__(self, fleet, balancer="data1", port=PORT):
        self.connection = http.client.HTTPConnection(fleet.addresses[balancer], port, timeout=30)

    def ask(self, path="/", method="GET", host="mirror.test", **headers):
        """(status, what the application saw)."""
        self.connection.request(method, path, headers={"Host": host, **headers})
        answer = self.connection.getresponse()
        body = answer.read()
        with contextlib.suppress(ValueError):
            body = json.loads(body)
        return answer.status, body

    def host(self):
        """The host that answers."""
        return self.ask()[1]["host"].rpartition("-")[2]


def wait(condition, seconds=10):
    """The first truthy answer of I(condition), and after how many seconds it came."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        answer = condition()
        if answer:
            return answer, time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s")
