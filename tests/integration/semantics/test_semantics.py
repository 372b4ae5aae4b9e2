# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the playbooks of a rollout rest on: plays that go on after failures, waves from a fact in an order of their own, one exit code in the end."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CORES = {"newest": ROOT / ".venv", "oldest": ROOT / ".work" / "venv-oldest"}
WAVES = [["web3"], ["web1"], ["web2", "web4"]]
FAILED, UNREACHABLE = 2, 4


@pytest.fixture(params=["newest", pytest.param("oldest", marks=pytest.mark.long)])
def core(request):
    return CORES[request.param] / "bin" / "ansible-playbook"


def play(core, name, *options, **variables):
    environment = {**os.environ, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_SSH_TIMEOUT": "3", "ANSIBLE_COLLECTIONS_PATH": str(HERE)}
    command = [str(core), "-i", str(HERE / "inventory.yml"), "-e", json.dumps(variables), *options, str(HERE / name)]
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def rollout(core, tmp_path):
    """Runs the frame of a rollout; returns its exit code and what happened."""

    def run(*options, waves=None, **variables):
        story = tmp_path / "story.json"
        done = play(core, "rollout.yml", *options, waves=waves or WAVES, story=str(story), **variables)
        assert story.exists(), done.stdout[-3000:] + done.stderr[-1000:]
        return done, json.loads(story.read_text())

    return run


def order(done):
    """The hosts in the order in which their work began to be shown."""
    lines = done.stdout.split("PLAY [Waves]", 1)[1].split("PLAY [Roll back]")[0].splitlines()
    return [line.split("[")[1].split("]")[0] for line in lines if line.startswith(("ok: [web", "fatal: [web", "...")) and "->" not in line]


def test_waves_come_from_a_fact_in_its_own_order(rollout):
    done, story = rollout()
    assert done.returncode == 0
    seen = order(done)
    assert seen[:2] == ["web3", "web1"] and sorted(seen[2:]) == ["web2", "web4"]
    assert story["back"] == []


def test_a_refusal_stops_the_waves_after_it_and_a_later_play_brings_back_who_had_moved(rollout):
    done, story = rollout(refusing=["web1"])
    assert done.returncode == FAILED
    assert sorted(story["worked"]) == ["web1", "web3"]
    assert sorted(story["back"]) == ["back web1", "back web3"]


def test_a_module_that_dies_is_no_pass_and_keeps_its_host_in_the_plays_that_follow(rollout):
    done, story = rollout(crashed=["web3"])
    assert done.returncode == FAILED
    assert story["worked"] == ["web3"] and story["back"] == ["back web3"] and len(story["alive"]) == 4


def test_a_host_that_is_away_is_no_pass_and_is_asked_again_in_the_plays_that_follow(rollout):
    done, story = rollout(away={"web1": ["wave"]})
    assert done.returncode == FAILED
    assert sorted(story["worked"]) == ["web1", "web3"] and sorted(story["back"]) == ["back web1", "back web3"]


def test_a_partner_that_is_away_harms_nobody_else(rollout):
    done, story = rollout(partners={"web3": "web1"})
    assert done.returncode == 0
    assert [answer["unreachable"] for answer in story["partners"] if "unreachable" in answer] == [True]
    assert len(story["worked"]) == 4


def test_steps_are_taken_one_by_one_and_none_after_one_that_failed(rollout):
    assert rollout(steps=[5, 25])[1]["steps"] == [25]
    done, story = rollout(steps=[5, 25], failing_step=5)
    assert (done.returncode, story["steps"], story["worked"]) == (FAILED, [5], [])


def test_a_limit_narrows_every_play(rollout):
    done, story = rollout("--limit", "web1", waves=[["web1"]])
    assert (done.returncode, story["worked"]) == (0, ["web1"])


def test_a_rescue_would_let_the_next_wave_go_on_with_exit_code_0(core):
    done = play(core, "rescue.yml")
    assert done.returncode == 0
    assert "worked: web1 web2 web3 web4" in done.stdout
