# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Releases that start and answer well, and yet do worse under traffic: found by what the hosts' access logs say, and brought back."""

from __future__ import annotations

import artifacts
import pytest
from quartet import CANARY, HOSTS, SECOND

# What a page takes, so that there is a latency to be doubled.
PAGE = {"environment": {"GREETING": "hello", "SECONDS": "0.02"}}
RATE = 240
BAKE = 12


@pytest.fixture(scope="module")
def busy(four):
    """The fleet with pages that take their time."""
    with four.by(bake_seconds=0):
        four.live_on(artifacts.good(), change=PAGE)
    return four


@pytest.fixture
def watched(busy, tmp_path):
    """Under load that a wave's bake can tell something of, with what came of it afterwards."""
    def deploy(artifact, clients=160, hosts=None, **policy):
        before = busy.live()
        with busy.load(tmp_path / "counts.jsonl", rate=RATE, clients=clients, hosts=hosts) as counted, busy.by(bake_seconds=BAKE, **policy):
            busy.seconds_of_traffic(15)
            run = busy.deploy(artifact, change=PAGE)
        print(f"{counted['requests']} requests, {counted['lost']} lost, by {counted['clients_that_lost']} of {counted['clients']} clients")
        return run, before, counted

    return deploy


def went_back(busy, run, before, *said):
    words = " ".join(run.output.split())
    assert run.code == 2 and all(text in words for text in said), run.output[-4000:]
    assert busy.live() == before and busy.is_free()
    assert run.release in busy.state(CANARY)["bad"]


def test_a_release_that_is_as_good_as_the_one_before_is_no_false_alarm(busy, watched):
    run, _before, counted = watched(artifacts.good())
    assert run.code == 0 and busy.live() == run.release, run.output[-4000:]
    assert counted["lost"] == 0, counted["first_losses"]


def test_a_few_per_cent_more_errors_are_found_at_the_canary(busy, watched):
    run, before, counted = watched(artifacts.under_traffic(errors=0.05))
    went_back(busy, run, before, "of the canary's", "requests failed")
    assert busy.ever_served(run.release) == {CANARY}
    # No other than the canary's own: a quarter of the requests of a bake and its ways, of which a twentieth errs.
    assert 0 < counted["lost"] <= RATE / len(HOSTS) * (BAKE + 10) * 0.05 * 2
    assert set(counted["lost_by_reason"]) == {"status 500"}


def test_a_latency_twice_as_long_is_found_at_the_canary(busy, watched):
    run, before, counted = watched(artifacts.under_traffic(seconds=0.02))
    went_back(busy, run, before, "slower by more than 25 %")
    assert busy.ever_served(run.release) == {CANARY}
    assert counted["lost"] == 0, counted["first_losses"]


def test_a_release_that_errs_on_one_path_is_stopped_at_a_share_of_five_per_cent(busy, watched):
    # Of each of two hosts' clients a twentieth is some twenty, wherever their names put them. Of ten, as four hosts would have, two or three err in such a
    # time; where it is but one, that is one client's own fate to the gate, which rightly goes on.
    run, before, counted = watched(artifacts.under_traffic(errors="/orders"), clients=900, hosts=(CANARY, SECOND), share=[5, 25], min_requests=20)
    went_back(busy, run, before, "of the canary's", "requests failed")
    assert busy.shares(CANARY, run.release) == [5]
    assert busy.ever_served(run.release) == set()
    assert 0 < counted["clients_that_lost"] <= 0.05 * counted["clients"]


def test_too_little_traffic_goes_back_unless_told_otherwise(busy):
    before, artifact = busy.live(), artifacts.good()
    with busy.by(bake_seconds=1, min_requests=100):
        run = busy.deploy(artifact, change=PAGE)
        assert run.code == 2 and "fewer than" in " ".join(run.output.split()), run.output[-4000:]
        assert busy.live() == before
        assert run.release not in busy.state(CANARY)["bad"], "nothing was found against it"
        with busy.by(on_inconclusive="pass"):
            run = busy.deploy(artifact, change=PAGE)
    assert run.code == 0 and busy.live() == run.release, run.output[-4000:]


def test_a_paused_rollout_waits_is_not_run_over_goes_on_and_back(busy):
    before, artifact = busy.live(), artifacts.good()
    pausing = {"bake_seconds": 1, "min_requests": 100, "on_inconclusive": "pause"}
    with busy.by(**pausing):
        run = busy.deploy(artifact, change=PAGE)
    assert run.code == 0 and "Paused" in run.output, run.output[-4000:]
    assert busy.is_free() and busy.fleet.live("bare") == {**dict.fromkeys(HOSTS, before), CANARY: run.release}
    other = busy.deploy(artifacts.good(), change=PAGE)
    assert other.code == 2 and "golive.web.promote" in other.output, other.output[-3000:]
    back = busy.fleet.playbook("golive.web.abort", **busy.variables(PAGE))
    assert back.code == 0 and busy.live() == before, back.output[-4000:]
    assert run.release in busy.state(CANARY)["bad"]
    artifact = artifacts.good()
    with busy.by(**pausing):
        run = busy.deploy(artifact, change=PAGE)
        assert run.code == 0 and "Paused" in run.output
        on = busy.fleet.playbook("golive.web.promote", artifact=artifact, **busy.variables(PAGE))
    assert on.code == 0 and busy.live() == run.release, on.output[-4000:]
    nothing = busy.fleet.playbook("golive.web.promote", artifact=artifact, **busy.variables(PAGE))
    assert nothing.code == 2 and "No rollout is paused" in nothing.output


def test_somebody_pauses_a_rollout_at_work(busy):
    before = busy.live()
    with busy.by(bake_seconds=4):
        run = busy.begin(artifacts.good(), change=PAGE)
        run.wait_for("Wave | Flip")
        wish = busy.fleet.playbook("golive.web.pause", **busy.variables(PAGE))
        assert wish.code == 0, wish.output[-3000:]
        assert run.end() == 0 and "Paused" in run.output, run.output[-3000:]
    assert set(busy.fleet.live("bare").values()) == {before, run.release}
    assert busy.fleet.playbook("golive.web.abort", **busy.variables(PAGE)).code == 0
    assert busy.live() == before
    nobody = busy.fleet.playbook("golive.web.pause", **busy.variables(PAGE))
    assert nobody.code == 2 and "none to pause" in nobody.output
