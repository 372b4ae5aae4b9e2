# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A hundred checks in one call of environment_check, beside a call that has none to do: what the checks themselves take, on the same host."""

from __future__ import annotations

import dataclasses
import json
import shutil
from statistics import median

from lab import INVENTORY, ROOT, Failure, run

HOST, CHECKS, ROUNDS = "app2", 100, 9
_ENVIRONMENT = {**{f"NAME_{number}": f"value-{number}" for number in range(40)}, "APP_KEY": "q7Zr2mX9wLp4Tn8VbK3sYd6F"}
_ONES = [
    {"check": "variable", "name": "APP_KEY", "min_entropy": 64},
    {"check": "locale", "name": "C.UTF-8"},
    {"check": "reboot"},
    {"check": "memory", "min": "128M"},
    {"check": "version", "command": ["python3", "--version"], "min": "3.9"},
    {"check": "version", "runtime": "python", "min": "3.9"},
    {"check": "limit", "name": "nofile", "min": 64},
    {"check": "port", "port": 22, "state": "listening"},
    {"check": "port", "port": 1, "state": "free"},
    {"check": "space", "path": "/", "min_free_percent": 1},
    {"check": "service", "name": "SSH", "probe": {"type": "tcp", "host": "127.0.0.1", "port": 22, "expect": "^SSH"}},
    {"check": "service", "name": "a name", "probe": {"type": "dns", "host": "localhost"}},
]
_PATHS = ("/etc", "/srv", "/tmp", "/usr/bin", "/var/log", "/var/lib", "/etc/passwd", "/etc/ssh/sshd_config", "/run", "/root")
_KERNEL = ("net.core.somaxconn", "vm.overcommit_memory", "kernel.pid_max", "fs.file-max", "net.ipv4.ip_forward", "vm.swappiness", "kernel.threads-max")


@dataclasses.dataclass
class Result:
    """Seconds of whole calls, by round: C(bare) without a check, C(full) with all."""

    bare: list
    full: list

    @property
    def beyond(self):
        """What the checks take beyond the module's bare start."""
        return median(self.full) - median(self.bare)


def checks():
    """As many as C(CHECKS), of most kinds; without C(updates), for which apt alone takes more than a second."""
    found = [*_ONES, *({"check": "variable", "name": name, "pattern": "^value-"} for name in _ENVIRONMENT if name != "APP_KEY")]
    found += [{"check": "path", "path": path, "owner": "root", "readonly_for": [] if path == "/tmp" else ["nobody"]} for path in _PATHS]
    found += [{"check": "kernel", "name": name, "min": 0} for name in _KERNEL]
    found += [
        {"check": "variables_agree", "names": [f"NAME_{number}", f"NAME_{number + 1}"], "rule": "different"} for number in range(CHECKS - len(found))
    ]
    return found


def measure():
    folder = ROOT / ".work" / "checks"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "bare.yml").write_text(json.dumps(_play([])), encoding="utf-8")
    (folder / "full.yml").write_text(json.dumps(_play(checks())), encoding="utf-8")
    taken = {"bare": [], "full": []}
    _call(folder, "full")  # The host keeps the code from now on.
    for _round in range(ROUNDS):
        for name, seconds in taken.items():
            seconds.append(_call(folder, name))
    return Result(**taken)


def _call(folder, name):
    done = run(["ansible-playbook", "-i", str(INVENTORY), str(folder / f"{name}.yml")])
    if "'pass': " + str(CHECKS if name == "full" else 0) not in done.output:
        raise Failure(f"not all checks passed:\n{done.output[-2000:]}")
    return done.seconds


def _play(found):
    return [{
        "hosts": HOST,
        "gather_facts": False,
        "become": True,
        "tasks": [
            {"name": "Check", "golive.web.environment_check": {"checks": found, "environment": _ENVIRONMENT}, "register": "found"},
            {"name": "Tell", "ansible.builtin.debug": {"msg": "{{ found.counts | string }} {{ found.reasons }}"}},
        ],
    }]  # fmt: skip
