# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fleet of the rollout tests: playbooks as a user runs them, and what its hosts say."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import yaml
from labkit.commands import podman

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
LAB = os.environ.get("GOLIVE_LAB") or "test"
INVENTORY = ROOT / ".work" / "labs" / LAB / "inventory.yml"
# Of this lab alone: what runs beside it makes others of the same names.
ARTIFACTS = INVENTORY.parent / "artifacts"
HOSTS = ("trixie2", "trixie3")
RELEASE = re.compile(r"Release ([A-Za-z0-9][A-Za-z0-9._+]*-[0-9a-f]{12}-[0-9a-f]{6})")


@dataclasses.dataclass
class Run:
    """One run of a playbook: exit code, all that it printed, and what its recap counted as changed."""

    code: int
    output: str

    @property
    def changed(self):
        return sum(int(count) for count in re.findall(r"changed=(\d+)", self.output))

    @property
    def release(self):
        """The release that the plan named."""
        return RELEASE.search(self.output, self.output.index("Plan | Show it"))[1]


@dataclasses.dataclass
class Answer:
    status: int
    release: str
    body: str


class Fleet:
    """I(hosts) of the lab, with the applications that the files I(described) of variables describe; I(collections) are found beside the lab's own."""

    def __init__(self, hosts=HOSTS, described=(ROOT / "tests/data_host/vars.yml", HERE / "applications.yml"), collections=()):
        self.hosts = hosts
        self._described = [f"@{path}" for path in described]
        inventory = yaml.safe_load(INVENTORY.read_text())
        self.addresses = {host: variables["ansible_host"] for host, variables in inventory["all"]["hosts"].items()}
        self.environment = {
            **os.environ,
            "ANSIBLE_COLLECTIONS_PATH": ":".join(map(str, (ROOT / ".work" / "collections", *collections))),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_INJECT_FACT_VARS": "false",
            "ANSIBLE_HOST_PATTERN_MISMATCH": "error",
        }

    def command(self, name, options, variables):
        described = [*self._described, json.dumps(variables)]
        return ["ansible-playbook", "-i", str(INVENTORY), *(word for text in described for word in ("-e", text)), *options, name]

    def playbook(self, name, *options, **variables):
        """Runs a playbook of the collection (or a path) with extra variables."""
        command = self.command(name, options, variables)
        done = subprocess.run(command, env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        return Run(done.returncode, done.stdout + done.stderr)

    def start(self, name, *options, **variables):
        """Starts a playbook in a process group of its own, to be ended before its time."""
        command = self.command(name, options, variables)
        nowhere = subprocess.DEVNULL
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)

    def deploy(self, application, version, *options, **variables):
        return self.playbook("golive.web.deploy", *options, application=application, version=str(version), **variables)

    def succeed(self, name, *options, **variables):
        run = self.playbook(name, *options, **variables)
        assert run.code == 0, run.output[-6000:]
        return run

    def live_on(self, application, version, *options):
        """Deploys a version that must succeed; returns its release."""
        run = self.deploy(application, version, *options)
        assert run.code == 0, run.output[-6000:]
        return run.release

    def on(self, host, *command, check=True):
        """What a command on a host prints."""
        return podman("exec", f"golive-{LAB}-{host}", *command, check=check).strip()

    def live(self, application):
        """Each host's live release."""
        return {host: os.path.basename(self.on(host, "readlink", "-f", f"/srv/{application}/live")) for host in self.hosts}

    def state(self, host, application):
        return json.loads(self.on(host, "cat", f"/srv/{application}/state.json"))

    def ask(self, host, name, path="/", **headers):
        """What a user gets who asks a host for an application's page."""
        request = urllib.request.Request(f"http://{self.addresses[host]}{path}", headers={"Host": name, **headers})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return Answer(answer.status, answer.headers.get("X-Release", ""), answer.read().decode())
        except urllib.error.HTTPError as answer:
            return Answer(answer.code, answer.headers.get("X-Release", ""), answer.read().decode(errors="replace"))

    def keeps_contract(self, host, application, name, release):
        """Puts the contract of the sample applications, tests/apps/contract, to one that is live."""
        asked = ["--base-url", f"http://{self.addresses[host]}", "--host", name, "--expect-release", release, "--service", "payments", "--service", "mail"]
        asked += ["--log-command", f"podman exec golive-{LAB}-{host} cat /var/log/{application}/blue.log /var/log/{application}/green.log"]
        command = [sys.executable, "-m", "pytest", "-q", str(ROOT / "tests/apps/contract"), *asked]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-4000:]

    @contextlib.contextmanager
    def load(self, name, *options, rate=60, seconds=120, clients=12, hosts=None, port=80, scenario=None):
        """Clients that keep connections, post, and never retry; yields a dict that has their summary afterwards."""
        addresses = [word for host in hosts or self.hosts for word in ("--address", f"{self.addresses[host]}:{port}")]
        command = [sys.executable, str(ROOT / "tests/load/client.py"), *addresses, "--host", name, "--clients", str(clients), "--rate", str(rate)]
        command += ["--seconds", str(seconds), "--until-stdin-closes", *(["--scenario", str(scenario)] if scenario else []), *map(str, options)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        summary = {}
        try:
            yield summary
        finally:
            process.terminate()
            output, _nothing = process.communicate(timeout=60)
        assert process.returncode == 0
        summary.update(json.loads(output))


def build(application, *options, output=ARTIFACTS):
    """Builds an artifact of a sample application, in the folder I(output)."""
    command = [str(ROOT / "tests/apps" / application / "build"), "--output", str(output), *options]
    subprocess.run(command, env={**os.environ, "PYTHON": sys.executable}, check=True, capture_output=True)
