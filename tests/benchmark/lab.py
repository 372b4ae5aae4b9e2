# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hosts of the benchmark, and commands on the controller and on them, measured."""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import shlex
import subprocess
import time
from pathlib import Path

import yaml
from labkit.commands import podman

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LAB = os.environ.get("GOLIVE_LAB") or "benchmark"
FILES = ROOT / ".work" / "labs" / LAB
INVENTORY = FILES / "inventory.yml"
LOG = ROOT / ".work" / "logs" / "benchmark.log"
# One configuration for every playbook here, that of the collection's documentation: pipelining, and connections that are kept.
_ENVIRONMENT = {
    "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".work" / "collections"),
    "ANSIBLE_NOCOLOR": "1",
    "ANSIBLE_FORCE_COLOR": "0",
    "ANSIBLE_PIPELINING": "1",
    "ANSIBLE_STDOUT_CALLBACK": "default",
    "ANSIBLE_LOCALHOST_WARNING": "0",
}


# As the others do it: one host after the other, and on to the next one at once.
ONE_BY_ONE = {"rollout_waves": [1], "rollout_bake_seconds": 0}


class Failure(Exception):
    """A command that must succeed did not; the text says which, and its last lines."""


@dataclasses.dataclass
class Measured:
    """What a command took. C(seconds): by the clock. C(cpu): CPU seconds on the controller. C(hosts): CPU seconds on all hosts meanwhile."""

    seconds: float
    cpu: float
    hosts: float
    output: str


def hosts():
    """Host name to its variables in the inventory."""
    return yaml.safe_load(INVENTORY.read_text(encoding="utf-8"))["all"]["hosts"]


def address(host):
    return hosts()[host]["ansible_host"]


def run(command, environment=None, expected=0):
    """Runs I(command), which must end with the exit code I(expected), and returns what it took."""
    began, cpu, busy = time.monotonic(), _waited_for(), hosts_cpu()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **_ENVIRONMENT, **(environment or {})},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    taken = Measured(time.monotonic() - began, _waited_for() - cpu, hosts_cpu() - busy, done.stdout)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(command)}\n{done.stdout}(exit code {done.returncode}, {taken.seconds:.2f} s)\n")
    if done.returncode != expected:
        raise Failure(f"'{' '.join(command)[:200]}' ended with {done.returncode}:\n" + "\n".join(done.stdout.splitlines()[-25:]))
    return taken


def playbook(name, *options, profile=False, **variables):
    """Runs a playbook of the collection, or a path; with I(profile) its output ends with the seconds of each task."""
    environment = {"ANSIBLE_CALLBACKS_ENABLED": "ansible.posix.profile_tasks"} if profile else {}
    variables = {**ONE_BY_ONE, **variables}
    return run(["ansible-playbook", "-i", str(INVENTORY), *options, "-e", json.dumps(variables), str(name)], environment)


def close_connections():
    """Ends the connections to the hosts that earlier playbooks left open."""
    for host in hosts():
        subprocess.run([*_ssh(host), "-O", "exit"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def _ssh(host):
    return ["ssh", "-i", str(FILES / "id_ed25519"), *shlex.split(hosts()[host]["ansible_ssh_common_args"]), f"root@{address(host)}"]


def run_on(host, *command):
    """Runs a command on a host, and returns what it took."""
    return run([*_ssh(host), shlex.join(command)])


def send(host, path, to):
    """Copies a file to a host."""
    podman("cp", str(path), f"golive-{LAB}-{host}:{to}")


def _waited_for():
    times = os.times()
    return times.children_user + times.children_system


def hosts_cpu(*names):
    """CPU seconds that I(names), or all hosts of the lab, have spent since they were started, by the accounting of the kernel."""
    return sum(_cpu(_cgroups()[name]) for name in names or _cgroups())


def forget_cgroups():
    """Other hosts have come."""
    _cgroups.cache_clear()


@functools.lru_cache(maxsize=None)
def _cgroups():
    return {host: podman("inspect", f"golive-{LAB}-{host}", "--format", "{{.State.CgroupPath}}").strip() for host in hosts()}


def _cpu(cgroup):
    """By version 1 of control groups, or by version 2."""
    old, new = Path(f"/sys/fs/cgroup/cpuacct{cgroup}/cpuacct.usage"), Path(f"/sys/fs/cgroup{cgroup}/cpu.stat")
    if old.exists():
        return int(old.read_text(encoding="ascii")) / 1e9
    return int(new.read_text(encoding="ascii").split()[1]) / 1e6
