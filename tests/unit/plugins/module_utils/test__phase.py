# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A release that is started by the call that stages it: up and well before any traffic moves, and nothing is done twice."""

from __future__ import annotations

import errno
import os

import pytest
from ansible_collections.golive.web.plugins.module_utils import _atomic, _phases, _probe
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._state import State

from crash import a_machine


@pytest.fixture(scope="module")
def the_machine():
    with a_machine() as machine:
        yield machine


@pytest.fixture
def machine(the_machine):
    the_machine.reset()
    return the_machine


def starts(machine):
    return [what for what in machine.keeper.calls if what[0] == "start"]


def test_a_filled_slot_is_flipped_to_without_another_start(machine):
    live = machine.layout.live_release()
    staged = machine.phase("staged", "4.0")
    assert (staged["verdict"], staged["changed"], staged["flipped"], staged["live"]) == ("pass", True, False, live)
    assert machine.release("4.0") in (machine.layout.slot_release("blue"), machine.layout.slot_release("green"))
    before = starts(machine)
    active = machine.phase("active", "4.0")
    assert (active["verdict"], active["flipped"], active["live"]) == ("pass", True, machine.release("4.0"))
    assert starts(machine) == before


def test_filling_again_changes_nothing(machine):
    assert machine.phase("staged", "4.0")["changed"]
    assert not machine.phase("staged", "4.0")["changed"]


def test_without_fill_nothing_is_started(machine):
    before = starts(machine)
    assert machine.phase("staged", "4.0", fill=False)["verdict"] == "pass"
    assert starts(machine) == before


def test_what_is_live_is_not_started_again(machine):
    before = starts(machine)
    assert not machine.phase("staged", "3.0")["changed"]
    assert starts(machine) == before


def test_a_canary_keeps_its_share(machine):
    machine.phase("staged", "4.0")
    assert machine.phase("active", "4.0", share=25)["share"] == 25
    assert machine.phase("staged", "4.0")["share"] == 25


def test_one_that_is_not_well_is_refused_and_only_then(machine):
    machine.keeper.application.broken[machine.release("4.0")] = 500
    refused = machine.phase("staged", "4.0", start_seconds=0.2)
    assert (refused["verdict"], refused["refused"], refused["flipped"]) == ("fail", True, False)
    assert "is not healthy in the standby slot" in refused["reason"]
    assert machine.release("4.0") in machine.state().bad
    assert machine.phase("staged", "5.0")["refused"] is False
    unfit = machine.phase("staged", "6.0", build=[["false"]])
    assert (unfit["verdict"], unfit["refused"]) == ("fail", False)


NEW_WORKER = {"queue": {"command": ["work"]}, "consume": {"command": ["bin/consume"]}}


@pytest.mark.parametrize("options", [{}, {"fill": False, "migrate": [["false"]]}])
def test_a_worker_that_supervisord_does_not_know_is_refused_before_anything_is_done(machine, options):
    before = machine.picture()
    foretold = machine.phase("staged", "4.0", check=True, workers=NEW_WORKER, **options)
    refused = machine.phase("staged", "4.0", workers=NEW_WORKER, **options)
    assert refused["verdict"] == foretold["verdict"] == "fail"
    assert refused["reason"] == foretold["reason"]
    assert "(gigs-worker-consume): run the provision playbook first. No traffic was moved." in refused["reason"]
    assert (refused["refused"], refused["changed"], machine.state().bad) == (False, False, {})
    after = machine.picture()
    assert after["disk"].pop("lock.json")
    assert after == before


def test_what_is_staged_already_counts_and_not_what_the_settings_say_by_now(machine):
    assert machine.phase("staged", "4.0", fill=False)["verdict"] == "pass"
    del machine.keeper.workers["later"]
    foretold = machine.phase("active", "4.0", check=True)
    refused = machine.phase("active", "4.0")
    assert (refused["verdict"], refused["flipped"], refused["refused"]) == ("fail", False, False)
    assert (foretold["verdict"], foretold["reason"], foretold["live"]) == ("fail", refused["reason"], refused["live"])
    assert "gigs-worker-later" in refused["reason"]
    assert machine.phase("staged", "4.0", workers={})["reason"] == refused["reason"]


def test_a_rollback_goes_through_without_a_worker_that_is_down_or_unknown_and_is_no_pass(machine):
    machine.deploy("4.0")
    del machine.keeper.workers["former"]
    assert machine.phase("staged", "3.0", fill=False)["verdict"] == "pass"
    back = machine.phase("active", "3.0")
    assert (back["verdict"], back["workers_down"], back["refused"], back["flipped"]) == ("fail", True, False, True)
    assert back["live"] == machine.release("3.0")
    assert "gigs-worker-former" in back["reason"]
    assert machine.release("3.0") not in machine.state().bad
    assert machine.picture()["workers"] == {"queue": machine.release("3.0"), "later": None}


def test_what_is_not_well_any_more_when_the_rollout_ends_is_not_called_good(machine, monkeypatch):
    monkeypatch.setattr(_phases, "_LAST_SECONDS", 0.2)
    for state in ("staged", "active"):
        machine.phase(state, "4.0")
    with monkeypatch.context() as broken:
        broken.setattr(machine, "front_door", lambda: _probe.Answer(500, machine.release("4.0")))
        ended = machine.phase("pruned", "4.0", good=True)
    assert ended["verdict"] == "fail" and "was healthy and is not any more through nginx" in ended["reason"]
    assert machine.release("4.0") not in machine.state().good
    assert machine.phase("pruned", "4.0", good=True)["verdict"] == "pass"
    assert machine.release("4.0") in machine.state().good


def test_what_a_way_back_leaves_is_known_from_the_flip_on_and_bad_when_it_ends(machine):
    machine.deploy("4.0")
    machine.phase("staged", "3.0", fill=False)
    assert machine.phase("active", "3.0", leaves=True)["flipped"]
    assert machine.state().left == machine.release("4.0") and machine.release("4.0") not in machine.state().bad
    machine.phase("pruned", "3.0", good=False)
    assert (machine.state().left, list(machine.state().bad)) == ("", [machine.release("4.0")])


def test_a_way_back_that_is_taken_back_leaves_nothing(machine):
    machine.deploy("4.0")
    machine.phase("staged", "3.0", fill=False)
    machine.phase("active", "3.0", leaves=True)
    assert machine.phase("active", "4.0", back=True)["flipped"]
    assert machine.state().left == "" and machine.state().bad == {}


def test_a_rollout_that_takes_its_hosts_back_goes_through_too_where_what_was_live_had_not_been_called_good_yet(machine):
    """As after a run that died between its last wave and its end."""
    assert [machine.phase(state, "4.0")["verdict"] for state in ("staged", "active")] == ["pass", "pass"]
    assert machine.release("4.0") not in machine.state().good
    assert [machine.phase(state, "5.0")["verdict"] for state in ("staged", "active")] == ["pass", "pass"]
    del machine.keeper.workers["later"]
    assert (machine.phase("active", "4.0")["verdict"], machine.layout.live_release()) == ("fail", machine.release("5.0"))
    back = machine.phase("active", "4.0", back=True)
    assert (back["verdict"], back["workers_down"], back["live"]) == ("fail", True, machine.release("4.0"))
    assert machine.release("4.0") not in machine.state().bad


def test_check_mode_foretells_workers_that_would_be_down(machine):
    del machine.keeper.workers["former"]
    foretold = machine.phase("active", "3.0", check=True)
    assert (foretold["verdict"], foretold["workers_down"]) == ("fail", True)
    assert "gigs-worker-former" in foretold["reason"]
    assert machine.phase("active", "3.0")["workers_down"]


def test_a_disk_that_is_full_does_not_turn_a_rollback_around(machine, monkeypatch):
    machine.deploy("4.0")

    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), machine.layout.state)

    with monkeypatch.context() as patched:
        patched.setattr(State, "save", full)
        back = machine.phase("active", "3.0")
    assert (back["verdict"], back["flipped"], back["live"]) == ("pass", True, machine.release("3.0"))
    assert "could not be written" in back["warnings"][0]


def test_what_the_system_refuses_is_a_verdict_and_blames_no_release(machine, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv")

    monkeypatch.setattr(_atomic, "symlink", full)
    failed = machine.phase("staged", "4.0")
    assert (failed["verdict"], failed["refused"]) == ("fail", False)
    assert failed["reason"].startswith("No space left on device (/srv). 3.0-")
    assert machine.release("4.0") not in machine.state().bad


def test_staging_what_is_live_leaves_another_ones_share(machine):
    machine.phase("staged", "4.0")
    assert machine.phase("active", "4.0", share=25)["share"] == 25
    assert machine.phase("staged", "3.0")["share"] == 25


def test_a_supervisord_that_does_not_answer_is_no_fault_of_the_release(machine, monkeypatch):
    def silent(_prefix):
        raise GoliveError("supervisord does not answer.")

    monkeypatch.setattr(machine.keeper, "restore", silent)
    failed = machine.phase("staged", "4.0")
    assert (failed["verdict"], failed["refused"], failed["reason"]) == ("fail", False, "supervisord does not answer.")
    assert machine.release("4.0") not in machine.state().bad
