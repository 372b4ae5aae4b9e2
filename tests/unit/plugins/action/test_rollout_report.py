# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import stat
import types

import pytest
from ansible.errors import AnsibleActionFail
from ansible_collections.golive.web.plugins.action import rollout_report
from rollouts import NEW, gone_back, gone_well
from webhooks import Receiver


def report(rollout, check_mode=False, **given):
    args = {"application": "gigs", "events": rollout.events, "verdict": rollout.verdict, "plan": rollout.plan, **given}
    task = types.SimpleNamespace(args=args, async_val=0, check_mode=check_mode, action="golive.web.rollout_report", delegate_to=None)
    connection = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir="unused"))
    return rollout_report.ActionModule(task, connection, None, None, None, None).run(task_vars={})


def test_the_timeline_is_written_and_not_for_everybody(tmp_path):
    path = tmp_path / "gigs.html"
    result = report(gone_well(), timeline=str(path))
    assert (result["changed"], result["timeline"], result["warnings"]) == (True, str(path), [])
    assert f"Rollout of gigs {NEW}: pass" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_events_of_many_rollouts_are_lines_of_one_file(tmp_path):
    path = tmp_path / "events.jsonl"
    report(gone_well(), events_to=str(path))
    report(gone_back(), events_to=str(path))
    assert [json.loads(line)["event"] for line in path.read_text().splitlines()] == ["planned", *3 * ["judged"], "ended", "planned", *3 * ["judged"], "ended"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_events_are_posted_where_they_are_to_go_to_an_address():
    with Receiver() as receiver:
        result = report(gone_back(), events_to=receiver.url("127.0.0.1"))
    assert (result["changed"], result["warnings"]) == (False, [])
    assert [json.loads(line)["event"] for line in receiver.bodies[0].splitlines()][-1] == "ended"
    assert receiver.headers[0]["Content-Type"] == "application/x-ndjson"


def test_people_are_told():
    with Receiver() as receiver:
        report(gone_back(), webhook=receiver.url("127.0.0.1"))
    assert json.loads(receiver.bodies[0])["text"].startswith(f"gigs: fail. {NEW} is live on 0 of 3 hosts")


def test_what_goes_wrong_is_a_warning_and_the_rest_is_done(tmp_path):
    missing = tmp_path / "missing"
    with Receiver([(404, {})]) as receiver:
        result = report(gone_well(), timeline=f"{missing}/a.html", events_to=f"{missing}/a.jsonl", webhook=receiver.url("127.0.0.1"))
    assert result["failed"] is False
    assert result["warnings"] == [
        f"The timeline could not be written to {missing}/a.html: No such file or directory. The rollout is not affected.",
        f"The events of the rollout could not be written to {missing}/a.jsonl: No such file or directory. The rollout is not affected.",
        "What rollout_webhook is for was not delivered: 127.0.0.1 answered 404. The rollout is not affected.",
    ]


@pytest.mark.parametrize("url", ["http://hooks.example.com/hunter2", "hunter2://a", "https://u:hunter2@127.0.0.1:1/hunter2?hunter2"])
def test_the_address_is_nowhere_in_the_result(url, monkeypatch):
    monkeypatch.setattr(rollout_report._delivery, "_PATIENCE_SECONDS", 0)
    result = report(gone_well(), webhook=url, events_to=url)
    assert len(result["warnings"]) == 2
    assert "hunter2" not in json.dumps(result)


def test_a_refused_argument_does_not_show_the_others():
    with pytest.raises(AnsibleActionFail) as refusal:
        report(gone_well(), webhook="https://hooks.example.com/hunter2", events_too="typo")
    shown = str(refusal.value)
    assert "events_too" in shown and "hunter2" not in shown
    assert refusal.value.__cause__ is None


def test_check_mode_tells_nobody_and_writes_nothing(tmp_path):
    path = tmp_path / "gigs.html"
    with Receiver() as receiver:
        result = report(gone_well(), check_mode=True, timeline=str(path), events_to=receiver.url("127.0.0.1"), webhook=receiver.url("127.0.0.1"))
    assert (result["changed"], os.listdir(tmp_path), receiver.bodies) == (True, [], [])


def test_a_rollout_that_was_never_planned_is_told_as_well(tmp_path):
    rollout = types.SimpleNamespace(events=[], verdict={"verdict": "fail", "reasons": ["There is no plan."], "phase": "plan"}, plan={})
    path = tmp_path / "gigs.html"
    assert report(rollout, timeline=str(path))["event"]["verdict"] == "fail"
    assert "There is no plan." in path.read_text()
