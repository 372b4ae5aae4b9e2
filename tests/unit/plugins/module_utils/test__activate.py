# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import time
import types

import pytest
from ansible_collections.golive.web.plugins.module_utils import _atomic, _share, _slot_log, _supervisor
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError, ReleaseRefused


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


def test_a_slot_that_was_started_this_very_second_is_warm_when_it_answers(stage):
    stage.activate(stage.one)
    stage.activate(stage.two)
    stage.supervisor.states["blue"] = "STARTING"
    stage.supervisor.calls.clear()
    stage.activate(stage.one)
    assert stage.supervisor.calls == []


def test_a_warm_slot_that_has_not_settled_is_filled_anew(stage, monkeypatch):
    stage.activate(stage.one)
    stage.activate(stage.two)
    monkeypatch.setattr(_supervisor, "started", lambda _pid: time.time())
    stage.supervisor.calls.clear()
    stage.activate(stage.one, settle_seconds=0.1, drain_seconds=0)
    assert ("start", "gigs-blue") in stage.supervisor.calls


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


def test_a_release_that_is_not_healthy_is_quoted_and_not_the_one_that_had_the_slot_before_it(stage, monkeypatch):
    folder = stage.host.folder / "log"
    (folder / "gigs").mkdir(parents=True)
    monkeypatch.setattr(_slot_log, "_LOGS", str(folder), raising=False)
    start = stage.application.start

    def talk(slot):
        with open(folder / "gigs" / f"{slot}.log", "a", encoding="utf-8") as file:
            file.write(f"{stage.layout.slot_release(slot)} connects with {passwords[stage.layout.slot_release(slot)]}\n")
        start(slot)

    monkeypatch.setattr(stage.application, "start", talk)
    three = stage.host.stage("3.0", environment={"PASSWORD": "the new one's"})
    passwords = {stage.one: "the old one's", stage.two: "", three: "the new one's"}
    for release in (stage.one, stage.two):
        stage.activate(release)
    stage.broken[three] = 500
    with pytest.raises(GoliveError) as refused:
        stage.activate(three, drain_seconds=0)
    assert str(refused.value).endswith(f" Its log ends with: {three} connects with ********")


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
    assert stage.supervisor.workers == {"queue": "STOPPED"}


def test_workers_that_do_not_start_flip_it_back_and_start_again_on_the_old_release(stage, monkeypatch):
    stage.activate(stage.one)
    monkeypatch.setattr(_supervisor, "started", lambda _pid: 0)
    stage.supervisor.worker_faults = ["gigs-worker-queue:queue_00 is FATAL"]
    stage.supervisor.calls.clear()
    with pytest.raises(GoliveError, match="The workers did not start"):
        stage.activate(stage.two)
    assert stage.layout.live_release() == stage.one
    assert stage.supervisor.calls.count(("restart", "gigs-worker-queue")) == 2


def test_what_is_wrong_with_the_workers_after_a_flip_back_is_said_beside_the_reason(stage, monkeypatch):
    stage.activate(stage.one)
    monkeypatch.setattr(_supervisor, "started", lambda _pid: 0)
    stage.supervisor.worker_faults = ["queue_00 of the new one is FATAL", "queue_00 of the old one is FATAL"]
    with pytest.raises(ReleaseRefused) as refused:
        stage.activate(stage.two)
    assert "did not start on release 2.0" in str(refused.value) and "queue_00 of the new one is FATAL. " in str(refused.value)
    assert str(refused.value).endswith(f"Traffic is back on {stage.one}, but not all workers are: queue_00 of the old one is FATAL.")


CONSUMING = {"queue": {"command": ["work"]}, "consume": {"command": ["bin/consume"]}}


@pytest.fixture
def consuming(stage, monkeypatch):
    """Release 1.0, without the worker 'consume', is live, and has been good before; 3.0, with it, is staged."""
    three = stage.host.stage("3.0", workers=CONSUMING)
    stage.supervisor.workers = {"queue": "RUNNING", "consume": "STOPPED"}
    stage.activate(stage.one)
    state = stage.host.state
    state.mark_good(stage.one)
    state.save()
    monkeypatch.setattr(_supervisor, "started", lambda _pid: 0)
    stage.supervisor.calls.clear()
    return three


def of_workers(stage):
    return [call for call in stage.supervisor.calls if "-worker-" in call[1] and call[0] != "refresh"]


def test_a_worker_runs_only_while_a_release_that_has_it_is_live(stage, consuming):
    stage.activate(consuming)
    assert of_workers(stage) == [("restart", "gigs-worker-queue"), ("restart", "gigs-worker-consume")]
    stage.supervisor.calls.clear()
    stage.activate(stage.one)
    assert of_workers(stage) == [("restart", "gigs-worker-queue"), ("stop", "gigs-worker-consume")]
    assert stage.supervisor.workers == {"queue": "RUNNING", "consume": "STOPPED"}


def test_a_failed_flip_leaves_the_workers_of_the_release_before(stage, consuming):
    stage.supervisor.worker_faults = ["gigs-worker-consume:consume_00 is FATAL"]
    with pytest.raises(GoliveError, match=r"The workers did not start on release 3\.0"):
        stage.activate(consuming)
    assert stage.layout.live_release() == stage.one
    assert stage.supervisor.workers == {"queue": "RUNNING", "consume": "STOPPED"}


@pytest.mark.parametrize("state", [{"statename": "STOPPED"}, {"statename": "EXITED", "exitstatus": _supervisor.ABSENT}, {"statename": "FATAL"}])
def test_a_worker_that_the_live_release_lacks_is_left_down(stage, consuming, monkeypatch, state):
    monkeypatch.setattr(stage.supervisor, "processes", lambda _prefix="": [stage.supervisor.described("consume", **state)])
    stage.activate(stage.one)
    assert of_workers(stage) == []


def test_a_worker_that_is_down_does_not_turn_a_rollback_around(stage, consuming):
    stage.activate(consuming)
    stage.supervisor.worker_faults = ["gigs-worker-queue:queue_00 is FATAL"]
    changed, activation = stage.activate(stage.one)
    assert (changed, activation.flipped, stage.layout.live_release()) == (True, True, stage.one)
    assert "queue_00 is FATAL. Traffic stays with this release, which was well before" in activation.workers_down


def test_a_supervisord_that_refuses_a_worker_does_not_turn_a_rollback_around(stage, consuming, monkeypatch):
    def refuse(_processes):
        raise GoliveError("supervisord refused startProcess.")

    stage.activate(consuming)
    with monkeypatch.context() as patched:
        patched.setattr(stage.supervisor, "restart", refuse)
        _changed, activation = stage.activate(stage.one)
    assert (activation.flipped, stage.layout.live_release()) == (True, stage.one)
    assert activation.workers_down.startswith("supervisord refused startProcess. Traffic stays")


def test_a_good_release_goes_live_without_a_worker_that_supervisord_has_forgotten_and_says_so(stage, consuming):
    stage.activate(consuming)
    del stage.supervisor.workers["queue"]
    _changed, activation = stage.activate(stage.one)
    assert stage.layout.live_release() == stage.one
    assert "supervisord does not know gigs-worker-queue (run the provision playbook)" in activation.workers_down
    changed, activation = stage.activate(stage.one)
    assert not changed and activation.workers_down


def test_workers_that_hang_are_no_reason_to_say_that_the_traffic_is_still_moved(stage, monkeypatch):
    stage.activate(stage.one)
    monkeypatch.setattr(_supervisor, "started", lambda _pid: 0)

    def restart(_processes):
        raise GoliveError("queue_00 did not end")

    monkeypatch.setattr(stage.supervisor, "restart", restart)
    with pytest.raises(GoliveError, match="queue_00 did not end"):
        stage.activate(stage.two)
    assert (stage.layout.live_release(), stage.last.flipped) == (stage.one, False)


def test_a_slot_is_not_refilled_before_it_has_drained(stage):
    three = stage.host.stage("3.0")
    stage.activate(stage.one)
    stage.activate(stage.two)
    stage.activate(three, drain_seconds=60)
    assert stage.slept == [pytest.approx(60)]
    assert stage.layout.live_release() == three


def test_a_clock_that_was_set_back_does_not_prolong_the_drain(stage):
    three = stage.host.stage("3.0")
    stage.activate(stage.one)
    stage.activate(stage.two)
    state = stage.host.state
    state.drained["blue"] = 99999.0
    state.save()
    stage.activate(three, drain_seconds=5)
    assert stage.slept == [pytest.approx(5)]


def test_a_slot_is_refilled_as_soon_as_the_web_server_handles_nothing(stage):
    three = stage.host.stage("3.0")
    stage.activate(stage.one)
    stage.activate(stage.two)
    stage.requests = 0
    stage.activate(three, drain_seconds=60)
    assert stage.slept == []
    assert stage.last.seconds["drain"] < 5
    assert stage.layout.live_release() == three


def test_a_share_moves_clients_and_not_the_switch(stage):
    stage.activate(stage.one)
    changed, activation = stage.activate(stage.two, share=25)
    assert (changed, activation.flipped, stage.layout.live_release()) == (True, False, stage.one)
    assert stage.buckets() == [stage.two] * 5 + [stage.one] * 15
    stage.supervisor.calls.clear()
    assert stage.activate(stage.two, share=25)[0] is False
    assert stage.supervisor.calls == []


def test_no_share_is_a_slot_filled_and_proven_for_a_preview(stage):
    stage.activate(stage.one)
    changed, _activation = stage.activate(stage.two, share=0)
    assert (changed, stage.layout.slot_release("green"), stage.supervisor.states["green"]) == (True, stage.two, "RUNNING")
    assert stage.buckets() == [stage.one] * 20
    assert stage.preview() == stage.two


def test_the_flip_after_a_share_starts_nothing_and_ends_the_share(stage):
    stage.activate(stage.one)
    stage.activate(stage.two, share=25)
    stage.supervisor.calls.clear()
    changed, activation = stage.activate(stage.two)
    assert (changed, activation.flipped, stage.layout.live_release()) == (True, True, stage.two)
    assert (_share.percent(stage.layout), stage.buckets()) == (0, [stage.two] * 20)
    assert [call for call in stage.supervisor.calls if call[0] in ("start", "stop")] == []


def test_a_rollback_takes_the_share_back(stage):
    stage.activate(stage.one)
    stage.activate(stage.two, share=25)
    changed, activation = stage.activate(stage.one)
    assert (changed, activation.flipped) == (True, False)
    assert stage.buckets() == [stage.one] * 20
    assert stage.host.state.drained["green"] == 1000.0


def test_a_share_of_what_is_live_already_changes_nothing(stage):
    stage.activate(stage.one)
    stage.activate(stage.two)
    assert stage.activate(stage.two, share=25)[0] is False
    assert stage.buckets() == [stage.two] * 20


def test_a_flip_back_after_a_share_leaves_no_share(stage):
    stage.activate(stage.one)
    stage.activate(stage.two, share=25)
    stage.front[stage.two] = 502
    with pytest.raises(GoliveError, match="not healthy through nginx"):
        stage.activate(stage.two)
    assert (stage.layout.live_release(), stage.buckets()) == (stage.one, [stage.one] * 20)


def test_a_slot_with_a_share_loses_it_and_drains_before_another_release_comes(stage):
    three = stage.host.stage("3.0")
    stage.activate(stage.one)
    stage.activate(stage.two, share=25)
    seen = []
    stage.supervisor.stop = lambda processes, stop=stage.supervisor.stop: (seen.append((_share.percent(stage.layout), list(stage.slept))), stop(processes))
    stage.activate(three, share=5, drain_seconds=60)
    assert seen == [(0, [pytest.approx(60)])]
    assert stage.buckets() == [three] + [stage.one] * 19


def test_a_run_that_dies_at_any_rename_leaves_what_serves_and_what_the_next_run_ends(stage):
    """Killed at each rename in turn, on the way from a share of 25 % to the flip and back."""
    stage.activate(stage.one)
    deaths = 0
    for there, back in ((stage.two, stage.one), (stage.one, stage.two)):
        while True:
            stage.activate(there, share=25)
            if died_at_rename(deaths, lambda release=there: stage.activate(release)) is None:
                break
            assert set(stage.buckets()[:5]) == {there}
            assert set(stage.buckets()[5:]) == {stage.layout.live_release()}
            stage.activate(there)
            assert stage.layout.live_release() == there
            assert stage.buckets() == [there] * 20
            assert stage.preview() == back
            stage.activate(back)
            deaths += 1
        assert deaths >= 3
        deaths = 0


def died_at_rename(number, work):
    """Does I(work) in a process that is gone at its rename I(number); returns its exit code, or C(None) where it never got so far."""
    child = os.fork()
    if not child:
        left, rename = [number], os.rename

        def dying(*arguments):
            if not left[0]:
                os._exit(9)
            left[0] -= 1
            return rename(*arguments)

        _atomic.os = types.SimpleNamespace(**{**vars(os), "rename": dying})
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9)
    return code or None


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
