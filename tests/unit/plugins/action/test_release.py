# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import types

import pytest
from ansible.errors import AnsibleActionFail
from ansible_collections.golive.web.plugins.action import release

PLAN = {
    "release": "1-a-b", "owner": "me", "takeover": "", "lease_seconds": 9, "bake_seconds": 7, "mtime": 5, "artifact": {"path": "/a", "sha256": "f"},
    "lacking": ["web1"], "previous": {"web1": "0-a-b", "web2": "0-a-b"}, "failed": {"web2": "web2 is away"}, "settled": [], "proven": [], "scheduler": None,
    "moves": True, "migrates": False, "back": False,
}  # fmt: skip
APPLICATION = {
    "name": "gigs", "health": {"path": "/up"}, "keep_releases": 2, "drain_seconds": 3,
    "environment": {"KEY": "v"}, "build": [["make"]], "migrate": [["migrate"]], "artifact": {"path": "/ignored"},
}  # fmt: skip


def complete(**args):
    return release.complete({"application": APPLICATION, "plan": PLAN, **args}, "web1")


def test_a_stage_takes_what_makes_the_release_and_never_migrates_by_itself():
    args = complete(state="staged")
    assert (args["build"], args["artifact"], args["release"], args["mtime"]) == ([["make"]], {"path": "/a", "sha256": "f"}, "1-a-b", 5)
    assert json.loads(args["environment"]) == {"KEY": "v"}
    assert args["drain_seconds"] == 3
    assert not {"migrate", "application", "plan", "verdict"} & set(args)


def test_an_activation_takes_patience_and_neither_environment_nor_artifact():
    args = complete(state="active")
    assert args["drain_seconds"] == 3
    assert not {"environment", "artifact", "build"} & set(args)


def test_each_phase_knows_whose_it_is_and_takes_only_what_it_needs():
    assert [complete(state=state)["name"] for state in ("staged", "active", "pruned")] == ["gigs"] * 3
    assert complete(state="active")["health"] == {"path": "/up"}
    assert (complete(state="pruned")["keep_releases"], complete(state="pruned").get("start_seconds")) == (2, None)


def test_what_is_given_wins():
    args = complete(state="staged", release="2-a-b", build=[], owner="you")
    assert (args["release"], args["build"], args["owner"]) == ("2-a-b", [], "you")


def test_what_the_plan_says_of_a_host_is_asked_of_it():
    assert complete(state="staged")["fill"] is True
    assert complete(state="staged", plan={**PLAN, "migrates": True})["fill"] is False
    assert complete(state="staged", plan={**PLAN, "migrates": True}, fill=True)["fill"] is True
    assert (complete(state="active")["leaves"], complete(state="active")["bake_seconds"]) == (False, 7)
    assert complete(state="active", plan={**PLAN, "back": True})["leaves"] is True
    assert complete(state="active", plan={**PLAN, "settled": ["web1"]})["bake_seconds"] == 0


@pytest.mark.parametrize("more", [{"back": True}, {"share": 5}])
def test_a_return_and_a_share_leave_nothing_for_good(more):
    assert "leaves" not in complete(state="active", plan={**PLAN, "back": True}, **more)


def test_the_end_is_told_with_the_verdict():
    verdict = {"verdict": "fail", "reasons": ["web1: it died."], "refused": True, "events": [{"event": "judged"}]}
    args = complete(state="pruned", verdict=verdict)
    assert (args["good"], args["bad"], args["events"], args["release"]) == (False, "web1: it died.", verdict["events"], "1-a-b")


def test_the_address_of_an_artifact_comes_from_the_settings():
    application = {**APPLICATION, "artifact": {"url": "https://example.com/a", "sha256": "f"}}
    assert complete(state="staged", application=application)["artifact"] == {"path": "/a", "sha256": "f", "url": "https://example.com/a"}


def test_a_release_that_is_there_needs_no_artifact():
    assert "artifact" not in complete(state="staged", plan={**PLAN, "artifact": {}})


class Action(release.ActionModule):
    """On a host that keeps the code and C(lacks) the release; C(calls) has the artifact of each call."""

    def __init__(self, args, check_mode, lacks):
        task = types.SimpleNamespace(args=args, check_mode=check_mode, async_val=0, action="golive.web.release", delegate_to=None)
        super().__init__(task, types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir="unused")), None, None, None, None)
        self.kept, self.lacks, self.calls, self.sent = True, lacks, [], []

    def call(self, name, params, task_vars, artifact=b""):
        self.calls.append(artifact)
        return {"verdict": "pass", "artifact_needed": self.lacks and not artifact}

    def _send(self, source):
        self.sent.append(source)
        return "/remote"

    def _execute_module(self, module_args=None, **_more):
        return {"verdict": "pass", "artifact_file": module_args["artifact_file"]}

    def _remove_tmp_path(self, *_arguments):
        pass


def test_arguments_that_make_no_sense_are_refused_without_showing_secrets_among_them():
    application = {"environment": {"KEY": "SECRET"}, "artifact": {"url": "https://h/a?token=SECRET"}}
    action = Action({"state": "staged", "application": application, "plan": PLAN}, check_mode=False, lacks=True)
    with pytest.raises(AnsibleActionFail, match="one of the following is required: name, application") as refused:
        action.run(task_vars={"inventory_hostname": "web1"})
    assert "SECRET" not in str(vars(refused.value))
    assert refused.value.__cause__ is None and refused.value.__suppress_context__


@pytest.fixture
def stage(tmp_path):
    path = tmp_path / "artifact"
    path.write_bytes(b"abc")

    def stage(host, lacks=True, check_mode=False, failed=None, **args):
        plan = {**PLAN, "artifact": {"path": str(path), "sha256": "f"}, "failed": failed or {}}
        action = Action({"name": "gigs", "state": "staged", "application": APPLICATION, "plan": plan, **args}, check_mode, lacks)
        return action.run(task_vars={"inventory_hostname": host}), action

    return stage


def test_a_host_that_the_rollout_goes_on_without_is_skipped(stage):
    result, action = stage("web2", failed={"web2": "web2 is away"})
    assert (result["skipped"], action.calls) == (True, [])
    assert stage("web3")[0]["skipped"]


def test_a_host_is_brought_back_whatever_it_failed(stage):
    assert stage("web2", failed={"web2": "it died"}, state="active", back=True)[1].calls == [b""]


def test_the_artifact_goes_along_where_the_plan_knows_that_it_is_lacking(stage):
    assert stage("web1")[1].calls == [b"abc"]


def test_a_host_of_which_the_plan_knows_nothing_is_asked_first(stage):
    assert stage("web2")[1].calls == [b"", b"abc"]
    assert stage("web2", lacks=False)[1].calls == [b""]


def test_check_mode_sends_no_artifact(stage):
    assert stage("web1", lacks=False, check_mode=True)[1].calls == [b""]


def test_a_large_artifact_is_sent_as_a_file(stage, monkeypatch):
    monkeypatch.setattr(release, "_SMALL_BYTES", 2)
    result, action = stage("web1")
    assert (action.calls, len(action.sent), result["artifact_file"]) == ([b""], 1, "/remote")
