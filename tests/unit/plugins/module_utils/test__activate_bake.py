# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An activation after its flip, or its share: it stays with the release, and the application's hooks have their say."""

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _bake, _synthetic
from ansible_collections.golive.web.plugins.module_utils._command import CommandError
from ansible_collections.golive.web.plugins.module_utils._errors import ReleaseRefused


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(_bake, "_INTERVAL", 0.005)


def fails_after(stage, answers):
    """The front door of the second release is well for so many I(answers)."""
    left = [answers]

    class Front(dict):
        def get(self, release, default):
            if release != stage.two:
                return default
            left[0] -= 1
            return default if left[0] >= 0 else 503

    stage.front = Front({stage.two: 503})
    stage.front.clear()


def test_what_stays_well_keeps_its_traffic_and_says_since_when(stage):
    stage.activate(stage.one)
    activation = stage.activate(stage.two, bake_seconds=0.1)[1]
    assert stage.layout.live_release() == stage.two
    assert activation.baked_since == 1000 and activation.seconds["bake"] >= 0.1


def test_without_time_to_bake_nothing_is_told_of_it(stage):
    stage.activate(stage.one)
    assert stage.activate(stage.two)[1].baked_since is None


def test_what_a_run_that_died_had_moved_is_judged_all_the_same(stage):
    stage.activate(stage.one)
    stage.activate(stage.two)
    changed, activation = stage.activate(stage.two, bake_seconds=0.1)
    assert (changed, activation.baked_since) == (False, 1000)
    fails_after(stage, 8)
    with pytest.raises(ReleaseRefused, match="was healthy and is not any more"):
        stage.activate(stage.two, bake_seconds=20)
    assert stage.layout.live_release() == stage.two and not stage.last.flipped
    stage.front = {}
    assert stage.activate(stage.two, bake_seconds=20, proven=True)[1].baked_since is None


def test_a_host_that_had_no_release_goes_back_to_none(stage):
    assert stage.activate("")[0] is False
    stage.activate(stage.one)
    changed, activation = stage.activate("")
    assert (changed, activation.flipped, stage.layout.live_release()) == (True, True, None)
    assert stage.host.state.drained["blue"] == 1000


def test_what_is_well_at_first_and_fails_later_goes_back(stage):
    stage.activate(stage.one)
    fails_after(stage, 8)
    with pytest.raises(ReleaseRefused, match="was healthy and is not any more through nginx.*answered 503"):
        stage.activate(stage.two, bake_seconds=20)
    assert stage.layout.live_release() == stage.one and not stage.last.flipped
    assert stage.last.seconds["bake"] < 10, "it does not wait to the end"


def test_a_share_whose_slot_fails_later_is_taken_back(stage):
    stage.activate(stage.one)
    stage.activate(stage.two, share=0)
    stage.supervisor.states["green"] = "RUNNING"
    watch = stage.supervisor.watch
    asked = []

    def dies(name):
        first = watch(name)
        return lambda: first() if asked.append(name) or len(asked) < 8 else "the program died"

    stage.supervisor.watch = dies
    with pytest.raises(ReleaseRefused, match="in the standby slot.*the program died"):
        stage.activate(stage.two, share=25, bake_seconds=20)
    assert set(stage.buckets()) == {stage.one}


def test_a_share_that_stays_well_is_kept(stage):
    stage.activate(stage.one)
    stage.activate(stage.two, share=25, bake_seconds=0.05)
    assert stage.buckets().count(stage.two) == 5 and stage.last.baked_since


def test_hooks_are_run_before_and_after_the_flip(stage):
    stage.activate(stage.one)
    note = ["sh", "-c", 'readlink "$0" >> "$1"', stage.layout.live, str(stage.host.folder / "noted")]
    stage.activate(stage.two, before_flip=[note], after_flip=[note])
    assert (stage.host.folder / "noted").read_text().split() == ["slots/blue", "slots/green"]


@pytest.mark.parametrize("point", ["before_flip", "after_flip"])
def test_a_hook_that_fails_refuses_the_release(stage, point):
    stage.activate(stage.one)
    with pytest.raises(CommandError, match=f"hook {point} 'false' exited with 1"):
        stage.activate(stage.two, **{point: [["false"]]})
    assert stage.layout.live_release() == stage.one and not stage.last.flipped
    assert stage.host.state.drained["blue"] is None, "what is live has not lost its traffic"


def test_a_host_asks_itself_before_and_after_the_flip_where_it_is_to(stage, monkeypatch):
    sent = []
    monkeypatch.setattr(_synthetic, "send", lambda _health, paths, count: sent.append((stage.layout.live_release(), paths, count)))
    stage.activate(stage.one)
    stage.activate(stage.two, bake_seconds=0.05, synthetic_paths=["/"], synthetic_requests=7)
    assert sent == [(stage.one, ["/"], 7), (stage.two, ["/"], 7)]
    stage.activate(stage.one, synthetic_paths=["/"])
    assert len(sent) == 2, "nothing is compared where nothing bakes"
