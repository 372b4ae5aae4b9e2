# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults as data: planted on hosts in rounds, with a look at all that is checked before, while each is there, and after its repair."""

from __future__ import annotations

import itertools
import json
import pathlib
import subprocess
from typing import NamedTuple

import yaml
from fleet import ROOT, Fleet

_HEALTHY_LOOKS = 3


class Fault(NamedTuple):
    """I(check), what finds it, has to do so for I(reason), with I(status). I(plant) and I(repair) are for a shell. I(cause), with the check, tells it from
    all others.

    I(at): the name of the one result that is judged, where it is not the check's. I(touches): other results that may change meanwhile.
    I(host): the only one on which it is planted.
    """

    check: str
    cause: str
    reason: str
    plant: str
    repair: str
    status: str = "fail"
    at: str = ""
    touches: list = []
    host: str = ""

    @property
    def name(self):
        return f"{self.check}-{self.cause}"

    @property
    def shows_at(self):
        return self.at or self.check

    @property
    def reach(self):
        """The names of all results that may change."""
        return {self.shows_at, *self.touches}


def load(*paths):
    """The faults in the files I(paths), lists of what a C(Fault) has. Raises C(ValueError) where two are the same."""
    faults = [Fault(**entry) for path in paths for entry in yaml.safe_load(pathlib.Path(path).read_text())]
    names = [fault.name for fault in faults]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"planted twice: {', '.join(sorted(twice))}")
    return faults


def rounds(faults):
    """I(faults) in lists, each of faults that are out of each other's reach, and so can be there at the same time."""
    planned = []
    for fault in sorted(faults, key=lambda fault: -len(fault.reach)):
        free = next((one for one in planned if not any(fault.reach & other.reach for other in one)), None)
        if free is None:
            planned.append(free := [])
        free.append(fault)
    return planned


class Seen:
    """What the looks at one host said: a dict each, name of a result to (status, reason, message)."""

    def __init__(self, planned, looks):
        self._planned = planned
        self._looks = looks

    def healthy(self):
        """The looks while nothing was planted."""
        return self._looks[:_HEALTHY_LOOKS] + self._looks[_HEALTHY_LOOKS + 1 :: 2]

    def planted(self):
        """(faults that were there, look) for each round."""
        return list(zip(self._planned, self._looks[_HEALTHY_LOOKS::2]))

    def of(self, fault):
        """What the result that I(fault) shows at said before, meanwhile and after."""
        number = next(number for number, planted in enumerate(self._planned) if fault in planted)
        meanwhile = _HEALTHY_LOOKS + 2 * number
        return [self._looks[look][fault.shows_at] for look in (meanwhile - 1, meanwhile, meanwhile + 1)]


def run(hosts, faults, look, results, words=""):
    """Plants I(faults) on all I(hosts) at the same time; returns {host: C(Seen)}.

    I(look): the task that looks. I(results): gives {name: (status, reason, message)} of what that task returned. I(words): a file on the hosts that a shell
    reads before each fault.
    """
    planned = {host: rounds([fault for fault in faults if fault.host in ("", host)]) for host in hosts}
    tasks = [_looking(look) for _number in range(_HEALTHY_LOOKS)]
    for number in range(max(map(len, planned.values()))):
        of_round = {host: planned[host][number] if number < len(planned[host]) else [] for host in hosts}
        for act in ("plant", "repair"):
            scripts = {host: _script(act, planted, words) for host, planted in of_round.items()}
            tasks += [{"name": f"{act}, round {number + 1}", "ansible.builtin.shell": {"cmd": _OF_HOST}, "vars": {"scripts": scripts}}, _looking(look)]
    play = {"hosts": ",".join(hosts), "become": True, "gather_facts": False, "tasks": tasks}
    looks = _looks(_played([play]))
    return {host: Seen(planned[host], [results(said) for said in looks[host]]) for host in hosts}


_OF_HOST = "{{ scripts[inventory_hostname] }}"


def _looking(task):
    return {"name": "look", **task}


def _script(act, planted, words):
    """What a shell does to plant all faults of a round, or to repair them."""
    lines = [f"echo '{fault.name}'\n( set -e\n{'. ' + words if words else ''}\n{getattr(fault, act)}\n)" for fault in planted]
    return "\n".join(["set -eu", *lines])


def _played(playbook):
    """The tasks of I(playbook) as Ansible tells them in JSON."""
    fleet = Fleet(described=())
    path = ROOT / ".work" / "planted.json"
    path.write_text(json.dumps(playbook))
    environment = {**fleet.environment, "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json"}
    done = subprocess.run(fleet.command(str(path), (), {}), env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    try:
        said = json.loads(done.stdout[done.stdout.index("{") :])
    except ValueError:
        raise AssertionError(done.stdout + done.stderr) from None
    tasks = list(itertools.chain.from_iterable(play["tasks"] for play in said["plays"]))
    for task in tasks:
        for host, result in task["hosts"].items():
            assert not result.get("failed") and not result.get("unreachable"), f"{host}, {task['task']['name']}: {json.dumps(result, indent=1)[-3000:]}"
    assert done.returncode == 0, done.stderr
    return tasks


def _looks(tasks):
    """What each host's looks returned, in their order."""
    looks = {}
    for task in tasks:
        if task["task"]["name"] == "look":
            for host, result in task["hosts"].items():
                looks.setdefault(host, []).append(result)
    return looks
