# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import types

from ansible_collections.golive.web.plugins.action import rollout_plan

OLD = "1.0-0123456789ab-abcdef"
ARTIFACT = {"version": "2.0", "sha256": "b" * 64, "path": "/artifact"}


def info(**more):
    return {
        "changed": False, "verdict": "pass", "reason": "", "provisioned": True, "live": OLD, "good": [OLD], "bad": {}, "releases": [OLD], "paused": {},
        "scheduler": False, "mtimes": {}, "serving": {"healthy": True}, "runtime": {"name": "php", "digest": "d", "versions": {}}, **more,
    }  # fmt: skip


def plan(infos, hosts=None, **args):
    args = {"application": {"settle_seconds": 3}, "infos": infos, "artifact": ARTIFACT, **args}
    task = types.SimpleNamespace(args=args, async_val=0, check_mode=False, action="golive.web.rollout_plan", delegate_to=None)
    action = rollout_plan.ActionModule(task, types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir="unused")), None, None, None, None)
    return action.run(task_vars={"ansible_play_hosts_all": hosts or list(infos), "ansible_forks": 5})


def test_a_plan_names_waves_artifact_and_owner():
    made = plan({"a": info(), "b": info()})
    assert (made["verdict"], made["plan"]["waves"], made["plan"]["artifact"]) == ("pass", [["a"], ["b"]], {"path": "/artifact", "sha256": "b" * 64})
    assert made["plan"]["owner"] and made["events"][0]["event"] == "planned"


def test_where_another_run_holds_a_host_that_alone_is_the_reason():
    held = {"changed": False, "verdict": "fail", "reason": "ann has been deploying here.", "lease_held_by": "ann"}
    made = plan({"a": info(), "b": held, "c": {"skipped": True, "changed": False}, "d": {"unreachable": True}})
    assert (made["verdict"], made["reasons"], made["phase"], made["plan"]) == ("fail", ["b: ann has been deploying here."], "plan", {})


def test_whose_lock_was_taken_over_is_said_once_for_all_hosts():
    made = plan({"a": info(lease_taken_from="ann"), "b": info(lease_taken_from="ann"), "c": info(lease_taken_from=""), "d": info(lease_taken_from="bob")})
    assert made["plan"]["summary"][-2:] == ["Took over the lock that ann left on a, b", "Took over the lock that bob left on d"]


def test_a_host_that_is_away_is_a_problem_unless_the_budget_bears_it():
    infos = {"a": info(), "b": {"unreachable": True}}
    assert [reason.split(" ")[0] for reason in plan(infos)["reasons"]] == ["b"]
    made = plan(infos, policy={"max_failed": 1, "min_healthy": 0})
    assert (made["verdict"], list(made["failed_hosts"])) == ("pass", ["b"])


def test_hosts_outside_of_the_play_count_and_get_no_wave():
    made = plan({"a": info(), "b": info()}, hosts=["a"])
    assert (made["verdict"], made["plan"]["waves"]) == ("pass", [["a"]])


def test_a_policy_that_means_nothing_is_the_reason():
    assert "A share of 7 %" in plan({"a": info()}, policy={"share": [7]})["reasons"][0]


def test_an_artifact_that_could_not_be_made_is_the_reason():
    assert plan({"a": info()}, artifact={"failed": True, "msg": "There is no file."})["reasons"] == ["There is no file."]
