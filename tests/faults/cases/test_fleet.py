# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A rollout over four hosts under load, and a fault in it: the fleet ends on one release, the exit code tells, and users lose nothing."""

from __future__ import annotations

import signal
import time

import artifacts
import pytest
from quartet import CANARY, HOSTS, LAST, SECOND, cut, mend, without_ssh


@pytest.fixture(autouse=True)
def a_fleet_that_is_well(quartet):
    """No test leaves a lock or a mixed fleet to the next one."""
    yield
    assert quartet.is_free()
    quartet.live()


def refused(quartet, artifact, *said, **options):
    """The run of a rollout that must fail, with what was live before live everywhere and nobody but its users any the wiser."""
    before = quartet.live()
    with quartet.undisturbed() as known:
        run = quartet.deploy(artifact, **options)
        known.add(run.release)
    assert run.code == 2, run.output[-4000:]
    words = " ".join(run.output.split())
    assert all(text in words for text in said), run.output[-4000:]
    assert quartet.live() == before
    return run


def test_a_good_release_goes_live_wave_by_wave_and_a_second_run_changes_nothing(quartet):
    artifact = artifacts.good()
    with quartet.undisturbed() as known:
        run = quartet.deploy(artifact)
        known.add(run.release)
    assert run.code == 0, run.output[-4000:]
    assert quartet.live() == run.release
    again = quartet.deploy(artifact)
    assert (again.code, again.changed) == (0, 0), again.output[-4000:]


@pytest.mark.parametrize("host", [CANARY, SECOND, LAST[-1]], ids=["canary", "second", "last"])
def test_a_release_that_does_not_start_on_one_host_meets_nobody_anywhere(quartet, host):
    run = refused(quartet, artifacts.under_traffic(hosts=[host], unready=True), f"{host}: Release", "not healthy in the standby slot")
    assert not quartet.ever_served(run.release)


@pytest.mark.parametrize(("host", "wave"), [(CANARY, 1), (SECOND, 2), (LAST[-1], 3)], ids=["canary", "second", "last"])
def test_a_release_that_fails_during_the_bake_of_one_host_goes_back_on_all(quartet, host, wave):
    with quartet.by(bake_seconds=3):
        run = refused(quartet, artifacts.under_traffic(hosts=[host], unready_after=0.5), f"{host}: Release", "was healthy and is not any more")
    assert quartet.ever_served(run.release) <= set(HOSTS[: wave if wave < 3 else 4])
    assert run.release in quartet.state(CANARY)["bad"]


def test_a_host_that_is_away_stops_it_before_it_starts(quartet):
    with without_ssh(SECOND):
        run = quartet.deploy(artifacts.good())
    assert run.code == 2 and f"{SECOND} did not answer. Nothing was changed anywhere" in " ".join(run.output.split()), run.output[-3000:]


def test_a_host_that_is_away_is_done_without_where_the_budget_bears_it_and_is_brought_right_by_the_next_run(quartet):
    artifact = artifacts.good()
    with quartet.undisturbed() as known, quartet.by(max_failed=1):
        with without_ssh(SECOND):
            run = quartet.deploy(artifact)
            known.add(run.release)
        assert run.code == 2 and f"{SECOND} did not answer" in " ".join(run.output.split()), run.output[-3000:]
        live = quartet.fleet.live("bare")
        assert [host for host in HOSTS if live[host] == run.release] == [CANARY, *LAST]
        again = quartet.deploy(artifact)
        assert again.code == 0, again.output[-3000:]
    assert quartet.live() == run.release


@pytest.mark.parametrize("host", [CANARY, SECOND], ids=["canary", "second"])
def test_a_host_that_goes_away_during_its_bake_is_brought_right_by_the_next_run(quartet, host):
    before, artifact = quartet.live(), artifacts.good()
    with quartet.undisturbed() as known, quartet.by(bake_seconds=3):
        run = quartet.begin(artifact)
        run.wait_for("Wave | Flip")
        while run.release not in quartet.fleet.live("bare")[host]:
            time.sleep(0.05)
        known.add(run.release)
        cut(host)
        try:
            assert run.end() == 2, run.output[-3000:]
        finally:
            mend(host)
        assert {host: release for host, release in quartet.fleet.live("bare").items() if release != before}.keys() <= {host}
        again = quartet.deploy(artifact)
        assert again.code == 0, again.output[-3000:]
    assert quartet.live() == run.release


def test_a_host_that_is_away_during_the_rollback_is_named_and_brought_right_by_the_next_one(quartet):
    before, artifact = quartet.live(), artifacts.under_traffic(hosts=[SECOND], unready_after=0.5)
    with quartet.undisturbed() as known, quartet.by(bake_seconds=3):
        run = quartet.begin(artifact)
        run.wait_for("Wave | Flip")
        while run.release not in quartet.fleet.live("bare")[SECOND]:
            time.sleep(0.05)
        known.add(run.release)
        cut(CANARY)
        try:
            assert run.end() == 2, run.output[-3000:]
        finally:
            mend(CANARY)
        assert f"{CANARY}: it could not be reached in the phase 'roll back'" in " ".join(run.output.split()), run.output[-3000:]
        assert quartet.fleet.live("bare") == {**dict.fromkeys(HOSTS, before), CANARY: run.release}
        back = quartet.roll_back()
        assert back.code == 0, back.output[-3000:]
    assert quartet.live() == before


def test_a_way_that_is_cut_for_ten_seconds_delays_it(quartet):
    with quartet.undisturbed() as known, quartet.by(bake_seconds=3):
        run = quartet.begin(artifacts.good())
        run.wait_for("Wave | Flip")
        known.add(run.release)
        with without_ssh(SECOND, how="drop"):
            time.sleep(10)
        assert run.end() == 0, run.output[-3000:]
    assert quartet.live() == run.release


PHASES = ["Plan | Decide", "Stage | Make", "Wave | Flip", "Wave | Ask", "Finish | Remember"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["killed", "Ctrl-C"])
@pytest.mark.parametrize("phase", PHASES, ids=[phase.replace(" | ", "-") for phase in PHASES])
def test_a_controller_that_dies_in_a_phase_is_put_right_by_running_again(quartet, phase, number):
    artifact = artifacts.good()
    with quartet.undisturbed() as known:
        run = quartet.begin(artifact)
        run.wait_for(phase)
        run.kill(number)
        again = quartet.deploy(artifact)
        known.add(again.release)
        assert again.code == 0, again.output[-3000:]
    assert quartet.live() == again.release


def test_a_way_back_whose_controller_dies_is_ended_by_the_next_one_and_does_not_lead_forward_again(quartet):
    before, artifact = quartet.live(), artifacts.good()
    with quartet.undisturbed() as known:
        left = quartet.live_on(artifact)
        known.add(left)
        run = quartet.begin(artifact, playbook="golive.web.rollback")
        run.wait_for("Wave | Flip")
        run.stand_still_when(lambda: before in quartet.fleet.live("bare").values())
        assert "Finish | Remember" not in run.output, run.output[-3000:]
        run.kill()
        again = quartet.roll_back()
        assert again.code == 0, again.output[-3000:]
    assert quartet.live() == before
    assert all(left in quartet.state(host)["bad"] for host in HOSTS)


def test_a_pause_that_was_meant_for_a_run_that_died_keeps_nobody_from_going_back(quartet):
    before = quartet.live()
    with quartet.undisturbed() as known, quartet.by(bake_seconds=4):
        run = quartet.begin(artifacts.good())
        run.wait_for("Wave | Flip")
        known.add(run.release)
        assert quartet.fleet.playbook("golive.web.pause", **quartet.variables(None)).code == 0
        run.kill()
        back = quartet.roll_back()
        assert back.code == 0 and "Paused" not in back.output, back.output[-3000:]
    assert quartet.live() == before


def test_of_two_rollouts_that_begin_at_once_one_goes_live_and_the_other_says_who_holds_the_lock(quartet):
    with quartet.undisturbed() as known:
        runs = [quartet.begin(artifacts.good()) for _number in range(2)]
        codes = sorted(run.end() for run in runs)
        passed, stopped = sorted(runs, key=lambda run: run.process.returncode)
        known.add(passed.release)
    assert codes == [0, 2], passed.output[-2000:] + stopped.output[-2000:]
    assert "has been deploying here since" in " ".join(stopped.output.split())
    assert quartet.live() == passed.release


def test_one_host_in_anothers_hands_keeps_all_hosts_from_being_touched(quartet):
    lease = f'{{"owner": "ann@elsewhere:1.1", "since": {time.time():.0f}, "expires": {time.time() + 600:.0f}}}'
    quartet.fleet.on(LAST[0], "sh", "-c", 'printf %s "$1" > /srv/bare/lock.json', "sh", lease)
    try:
        releases = quartet.on_all("ls", "/srv/bare/releases")
        with quartet.undisturbed():
            run = quartet.deploy(artifacts.good())
        assert run.code == 2 and f"{LAST[0]}: ann@elsewhere:1.1 has been deploying here" in " ".join(run.output.split()), run.output[-3000:]
        assert [host for host, lock in quartet.on_all("ls", "/srv/bare/lock.json", check=False).items() if lock] == [LAST[0]]
        assert quartet.on_all("ls", "/srv/bare/releases") == releases
        limited = quartet.deploy(artifacts.good(), "--limit", CANARY)
        assert limited.code == 2 and "ann@elsewhere" in limited.output, "a limit does not narrow the lock"
        with quartet.undisturbed() as known, quartet.by(takeover="ann@elsewhere:1.1"):
            known.add(quartet.live_on(artifacts.good()))
    finally:
        quartet.fleet.on(LAST[0], "rm", "-f", "/srv/bare/lock.json")


def test_a_lock_that_has_expired_is_taken_and_said_so(quartet):
    lease = f'{{"owner": "ann@elsewhere:1.1", "since": 1, "expires": {time.time() - 1:.0f}}}'
    quartet.fleet.on(LAST[0], "sh", "-c", 'printf %s "$1" > /srv/bare/lock.json', "sh", lease)
    artifact = artifacts.good()
    with quartet.undisturbed() as known:
        run = quartet.deploy(artifact)
        known.add(run.release)
    assert run.code == 0, run.output[-3000:]
    assert f"Took over the lock that ann@elsewhere:1.1 left on {LAST[0]}" in run.output
    assert '"lease_taken_from":"ann@elsewhere:1.1"' in quartet.fleet.on(LAST[0], "tail", "-n", "20", "/srv/bare/ledger.jsonl")


def test_a_migration_that_fails_flips_nothing(quartet):
    run = refused(quartet, artifacts.good(), "The migration '/bin/false' exited with 1", change={"migrate": [["/bin/false"]]})
    assert not quartet.ever_served(run.release)
