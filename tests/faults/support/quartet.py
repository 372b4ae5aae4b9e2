# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The application of one file on a fleet of four hosts, of both Debian releases: rollouts in waves, and what can happen to the hosts meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import time

from fleet import LAB, Fleet
from labkit.commands import as_root, podman
from standing import FAULTS, Standing

HOSTS = ("trixie1", "bookworm1", "trixie2", "trixie3")
# In the waves that the tests take: a canary, a second one, all others.
CANARY, SECOND, *LAST = HOSTS
_TABLE = "golive_fault"
# With tests' patience: a second of traffic for each wave, and no time for hosts that are away.
POLICY = {"rollout_waves": [1, 1, "100%"], "rollout_bake_seconds": 1}


class Quartet(Standing):
    """Like C(Standing), on four hosts; what it deploys goes by C(POLICY) unless told otherwise."""

    def __init__(self, name="bare"):
        super().__init__(name)
        self.fleet = Fleet(HOSTS, (FAULTS / "applications.yml",), (FAULTS / "collections",))
        self.fleet.environment["ANSIBLE_SSH_TIMEOUT"] = "3"
        self.policy = dict(POLICY)

    def variables(self, change):
        return {**super().variables(change), "golive_hosts": "web:more", **self.policy}

    @contextlib.contextmanager
    def by(self, **policy):
        """Deploys by these variables C(rollout_*) meanwhile."""
        before, self.policy = self.policy, {**self.policy, **{f"rollout_{name}": value for name, value in policy.items()}}
        yield
        self.policy = before

    def live(self):
        """The release of the whole fleet, which has but one."""
        live = self.fleet.live(self.name)
        assert len(set(live.values())) == 1, live
        return live[CANARY]

    def on_all(self, *command, **options):
        return {host: self.fleet.on(host, *command, **options) for host in HOSTS}

    def begin(self, artifact, *options, change=None, playbook="golive.web.deploy", **variables):
        """A deploy, or another I(playbook), at work, whose words can be waited for."""
        command = self.fleet.command(playbook, options, {"artifact": artifact, **self.variables(change), **variables})
        return AtWork(command, self.fleet.environment)

    def kill(self, host):
        """The host loses its power."""
        podman("kill", f"golive-{LAB}-{host}")

    def start(self, host):
        podman("start", f"golive-{LAB}-{host}")

    def wait_until_all_serve(self, seconds=60):
        deadline = time.monotonic() + seconds
        left = set(HOSTS)
        while left:
            assert time.monotonic() < deadline, left
            for host in sorted(left):
                with contextlib.suppress(OSError):
                    if self.fleet.ask(host, self.server_name).status == 200:
                        left.remove(host)
            time.sleep(0.05)

    def ever_served(self, release):
        """The hosts whose ledgers say that the release was live there."""
        ledgers = self.on_all("cat", f"/srv/{self.name}/ledger.jsonl")
        return {host for host, ledger in ledgers.items() if any(json.loads(line).get("live") == release for line in ledger.splitlines())}

    def shares(self, host, release):
        """What part of the host's traffic the release got, step by step, by the host's ledger; in percent."""
        events = [json.loads(line) for line in self.fleet.on(host, "cat", f"/srv/{self.name}/ledger.jsonl").splitlines()]
        return [event["share"] for event in events if event.get("release") == release and "share" in event]

    def state(self, host):
        """What a host remembers of its releases."""
        return self.fleet.state(host, self.name)

    def seconds_of_traffic(self, seconds):
        """Returns when the load has run for so long, for what happens next to be compared with."""
        before = len(self._lines())
        while len(self._lines()) < before + seconds:
            time.sleep(0.5)

    def is_free(self):
        """Whether nobody's lock is left on any host."""
        return not any(self.on_all("ls", f"/srv/{self.name}/lock.json", check=False).values())


class AtWork:
    """A playbook in a process group of its own, with what it has printed so far."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            command, env={**environment, "PYTHONUNBUFFERED": "1"}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        os.set_blocking(self.process.stdout.fileno(), False)
        self.output = ""

    def _read(self):
        with contextlib.suppress(TypeError):
            self.output += (self.process.stdout.read() or b"").decode(errors="replace")

    def wait_for(self, text, seconds=60):
        """Returns when it has printed I(text)."""
        deadline = time.monotonic() + seconds
        while text not in self.output:
            assert time.monotonic() < deadline and (self.process.poll() is None or self._read() or text in self.output), self.output[-3000:]
            time.sleep(0.02)
            self._read()

    def stand_still_when(self, holds, seconds=60):
        """Lets it go on for moments, until I(holds) is true while it stands still: to ask the hosts takes longer than most of what it does meanwhile."""
        deadline = time.monotonic() + seconds
        os.killpg(self.process.pid, signal.SIGSTOP)
        while not holds():
            os.killpg(self.process.pid, signal.SIGCONT)
            # Shorter than what comes after the flip, so that it does not get to its end.
            time.sleep(0.05)
            # One that fails here is left running, as by all others.
            assert time.monotonic() < deadline and self.process.poll() is None, self.output[-3000:]
            os.killpg(self.process.pid, signal.SIGSTOP)
        self._read()

    def kill(self, number=signal.SIGKILL):
        """Ends the controller, all of its processes at once."""
        os.killpg(self.process.pid, number)
        return self.end()

    def end(self, seconds=120):
        """Its exit code, when it has ended."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < deadline, self.output[-3000:]
            time.sleep(0.02)
            self._read()
        self._read()
        return self.process.returncode

    @property
    def release(self):
        return re.search(r"Release ([A-Za-z0-9][A-Za-z0-9._+]*-[0-9a-f]{12}-[0-9a-f]{6})", self.output)[1]


@contextlib.contextmanager
def without_ssh(*hosts, how="reject with tcp reset"):
    """The way to I(hosts) is cut for Ansible; users still reach them. With C(drop) packets are lost without a word."""
    for host in hosts:
        cut(host, how)
    try:
        yield
    finally:
        for host in hosts:
            mend(host)


def cut(host, how="reject with tcp reset"):
    _nft(host, "add", "table", "inet", _TABLE)
    for chain, port in (("input", "dport"), ("output", "sport")):
        _nft(host, "add", "chain", "inet", _TABLE, chain, f"{{ type filter hook {chain} priority 0; }}")
    _nft(host, "add", "rule", "inet", _TABLE, "input", "tcp", "dport", "22", *how.split())
    # The answer that refuses must get out, what the host has to say must not.
    _nft(host, "add", "rule", "inet", _TABLE, "output", "tcp", "sport", "22", "tcp", "flags", "&", "rst", "==", "0", "drop")


def mend(host):
    _nft(host, "delete", "table", "inet", _TABLE)


def _nft(host, *words):
    process = podman("inspect", "--format", "{{.State.Pid}}", f"golive-{LAB}-{host}").strip()
    as_root("nsenter", "--net", "--target", process, "nft", *words)
