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

import pytest
import yaml
from fleet import INVENTORY, ROOT, Fleet

# While nothing is planted yet.
_HEALTHY_LOOKS = 3
_WELL = "pass"
_LOOK = "look"
# So many are in make test, and have most of the faults; the others are long.
_ROUNDS_IN_TIME = 3


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


def each(faults):
    """The parameters of a test of each of I(faults), by the name C(fault)."""
    in_time = [fault.name for one in rounds(faults)[:_ROUNDS_IN_TIME] for fault in one]
    marks = [[] if fault.name in in_time else [pytest.mark.long] for fault in faults]
    return pytest.mark.parametrize("fault", [pytest.param(fault, marks=of_fault, id=fault.name) for fault, of_fault in zip(faults, marks)])


def chosen(session):
    """Those whose tests are run in pytest's I(session)."""
    tests = [item.callspec.params for item in session.items if hasattr(item, "callspec")]
    return list({params["fault"].name: params["fault"] for params in tests if "fault" in params}.values())


class Seen:
    """What the looks at one host said: a dict each, name of a result to (status, reason, message). What is well has the status C(pass)."""

    def __init__(self, planned, looks):
        self.faults = list(itertools.chain.from_iterable(planned))
        self._planned = planned
        self._looks = looks

    def of(self, fault):
        """What the result that I(fault) shows at said before, meanwhile and after."""
        number = next(number for number, planted in enumerate(self._planned) if fault in planted)
        meanwhile = _HEALTHY_LOOKS + 2 * number
        return [self._looks[look][fault.shows_at] for look in (meanwhile - 1, meanwhile, meanwhile + 1)]

    def has_found(self, fault):
        """Whether I(fault) was found for what it is, and neither before nor after."""
        before, meanwhile, after = self.of(fault)
        return (before[0], meanwhile[:2], after[0]) == (_WELL, (fault.status, fault.reason), _WELL)

    def false_alarms(self):
        """What was said not to be well though nothing was planted that reaches it: (number of the look, name, what was said)."""
        for number, look in enumerate(self._looks):
            planted, is_repaired = divmod(number - _HEALTHY_LOOKS, 2)
            there = [] if planted < 0 or is_repaired else self._planned[planted]
            for name in look.keys() - set().union(*(fault.reach for fault in there)):
                if look[name][0] != _WELL:
                    yield number, name, look[name]


def run(hosts, faults, look, results, words=""):
    """Plants I(faults) on all I(hosts) at the same time; returns {host: C(Seen)}.

    I(look): the task that looks. I(results): gives what C(Seen) takes of what that task returned. I(words): a file on the hosts that a shell reads before
    each fault.
    """
    planned = {host: rounds([fault for fault in faults if fault.host in ("", host)]) for host in hosts}
    looking = {"name": _LOOK, **look}
    tasks = [looking] * _HEALTHY_LOOKS
    for number in range(max(map(len, planned.values()))):
        of_round = {host: dict(enumerate(all_rounds)).get(number, []) for host, all_rounds in planned.items()}
        for act in ("plant", "repair"):
            scripts = {host: _script(act, there, words) for host, there in of_round.items()}
            name = f"{act} the faults of round {number + 1}"
            tasks += [{"name": name, "ansible.builtin.shell": {"cmd": "{{ scripts[inventory_hostname] }}"}, "vars": {"scripts": scripts}}, looking]
    looks = {host: [] for host in hosts}
    for task in _played([{"hosts": ",".join(hosts), "become": True, "gather_facts": False, "tasks": tasks}]):
        if task["task"]["name"] == _LOOK:
            for host, said in task["hosts"].items():
                looks[host].append(results(said))
    return {host: Seen(planned[host], looks[host]) for host in hosts}


def counted(seen):
    """(how many faults there were on any host, how many were found wherever they were, how many false alarms there were) by C(run); it is printed, too."""
    faults = {fault.name: fault for of_host in seen.values() for fault in of_host.faults}
    found = sum(all(of_host.has_found(fault) for of_host in seen.values() if fault in of_host.faults) for fault in faults.values())
    alarms = sum(len(list(of_host.false_alarms())) for of_host in seen.values())
    print(f"\n{len(faults)} planted faults, {found} found, {alarms} false alarms, on each of {', '.join(seen)}")
    return len(faults), found, alarms


def _script(act, faults, words):
    """What a shell does to plant I(faults), or to repair them. What it said last names the one that failed."""
    first = f". {words}" if words else ":"
    return "\n".join(["set -eu", *(f"echo '{fault.name}'\n(\n{first}\n{getattr(fault, act)}\n)" for fault in faults)])


def _played(playbook):
    """The tasks of I(playbook) as Ansible tells them in JSON."""
    fleet = Fleet(described=())
    path = INVENTORY.parent / "planted.json"
    path.write_text(json.dumps(playbook))
    environment = {**fleet.environment, "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json"}
    done = subprocess.run(fleet.command(str(path), (), {}), env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    try:
        said = json.loads(done.stdout[done.stdout.index("{") :])
    except ValueError:
        raise AssertionError(done.stdout + done.stderr) from None
    tasks = list(itertools.chain.from_iterable(play["tasks"] for play in said["plays"]))
    failed = [
        f"{host} can't {task['task']['name']}: {json.dumps(result, indent=1)[-2000:]}"
        for task in tasks
        for host, result in task["hosts"].items()
        if result.get("failed") or result.get("unreachable")
    ]
    assert not failed and done.returncode == 0, "\n".join([*failed, done.stderr])
    return tasks
