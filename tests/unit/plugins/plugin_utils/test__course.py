# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.plugin_utils import _course
from hypothesis import given
from rollouts import NEW, OLD, events, gone_back, gone_well


def test_a_bar_is_as_long_as_the_host_took_within_its_phase():
    course = _course.course(gone_well().events)
    stage, first, second = course.steps
    assert [(step.label, step.begin, step.end) for step in course.steps] == [("Stage", 0, 6), ("Wave 1 of 2", 6, 18), ("Wave 2 of 2", 18, 32)]
    assert (first.spans["web1"].begin, first.spans["web1"].end, first.spans["web1"].seconds) == (6, 17, 11)
    assert course.seconds == 32


def test_a_host_that_said_nothing_lasts_as_long_as_its_phase():
    rollout = gone_well()
    rollout.phase("finish", 8, web1=None, web2={"unreachable": True}, web3={"seconds": {"total": 999}})
    spans = _course.course(rollout.events).steps[-1].spans
    assert {host: (span.verdict, span.begin, span.end) for host, span in spans.items()} == {
        "web1": ("none", 32, 40),
        "web2": ("unreachable", 32, 40),
        "web3": ("pass", 32, 40),
    }


def test_what_is_live_is_what_each_host_said_last():
    assert _course.course(gone_well().events).live == {"web1": NEW, "web2": NEW, "web3": NEW}
    assert _course.course(gone_back().events).live == {"web1": OLD, "web2": OLD, "web3": OLD}
    assert _course.course(gone_well().events).reach == "3 of 3 hosts"
    assert _course.course(gone_back().events).reach == "0 of 3 hosts"


def test_the_verdict_is_that_of_the_last_event():
    assert _course.course(gone_well().events).verdict == "pass"
    assert _course.course(gone_back().events).verdict == "fail"
    assert _course.course([]).verdict == "none"


def test_a_host_without_a_wave_has_its_place():
    rollout = gone_well()
    rollout.phase("finish", 1, web9={"unreachable": True})
    assert _course.course(rollout.events).hosts == ["web1", "web2", "web3", "web9"]


def test_a_clock_that_was_set_back_stands_still():
    rollout = gone_well()
    rollout.now -= 3600
    rollout.phase("finish", 1, web1={})
    course = _course.course(rollout.events)
    assert (course.steps[-1].begin, course.steps[-1].end, course.seconds) == (32, 32, 32)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday", "2026-11-18T11:06:40", "", None, 5])
def test_a_moment_that_can_not_be_is_none(time):
    course = _course.course([{"event": "judged", "time": time}, *gone_well().events])
    assert (course.steps[0].begin, course.steps[0].end, course.seconds) == (0, 0, 32)


@given(events)
def test_time_never_runs_backwards(happened):
    course = _course.course(happened)
    moments = [moment for step in course.steps for moment in (step.begin, step.end)]
    assert moments == sorted(moments)
    assert all(0 <= span.begin <= span.end <= course.seconds for step in course.steps for span in step.spans.values())
