# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module killed before each of its steps: the live release serves, nothing half made is taken for whole, and running again converges."""

from __future__ import annotations

import functools
import os

import pytest
from ansible_collections.golive.web.plugins.module_utils import _ledger
from ansible_collections.golive.web.plugins.module_utils._state import State

from crash import PHASES, a_machine

SYNCS = ("fsync", "syncfs")
ATTRIBUTES = ("os.chmod", "os.chown", "os.utime")


@functools.cache
def undisturbed():
    """What a deploy of 4.0 does that nothing disturbs: its steps by phase, each release when it is whole, and what the host has after it."""
    with a_machine() as machine:
        whole = machine.complete()
        steps = {phase: machine.steps(phase, "4.0") for phase in PHASES}
        return steps, {**whole, **machine.complete()}, machine.picture()


@pytest.fixture(scope="module")
def machine():
    with a_machine() as machine:
        yield machine


def pytest_generate_tests(metafunc):
    if "number" in metafunc.fixturenames:
        points = [(phase, number, step) for phase in PHASES for number, step in told_apart(undisturbed()[0][phase])]
        table = [
            # In turn; only 'make test-full' has time for both.
            pytest.param(phase, number, power, id=f"{phase}-{number:02}-{step}-{power}", marks=[pytest.mark.long] if (turn + cut) % 2 else [])
            for turn, (phase, number, step) in enumerate(points)
            for cut, power in enumerate(("stays", "is cut"))
        ]
        metafunc.parametrize(("phase", "number", "power"), table)


def told_apart(steps):
    """(number, what and whereto) of the steps, syncs not counted; of many changes of attributes in a row the first and the last."""
    counted = [step for step in steps if step[0] not in SYNCS]
    kinds = [what in ATTRIBUTES for what, _whereto in counted]
    for number, (what, whereto) in enumerate(counted):
        if not all(kinds[max(number - 1, 0) : number + 2]):
            yield number, f"{what}-{whereto.rpartition('/')[2][:60]}"


def test_killed_before_any_step_it_serves_and_running_again_converges(machine, phase, number, power):
    machine.reset()
    for earlier in PHASES[: PHASES.index(phase)]:
        assert machine.phase(earlier, "4.0")["verdict"] == "pass"
    live = machine.layout.live_release()
    assert machine.killed_before(number, phase, "4.0")
    if power == "is cut":
        machine.reboot()
    after = machine.layout.live_release()
    assert after == live or phase == "active" and after.startswith("4.0-")
    serves_as_one(machine, after)
    for release, holds in machine.complete().items():
        assert holds == undisturbed()[1][release]
    State(machine.layout.state)
    assert _ledger.verify(machine.layout.ledger)[1] is None
    machine.deploy("4.0")
    serves_as_one(machine, machine.layout.live_release())
    assert machine.picture() == undisturbed()[2]


@pytest.mark.parametrize("phase", PHASES)
def test_what_is_renamed_into_place_is_durable_before_and_its_name_after(phase):
    """A power cut can't be had here: what the kernel was told stands for what the disk has."""
    steps = undisturbed()[0][phase]
    tree = next((number for number, (what, _whereto) in enumerate(steps) if what == "syncfs"), 0)
    renames = [number for number, (what, _whereto) in enumerate(steps) if what == "os.rename"]
    assert renames
    for number in renames:
        before, after = (path.replace("//", "/") for path in steps[number][1].split(" -> "))
        rest = steps[number + 1 :]
        made = [whereto for what, whereto in steps[:number] if what == "open"]
        if before in made:
            assert ("fsync", before) in steps[:number], before
        if not after.startswith(steps[tree][1]) or number > tree:
            assert rest[0] == ("fsync", os.path.dirname(after)), after
    if phase == "staged":
        assert 0 < tree < max(number for number in renames if steps[number][1].endswith(".json"))
        assert not [step for step in steps[tree:] if step[1].startswith(steps[tree][1] + "/")]


def serves_as_one(machine, release):
    """What answers and the files beside it are of one release, the live one."""
    answer = machine.front_door()
    assert (answer.status, answer.release, answer.body) == (200, release, release.partition("-")[0]), answer.error
