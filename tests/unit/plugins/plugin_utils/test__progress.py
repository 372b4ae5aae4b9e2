# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.plugin_utils._progress import Progress
from hypothesis import given
from hypothesis import strategies as st
from rollouts import BEGAN, HOSTILE, NEW, OLD, Rollout, anything, events, hostile_text

WELL = {"verdict": "pass", "reason": "", "live": NEW, "flipped": True, "share": 0, "seconds": {"total": 10.43}}


def progress_of(rollout):
    return Progress(clock=rollout.clock, now=rollout.clock)


def planned(**more):
    """A rollout that was planned, 3 seconds after it began, and its progress."""
    rollout = Rollout(**more)
    progress = progress_of(rollout)
    rollout.now += 3
    return rollout, progress, progress.planned(rollout.events[0], rollout.plan)


def text(lines):
    return "\n".join(line.text for line in lines)


def test_the_plan_is_shown_with_the_time_and_the_least_that_is_left():
    _rollout, _progress, lines = planned()
    assert text(lines) == (
        f" 0:03  Release {NEW}\n"
        "       Wave 1 of 2\n"
        " 0:03  plan: pass, 0:20 to go at least, 59:57 until the deadline"
    )  # fmt: skip


def test_a_host_that_moved_is_shown_and_so_is_its_wave():
    rollout, progress, _lines = planned()
    progress.begin("wave")
    progress.at_work("web1")
    rollout.now += 9
    assert text(progress.done("web1", WELL)) == f" 0:12  wave 1 of 2: web1 pass, serves {NEW}, 10.4 s"
    judged = rollout.phase("wave", 1, web1={"seconds": {"total": 10.43}})
    assert text(progress.judged(judged)) == " 0:13  wave 1 of 2: pass, 1 host in 10.4 s, 0:10 to go at least, 59:47 until the deadline"


def test_bakes_still_to_come_are_those_of_shares_and_of_waves_that_move():
    rollout, progress, lines = planned(shares=(5, 25))
    assert "0:40 to go" in text(lines)
    assert "0:30 to go" in text(progress.judged(rollout.phase("share of 5 %", 10, web1={})))
    assert "0:30 to go" in text(progress.judged(rollout.phase("fill", 10, web1={})))
    assert "to go" not in text(planned(previous=NEW)[2])


def test_nothing_is_left_to_bake_after_a_failure():
    rollout, progress, _lines = planned()
    lines = progress.judged(rollout.phase("wave", 5, verdict="fail", reasons=["web1: it\nfailed."], web1={"verdict": "fail", "reason": "it\nfailed."}))
    assert text(lines) == " 0:08  wave 1 of 2: fail, 1 host in 4.0 s\n       web1: it\n       failed."
    assert [line.verdict for line in lines] == ["fail"]


def test_a_reason_is_shown_once():
    rollout, progress, _lines = planned()
    progress.begin("wave")
    progress.at_work("web1")
    failed = {"verdict": "fail", "reason": "it failed.", "flipped": False, "live": OLD}
    assert text(progress.done("web1", failed)) == " 0:03  wave 1 of 2: web1 fail\n       it failed."
    shown = text(progress.judged(rollout.phase("wave", 5, verdict="fail", reasons=["web1: it failed."], web1=failed)))
    assert "it failed" not in shown


def test_hosts_that_moved_no_traffic_are_counted_and_not_listed():
    _rollout, progress, _lines = planned()
    progress.begin("stage")
    progress.at_work("web1")
    progress.at_work("web2")
    assert progress.done("web1", {**WELL, "flipped": False}) == []
    assert progress.status().startswith(" 0:03  stage, 1 done, not over before ")
    assert progress.status().endswith(", at work: web2")


def test_a_share_is_shown():
    _rollout, progress, _lines = planned(shares=(5,))
    progress.begin("share step")
    assert "web1 pass, 5 % of its traffic on the new release" in text(progress.done("web1", {**WELL, "flipped": False, "share": 5}))


def test_the_status_tells_how_much_of_a_wave_is_done():
    _rollout, progress, _lines = planned()
    progress.begin("wave")
    progress.at_work("web2")
    progress.at_work("web3")
    progress.done("web3", WELL)
    assert progress.status().startswith(" 0:03  wave 2 of 2, 1 of 2 done, not over before ")


def test_nothing_is_at_work_between_phases():
    rollout, progress, _lines = planned()
    progress.begin("stage")
    progress.judged(rollout.phase("stage", 5, web1={}))
    assert progress.status() == ""


def test_a_step_that_went_well_after_a_failure_is_shown_as_such():
    rollout, progress, _lines = planned()
    progress.judged(rollout.phase("wave", 5, verdict="fail", reasons=["web1: no."], web1={"verdict": "fail"}))
    assert [line.verdict for line in progress.judged(rollout.phase("roll back", 5, web1={}))] == ["pass"]


@pytest.mark.parametrize("field", ["environment", "invocation", "output", "diff", "msg", "artifact", "stdout", "warnings"])
def test_no_other_field_of_a_result_is_shown(field):
    _rollout, progress, _lines = planned()
    assert "hunter2" not in text(progress.done("web1", {**WELL, "verdict": "fail", field: "hunter2"}))


@given(events, st.dictionaries(hostile_text, anything), anything, hostile_text)
def test_whatever_comes_is_shown_and_steers_no_terminal(happened, result, plan, host):
    progress = Progress(clock=lambda: BEGAN, now=lambda: BEGAN)
    lines = [line for event in happened for line in [*progress.planned(event, plan), *progress.judged(event)]]
    progress.begin("wave")
    progress.at_work(host)
    assert progress.status().isprintable()
    lines += progress.done(host, result)
    lines += progress.concluded(HOSTILE, "fail")
    assert all(letter.isprintable() or letter == "\n" for letter in text(lines))
