# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A rollout takes its lock and hears what there is, waits for a person, or gives the lock back."""

from __future__ import annotations

import json
import os
import pathlib

import pytest
from ansible_collections.golive.web.plugins.module_utils import _calls, _lease, _ledger

from crash import a_machine


@pytest.fixture(scope="module")
def the_machine():
    with a_machine() as machine:
        yield machine


@pytest.fixture
def machine(the_machine):
    the_machine.reset()
    return the_machine


def lease(machine):
    return _lease.read(machine.layout.lease)


def test_a_host_is_locked_and_says_what_it_has_in_one_call(machine):
    locked = machine.phase("locked", "4.0")
    assert (locked["verdict"], locked["changed"], locked["provisioned"]) == ("pass", False, True)
    assert locked["live"] == machine.layout.live_release() and locked["releases"] and "lease" in locked
    assert lease(machine)["owner"] == "test"


def test_a_pause_that_was_meant_for_a_run_that_died_is_forgotten_and_check_mode_forgets_nothing(machine):
    pathlib.Path(machine.layout.pause).touch()
    machine.phase("locked", "4.0", check=True)
    assert os.path.exists(machine.layout.pause)
    machine.phase("locked", "4.0")
    assert not os.path.exists(machine.layout.pause)


def test_a_host_in_anothers_hands_says_whose_and_nothing_else(machine):
    _lease.acquire(machine.layout.lease, "ann", 60)
    locked = machine.phase("locked", "4.0")
    assert (locked["verdict"], locked["lease_held_by"]) == ("fail", "ann") and "releases" not in locked
    assert lease(machine)["owner"] == "ann"
    assert machine.phase("locked", "4.0", check=True)["lease_held_by"] == "ann"
    taken = machine.phase("locked", "4.0", takeover="ann")
    assert (taken["verdict"], taken["lease_taken_from"]) == ("pass", "ann")
    assert _ledger.tail(machine.layout.ledger, 1)[0]["lease_taken_from"] == "ann"


def test_check_mode_locks_nothing_and_says_the_same(machine):
    foretold = machine.phase("locked", "4.0", check=True)
    assert foretold["verdict"] == "pass" and foretold["provisioned"] and lease(machine) is None


def test_only_its_owner_unlocks_a_host(machine):
    _lease.acquire(machine.layout.lease, "ann", 60)
    machine.phase("unlocked", "4.0")
    assert lease(machine)["owner"] == "ann"
    machine.phase("unlocked", "4.0", owner="ann", check=True)
    assert lease(machine)["owner"] == "ann"
    machine.phase("unlocked", "4.0", owner="ann")
    assert lease(machine) is None


@pytest.mark.parametrize("state", ["locked", "unlocked"])
def test_a_host_that_is_not_set_up_is_not_locked(machine, state):
    params = {**machine._parameters(state, "4.0"), "name": "elsewhere"}
    assert _calls.release(params, check_mode=False)["provisioned"] is False


def test_a_rollout_that_waits_for_a_person_is_remembered_until_one_ends(machine):
    machine.phase("staged", "4.0")
    paused = machine.phase("paused", "4.0", reason="too little traffic")
    assert (paused["verdict"], paused["changed"], lease(machine)) == ("pass", True, None)
    known = machine.phase("locked", "4.0")["paused"]
    assert (known["release"], known["reason"], known["owner"]) == (machine.release("4.0"), "too little traffic", "test")
    assert _ledger.tail(machine.layout.ledger, 1)[0]["event"] == "paused"
    machine.phase("pruned", "4.0")
    assert machine.phase("locked", "4.0")["paused"] == {}


def test_a_wish_to_pause_is_told_once(machine):
    machine.phase("staged", "4.0")
    assert not machine.phase("active", "4.0")["pause_wanted"]
    with open(machine.layout.pause, "w", encoding="utf-8"):
        pass
    assert machine.phase("active", "4.0")["pause_wanted"]
    machine.phase("paused", "4.0")
    assert not os.path.exists(machine.layout.pause)


def test_what_the_controller_tells_is_in_the_ledger_before_the_phase_itself(machine):
    told = [{"event": "planned", "time": "t", "previous": {}}, {"event": "judged", "time": "t"}, {"nothing": 1}]
    machine.phase("staged", "4.0")
    machine.phase("pruned", "4.0", good=True, events=told)
    events = _ledger.tail(machine.layout.ledger, 3)
    assert [event["event"] for event in events] == ["planned", "judged", "pruned"]
    assert events[0]["told"] == told[0] and json.dumps(events[0]["previous"]) != "{}"
    assert _ledger.verify(machine.layout.ledger)[1] is None
