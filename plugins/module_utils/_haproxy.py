# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HAProxy by its runtime API: what it knows of its servers, telling it otherwise, and what of that outlives a reload.

The role load_balancer puts this very file on a balancer, where C(golive-haproxy-reload) has nothing else of the collection: it needs Python alone.
"""

from __future__ import annotations

import contextlib
import csv
import fcntl
import os
import re
import signal
import socket
import time
from typing import NamedTuple

ADMIN_SOCKET = "/run/golive-haproxy/admin.sock"
# Debian's unit has it. It knows the processes that an earlier reload left behind, too.
MASTER_SOCKET = "/run/haproxy-master.sock"
LOCK = "/run/golive-haproxy/lock"
STATE_FILE = "/var/lib/golive-haproxy/servers"
CONFIGURATION = "/etc/haproxy/haproxy.cfg"

_ANSWER_SECONDS = 10
_RELOAD_SECONDS = 30
_POLL_SECONDS = 0.1
# srv_admin_state (management guide, 'show servers state'): by command, inherited from a tracked server, or for want of an address.
_MAINT = 0x01 | 0x02 | 0x20
_DRAIN = 0x08 | 0x10
# A line of a state file has all of these, and may have more.
_STATE_FIELDS = 20


class HaproxyError(Exception):
    """HAProxy can't be reached, or does not do as it was told. The message is a sentence."""


class Server(NamedTuple):
    """A server of one backend.

    C(admin): C(ready), C(drain) or C(maint), as it was told to be; C(status): as HAProxy finds it, C(UP), C(DOWN), C(DRAIN), C(no check) and more.
    C(sessions): requests (connections, where TLS is passed through) that it has. C(check): the last one's outcome, such as C(L7STS/503). C(well): no
    check is missing since one failed. C(tracks): the server whose state it has, empty where that is its own. C(number) is its id, unique in its backend.
    """

    backend: str
    name: str
    number: int
    admin: str
    status: str
    weight: int
    sessions: int
    check: str
    well: bool
    tracks: str

    @property
    def serves(self):
        """Whether it is given requests."""
        return self.admin == "ready" and self.weight > 0 and self.status.startswith(("UP", "no check"))


class Processes(NamedTuple):
    """HAProxy's processes: the C(master)'s number, C(workers) and C(old) ones that end; C(failed): reloads since the last good one."""

    master: int
    workers: tuple
    old: tuple
    failed: int


def servers(stat, state):
    """All servers, as C(show stat) and C(show servers state) tell them, in the order of the configuration."""
    states = {(row["be_name"], row["srv_name"]): row for row in state_rows(state)}
    rows = csv.DictReader(stat.removeprefix("# ").splitlines())
    return [
        _server(row, states[row["pxname"], row["svname"]]) for row in rows if row["type"] == "2" and (row["pxname"], row["svname"]) in states
    ]  # fmt: skip


def _server(stat, state):
    admin = int(state["srv_admin_state"])
    checked = bool(stat["check_health"])
    return Server(
        backend=stat["pxname"],
        name=stat["svname"],
        number=int(state["srv_id"]),
        admin="maint" if admin & _MAINT else "drain" if admin & _DRAIN else "ready",
        status=stat["status"],
        weight=int(state["srv_uweight"]),
        sessions=int(stat["scur"]) + int(stat["qcur"] or 0),
        check="/".join(filter(None, (stat["check_status"].removeprefix("* "), stat["check_code"].removeprefix("0")))),
        well=not checked or int(stat["check_health"]) == int(stat["check_rise"]) + int(stat["check_fall"]) - 1,
        tracks=stat["tracked"],
    )


def state_rows(state):
    """C(show servers state) as a list of dicts, one a server."""
    lines = state.splitlines()
    fields = next((line.lstrip("# ").split() for line in lines if line.startswith("# be_id")), [])
    if lines[:1] != ["1"] or not fields:
        raise HaproxyError(f"HAProxy tells the state of its servers in a way that is not known here ('{' '.join(lines[:2])[:200]}').")
    return [dict(zip(fields, line.split())) for line in lines if line and not line.startswith("#") and len(line.split()) >= _STATE_FIELDS]


def configured_ports(configuration):
    """{(backend, server): port} of a configuration in which all sections are written out, as the role's are."""
    found, backend = {}, ""
    for line in configuration.splitlines():
        words = line.split()
        if words[:1] == ["backend"]:
            backend = words[1]
        elif words[:1] == ["server"]:
            found[backend, words[1]] = int(words[2].rpartition(":")[2])
    return found


def state_file(state, ports):
    """What is kept for the next process of I(state), as C(show servers state) says it: a server's state and weight, never where it is.

    HAProxy would have port and address from it, too, and the configuration's would have no effect (its issues 985, 1412). I(ports) is what
    C(configured_ports) says. Servers that it doesn't have are left out.
    """
    lines = []
    for row in state_rows(state):
        port = ports.get((row["be_name"], row["srv_name"]))
        if port is not None:
            kept = {**row, "srv_addr": "-", "srv_port": str(port)}
            lines.append(" ".join(list(kept.values())[:_STATE_FIELDS]))
    return "".join(f"{line}\n" for line in ["1", *lines])


def processes(proc):
    """What C(show proc) of the master says."""
    section, found = "master", {"master": [], "workers": [], "old workers": []}
    for line in proc.splitlines():
        if line.startswith("# "):
            section = line[2:].strip()
        elif section in found and line[:1].isdigit():
            found[section].append(line)
    numbers = {name: tuple(int(line.split()[0]) for line in lines) for name, lines in found.items()}
    failed = re.search(r"\[failed: (\d+)\]", proc)
    if not numbers["master"]:
        raise HaproxyError("HAProxy's master tells its processes in a way that is not known here.")
    return Processes(numbers["master"][0], numbers["workers"], numbers["old workers"], int(failed[1]) if failed else 0)


def ask(path, command):
    """HAProxy's answer to one I(command) at the Unix socket I(path)."""
    answer = bytearray()
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_ANSWER_SECONDS)
            connection.connect(path)
            connection.sendall(f"{command}\n".encode())
            # The master answers for as long as somebody might ask more.
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                answer += part
    except OSError as error:
        raise HaproxyError(f"HAProxy does not answer at {path} ({error.strerror or error}): is its service running?") from error
    return answer.decode(errors="replace").strip("\n")


class Balancer:
    """The HAProxy of this host."""

    def __init__(self, ask=ask, clock=time.monotonic, sleep=time.sleep):
        self._ask = ask
        self._clock = clock
        self._sleep = sleep

    def servers(self):
        """All servers, as the process knows them that takes new clients."""
        return servers(self._ask(ADMIN_SOCKET, "show stat"), self._ask(ADMIN_SOCKET, "show servers state"))

    def ending(self):
        """How many processes still end after a reload. They take no command, and give what their clients ask yet to any server that they knew as ready."""
        return len(processes(self._ask(MASTER_SOCKET, "show proc")).old)

    def set(self, server, setting, value):
        """Gives I(server) the C(state) or C(weight) I(value)."""
        command = f"set server {server.backend}/{server.name} {setting} {value}"
        answer = self._ask(ADMIN_SOCKET, command)
        if answer:
            raise HaproxyError(f"HAProxy refused '{command}': {answer[:200]}")

    def forget_clients(self, server):
        """Has no client any more that always gets to I(server); a drained one would go on getting them."""
        if f"# table: {server.backend}," in self._ask(ADMIN_SOCKET, "show table"):
            self._ask(ADMIN_SOCKET, f"clear table {server.backend} data.server_id eq {server.number}")

    def wait(self, done, seconds):
        """Waits until I(done) says so of all servers, for I(seconds) at the most; returns how long it took."""
        start = self._clock()
        while not done(self.servers()) and self._clock() - start < seconds:
            self._sleep(_POLL_SECONDS)
        return self._clock() - start


def serving(every):
    """{backend: names of the servers that are given requests}."""
    found = {}
    for server in every:
        found.setdefault(server.backend, [])
        if server.serves:
            found[server.backend].append(server.name)
    return found


@contextlib.contextmanager
def locked():
    """One at a time changes a server, or reloads: a change between a reload's look and its new process would be lost."""
    with open(LOCK, "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def save(ask=ask):
    """Keeps the state of the servers for the next process; only while C(locked). Raises C(HaproxyError) and leaves what was kept before."""
    state = ask(ADMIN_SOCKET, "show servers state")
    temporary = f"{STATE_FILE}.new"
    try:
        with open(CONFIGURATION, encoding="utf-8") as file:
            text = state_file(state, configured_ports(file.read()))
        with open(temporary, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, STATE_FILE)
    except (OSError, ValueError) as error:
        raise HaproxyError(f"The state of the servers could not be kept in {STATE_FILE} ({error}).") from error


def reload(ask=ask, kill=os.kill, clock=time.monotonic, sleep=time.sleep):
    """Has HAProxy start anew with its configuration, the state of its servers kept; returns when the new process serves. Raises C(HaproxyError)."""
    with locked():
        before = processes(ask(MASTER_SOCKET, "show proc"))
        # One that was started with another configuration does not have the socket yet, and nothing to be kept.
        if os.path.exists(ADMIN_SOCKET):
            save(ask)
        kill(before.master, signal.SIGUSR2)
        deadline = clock() + _RELOAD_SECONDS
        while not _renewed(ask, before):
            if clock() >= deadline:
                raise HaproxyError(f"HAProxy has no new process {_RELOAD_SECONDS} s after a reload; the one before serves. See 'journalctl -u haproxy'.")
            sleep(_POLL_SECONDS)


def _renewed(ask, before):
    """Whether a new process serves. Raises C(HaproxyError) where it could not be started."""
    try:
        now = processes(ask(MASTER_SOCKET, "show proc"))
    except HaproxyError:  # the master itself begins anew
        return False
    if now.failed > before.failed:
        raise HaproxyError("HAProxy could not start with its new configuration and goes on with the one before. See 'journalctl -u haproxy'.")
    return bool(now.workers) and not set(now.workers) & set(before.workers)
