# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An application of one file that stands under load, what can be made of it, and what must not become of it."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import time

from fleet import ROOT, Fleet
from labkit.commands import podman

from fleet import LAB

FAULTS = ROOT / "tests" / "faults"
HOST = "trixie2"
# As long as any of the fault tests may run.
_LOAD_SECONDS = 3600
_versions = itertools.count(1)


def version():
    """One that was never used in this run."""
    return f"{next(_versions)}"


class Standing:
    """The application I(name) on one host: C(deploy) makes and takes live, C(undisturbed) sees to it that users notice nothing."""

    def __init__(self, name="bare"):
        self.name = name
        self.fleet = Fleet((HOST,), (FAULTS / "applications.yml",), (FAULTS / "collections",))
        self.server_name = f"{name}.test"
        self.counts = None

    def provision(self, *options, change=None):
        """I(change), here and below, are settings of this application that are to be otherwise."""
        return self.fleet.playbook("golive.web.provision", *options, **self.variables(change))

    def deploy(self, artifact, *options, change=None):
        return self.fleet.playbook("golive.web.deploy", *options, artifact=artifact, **self.variables(change))

    def start_deploy(self, artifact, *options, change=None):
        """The process of a deploy that is to be ended before its time."""
        return self.fleet.start("golive.web.deploy", *options, artifact=artifact, **self.variables(change))

    def roll_back(self, change=None):
        return self.fleet.playbook("golive.web.rollback", **self.variables(change))

    def variables(self, change):
        return {"application": self.name, "change": {self.name: change or {}}}

    def live_on(self, artifact, change=None):
        """Deploys what must succeed; returns its release."""
        run = self.deploy(artifact, change=change)
        assert run.code == 0, run.output[-6000:]
        assert self.live() == run.release
        return run.release

    def on(self, *command, **options):
        return self.fleet.on(HOST, *command, **options)

    def live(self):
        return self.fleet.live(self.name)[HOST]

    def ask(self, path="/"):
        return self.fleet.ask(HOST, self.server_name, path)

    def wait_until_it_serves(self, seconds=60):
        """The seconds until it answered well again."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            with contextlib.suppress(OSError):
                if self.ask().status == 200:
                    return time.monotonic() - began
            time.sleep(0.05)
        raise AssertionError(f"it did not serve within {seconds} s")

    def status(self):
        """What the host says of itself."""
        state = json.loads(self.on("cat", f"/srv/{self.name}/state.json"))
        slots = {slot: self.on("readlink", f"/srv/{self.name}/slots/{slot}", check=False).rpartition("/")[2] for slot in ("blue", "green")}
        return {**state, "slots": slots, "live": self.live()}

    def pids(self):
        """The process of each of the host's programs."""
        return dict(re.findall(r"(\S+) +RUNNING +pid (\d+)", self.on("supervisorctl", "status", check=False)))

    def worker_release(self):
        """The release that the worker says it is of, when it has just said so."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            said = self.on("cat", f"/srv/{self.name}/shared/worker.json", check=False)
            with contextlib.suppress(ValueError):
                if (known := json.loads(said))["time"] > time.time() - 1:
                    return known["release"]
            time.sleep(0.2)
        raise AssertionError(f"the worker is not at work: {said}")

    def cut_power(self):
        """The container's power is cut, and comes back."""
        podman("kill", f"golive-{LAB}-{HOST}")
        podman("start", f"golive-{LAB}-{HOST}")

    @contextlib.contextmanager
    def load(self, counts, rate=40, clients=12, hosts=None):
        """Keeps the application under load, on all its hosts or these; I(counts) is a file for what came of it."""
        self.counts = counts
        options = ("--scenario", FAULTS / "load.json", "--counts", counts)
        try:
            with self.fleet.load(self.server_name, *options, rate=rate, seconds=_LOAD_SECONDS, clients=clients, hosts=hosts) as summary:
                self._lines()
                yield summary
        finally:
            self.counts = None

    @contextlib.contextmanager
    def undisturbed(self, *others):
        """What happens inside loses no request; the live release, and I(others) that are added to what is yielded, are all that users meet."""
        live, known = self.live(), set(others)
        already = len(self._lines())
        yield known
        lines = self._lines()[already:]
        assert sum(line["requests"] for line in lines) > 0
        assert sum(line["lost"] for line in lines) == 0, [line for line in lines if line["lost"]]
        assert {release for line in lines for release in line["release"]} <= {live, *known}

    def _lines(self):
        """The seconds counted, the one in which this is called included."""
        now, deadline = time.time(), time.monotonic() + 30
        while time.monotonic() < deadline:
            lines = [json.loads(line) for line in self.counts.read_text().splitlines()] if self.counts.exists() else []
            if lines and lines[-1]["time"] > now:
                return lines
            time.sleep(0.1)
        raise AssertionError("the load has stopped")
