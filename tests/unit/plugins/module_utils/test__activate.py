# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import subprocess
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils import _activate, _probe
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

from release_host import Application, Host, Supervisord


class Stage:
    """A host with two releases, and what stands around an activation."""

    def __init__(self, folder):
        self.host = Host(folder)
        self.layout = self.host.layout
        self.one = self.host.stage("1.0")
        self.two = self.host.stage("2.0")
        self.broken = {}
        self.application = Application(self.layout, self.broken)
        self.supervisor = Supervisord(self.application)
        self.front = {}
        self.slept = []
        self.lives = []

    def front_door(self, _health, *_address):
        def ask():
            release = self.layout.live_release()
            self.lives.append(release)
            return _probe.Answer(self.front.get(release, 200), release)

        return ask

    def activate(self, release, **more):
        health = _probe.Health(successes=2, interval=0.01, timeout=1)
        order = _activate.Order(release=release, health=health, start_seconds=more.pop("start_seconds", 0.3), **more)
        state = self.host.state
        activation = _activate.Activation(self.layout, order, state, self.supervisor, self.host.executable, now=lambda: 1000.0, sleep=self.slept.append)
        try:
            return activation.run(), activation
        finally:
            self.last = activation
            state.save()


@pytest.fixture
def stage(tmp_path, monkeypatch):
    stage = Stage(tmp_path)
    monkeypatch.setattr(_probe, "ask_front_door", stage.front_door)
    monkeypatch.setattr(_activate, "_started", lambda _pid: float("inf"))
    yield stage
    stage.application.stop_all()


def test_the_first_release_goes_live_in_blue(stage):
    changed, activation = stage.activate(stage.one)
    assert changed and activation.flipped
    assert (stage.layout.live_slot(), stage.layout.live_release()) == ("blue", stage.one)
    assert os.readlink(stage.layout.release_socket(stage.one)) == stage.layout.slot_socket("blue")
    assert os.path.lexists(stage.layout.slot_marker("blue", stage.one))


def test_the_next_one_goes_to_the_other_slot_and_the_old_one_stays_warm(stage):
    stage.activate(stage.one)
    stage.activate(stage.two)
    assert (stage.layout.live_slot(), stage.layout.live_release(), stage.layout.slot_release("blue")) == ("green", stage.two, stage.one)
    assert stage.supervisor.states == {"blue": "RUNNING", "green": "RUNNING"}


def test_what_is_live_is_left_alone(stage):
    stage.activate(stage.one)
    stage.supervisor.calls.clear()
    changed, activation = stage.activate(stage.one)
    assert (changed, activation.flipped, stage.supervisor.calls) == (False, False, [])


def test_going_back_to_a_warm_slot_starts_nothing(stage):
    stage.activate(stage.one)
    stage.activate(stage.two)
    stage.supervisor.calls.clear()
    stage.activate(stage.one)
    assert stage.layout.live_release() == stage.one
    assert stage.supervisor.calls == []


def test_a_release_that_is_not_healthy_never_gets_traffic(stage):
    stage.activate(stage.one)
    stage.broken[stage.two] = 500
    with pytest.raises(GoliveError, match=f"answered 500.*It met no user; {stage.one} serves on"):
        stage.activate(stage.two)
    assert stage.layout.live_release() == stage.one
    assert stage.two not in stage.lives
    assert stage.layout.slot_release("green") is None
    assert not os.path.lexists(stage.layout.release_socket(stage.two))
    assert stage.supervisor.states["green"] == "STOPPED"
    assert not stage.last.flipped


def test_a_program_that_gives_up_ends_it_before_the_time_is_up(stage):
    stage.activate(stage.one)
    stage.supervisor.starts = False
    with pytest.raises(GoliveError, match="did not stay up"):
        stage.activate(stage.two, start_seconds=3600)
    assert stage.layout.live_release() == stage.one


def test_a_release_that_fails_at_the_front_door_is_flipped_back(stage):
    stage.activate(stage.one)
    stage.front[stage.two] = 502
    with pytest.raises(GoliveError, match="not healthy through nginx.*502"):
        stage.activate(stage.two)
    assert (stage.layout.live_slot(), stage.layout.live_release()) == ("blue", stage.one)
    assert not stage.last.flipped


def test_a_first_release_that_fails_at_the_front_door_leaves_nothing_live(stage):
    stage.front[stage.one] = 502
    with pytest.raises(GoliveError):
        stage.activate(stage.one)
    assert not os.path.lexists(stage.layout.live)


def test_workers_that_do_not_start_flip_it_back_and_start_again_on_the_old_release(stage, monkeypatch):
    stage.activate(stage.one)
    monkeypatch.setattr(_activate, "_started", lambda _pid: 0)
    stage.supervisor.worker_faults = ["gigs-worker-queue:queue_00 is FATAL"]
    stage.supervisor.calls.clear()
    with pytest.raises(GoliveError, match="The workers did not start"):
        stage.activate(stage.two)
    assert stage.layout.live_release() == stage.one
    assert stage.supervisor.calls.count(("restart", "gigs-worker-queue")) == 2


def test_the_start_of_a_process_is_known_to_a_fraction_of_a_second():
    before = time.time()
    process = subprocess.Popen(["sleep", "60"])
    after = time.time()
    try:
        assert before - 0.05 < _activate._started(process.pid) < after + 0.05
    finally:
        process.kill()
        process.wait()
    assert _activate._started(process.pid) == 0


def test_a_slot_is_not_refilled_before_it_has_drained(stage):
    three = stage.host.stage("3.0")
    stage.activate(stage.one)
    stage.activate(stage.two)
    stage.activate(three, drain_seconds=60)
    assert stage.slept == [60]
    assert stage.layout.live_release() == three


def test_a_clock_that_was_set_back_does_not_prolong_the_drain(stage):
    three = stage.host.stage("3.0")
    stage.activate(stage.one)
    stage.activate(stage.two)
    state = stage.host.state
    state.drained["blue"] = 99999.0
    state.save()
    stage.activate(three, drain_seconds=5)
    assert stage.slept == [5]


def test_a_release_that_is_not_staged_is_refused(stage):
    with pytest.raises(GoliveError, match="is not staged on this host"):
        stage.activate("9.9-0123456789ab-abcdef")


def test_a_refilled_slot_leaves_no_link_of_what_it_held(stage):
    three = stage.host.stage("3.0")
    for release in (stage.one, stage.two, three):
        stage.activate(release, drain_seconds=0)
    assert sorted(os.listdir(stage.layout.sockets)) == sorted(f"{release}.sock" for release in (stage.two, three))
    assert sorted(os.listdir(stage.layout.slots)) == sorted(["blue", "green", f"blue@{three}", f"green@{stage.two}"])


def test_the_runtimes_own_check_is_asked_before_anything_starts(stage):
    bad = stage.host.stage("4.0", runtime={"check": ["sh", "-c", "echo unknown directive; exit 1"]})
    stage.activate(stage.one)
    stage.supervisor.calls.clear()
    executable = stage.host.executable
    with open(executable, "w", encoding="utf-8") as file:
        file.write('#!/bin/sh\nshift 2\nexec "$@"\n')
    with pytest.raises(GoliveError, match="exited with 1: unknown directive"):
        stage.activate(bad)
    assert ("start", "gigs-green") not in stage.supervisor.calls
    assert stage.layout.live_release() == stage.one
