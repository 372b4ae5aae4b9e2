# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _plan
from ansible_collections.golive.web.plugins.module_utils._policy import Policy

OLD, NEW, OLDEST = "1.0-0123456789ab-abcdef", "2.0-0123456789ab-abcdef", "0.9-0123456789ab-abcdef"
ARTIFACT = {"version": "2.0", "sha256": "b" * 64}


def info(live=OLD, good=(OLD,), bad=None, releases=(OLD,), lease=None, scheduler=False, runtime="8.4.1", mtimes=None, healthy=True):
    return {
        "provisioned": True,
        "live": live,
        "good": list(good),
        "bad": bad or {},
        "releases": list(releases),
        "lease": lease or {},
        "scheduler": scheduler,
        "mtimes": mtimes or {},
        "serving": {"healthy": healthy and bool(live)},
        "runtime": {"name": "php", "digest": "d", "versions": {"php8.4-fpm": runtime}},
    }


def make(infos, hosts=None, settings=None, others=(), **more):
    return _plan.make(_plan.Fleet(hosts or list(infos), infos, others), settings or {}, ARTIFACT, **more)


def test_hosts_go_in_waves_those_that_are_not_well_first_and_what_is_live_is_remembered():
    plan = make({"a": info(), "b": info(live="")})
    assert (plan.waves, plan.previous, plan.problems, plan.moves) == ([["b"], ["a"]], {"a": OLD, "b": ""}, [], True)
    assert (plan.lacking, plan.partners, plan.capacity) == (["a", "b"], {"b": "a"}, [None, 1])


def test_hosts_that_have_the_release_already_come_first_and_are_left_alone():
    target = make({"a": info()}).release
    plan = make({"a": info(), "b": info(live=target, releases=(OLD, target), good=(OLD, target)), "c": info()})
    assert (plan.waves, plan.settled, plan.partners, plan.unfinished) == ([["b", "a"], ["c"]], ["b"], {"a": "c"}, [])
    assert plan.proven == ["b"]


def test_a_host_that_a_run_which_died_had_moved_is_the_canary_again_and_goes_back_with_the_others():
    target = make({"a": info()}).release
    plan = make({"a": info(), "b": info(live=target, releases=(OLD, target)), "c": info()})
    assert (plan.waves, plan.settled, plan.previous["b"], plan.unfinished) == ([["b"], ["a"], ["c"]], [], OLD, ["b"])


def test_nobody_goes_back_to_what_another_host_holds_for_bad():
    refused = info(live=NEW, good=(OLDEST, OLD, NEW), releases=(OLDEST, OLD, NEW))
    plan = make({"a": refused, "b": info(good=(OLDEST, OLD), bad={NEW: "it answered 500", OLD: "rolled back by hand"}, live=OLDEST, releases=(OLDEST, OLD))})
    assert plan.previous == {"a": OLDEST, "b": OLDEST}


def test_a_way_back_migrates_nothing_and_waits_for_nobody():
    settings = {"migrate": [["true"]]}
    forward, back = (make({"a": info()}, settings=settings, back=back) for back in (False, True))
    assert (forward.migrates, forward.back) == (True, False) and (back.migrates, back.back) == (False, True)


def test_conditions_that_nobody_could_be_asked_for_stop_it_where_there_is_a_bake():
    policy = Policy(metrics=({"name": "errors", "query": "errors", "min": None, "max": 1},))
    assert "no server to ask" in make({"a": info()}, policy=policy).problems[0]
    assert make({"a": info()}, policy=policy, metrics_server="http://prometheus.test").problems == []
    assert make({"a": info()}, policy=policy._replace(bake_seconds=0)).problems == []


def test_a_wave_that_would_leave_too_few_healthy_hosts_stops_it_before_it_starts():
    problems = make({"a": info(), "b": info()}, policy=Policy(waves="100%")).problems
    assert len(problems) == 1 and "rollout_min_healthy" in problems[0]
    assert make({"a": info(), "b": info(), "c": info()}, hosts=["a", "b"], others=["c"], policy=Policy(waves="100%")).problems == []


def test_hosts_that_are_not_set_up_are_not_of_the_fleet():
    assert make({"a": info(), "b": {"provisioned": False}}, hosts=["a"], others=["b"]).problems == []
    assert make({"a": info(), "b": info(healthy=False)}, hosts=["a"], others=["b"]).problems != []


def test_hosts_that_are_away_are_done_without_where_the_budget_bears_it():
    infos = {"a": info(), "b": info()}
    assert make(infos, hosts=["a", "b", "c"]).problems
    plan = make(infos, hosts=["a", "b", "c"], policy=Policy(max_failed="34%"))
    assert (plan.problems, list(plan.failed), plan.waves, plan.max_failed) == ([], ["c"], [["a"], ["b"]], 1)


def test_a_host_outside_of_the_run_is_a_problem_only_where_another_run_holds_it():
    infos = {"a": info(), "b": info()}
    assert make(infos, others=["c", "d"]).problems == []
    assert make({**infos, "c": {"fault": "c: ann is deploying."}}, hosts=["a", "b"], others=["c"]).problems == ["c: ann is deploying."]


def test_where_nothing_moves_no_share_is_given():
    assert make({"a": info()}, policy=Policy(share=(5,))).shares == [5]
    assert make({"a": info()}, target=OLD, policy=Policy(share=(5,))).shares == []


def test_the_deadline_begins_with_the_plan():
    assert make({"a": info()}, policy=Policy(deadline_seconds=60), now=lambda: 1000).deadline == 1060


def test_migrations_come_only_where_traffic_will_move():
    command = {"migrate": [["migrate"]]}
    assert make({"a": info()}, settings=command).migrates
    assert not make({"a": info()}).migrates
    assert not make({"a": info()}, settings=command, target=OLD).migrates


def test_the_id_is_one_for_the_fleet_whatever_patch_level_its_hosts_have():
    same = make({"a": info(), "b": info()}).release
    assert make({"a": info(runtime="8.4.2"), "b": info()}).release == make({"a": info(), "b": info(runtime="8.4.2")}).release != same


@pytest.mark.parametrize("setting", _plan.CONFIGURES)
def test_each_setting_that_configures_a_release_makes_another_one(setting):
    one, other = ({setting: {name: {"stop_seconds": 1}}} for name in "xy")
    assert make({"a": info()}, settings=one).release != make({"a": info()}, settings=other).release


def test_a_setting_that_does_not_configure_it_makes_no_other_one():
    assert make({"a": info()}, settings={"keep_releases": 2}).release == make({"a": info()}, settings={"keep_releases": 3}).release


def test_a_host_that_did_not_answer_or_is_not_provisioned_is_a_problem():
    plan = make({"b": {"provisioned": False}}, hosts=["a", "b"])
    assert [problem.split(" ")[0] for problem in plan.problems] == ["a", "b"]
    assert all("Nothing was changed anywhere" in problem for problem in plan.problems)


def test_the_scheduler_is_the_wished_host_else_where_it_is_else_the_first():
    infos = {"a": info(), "b": info(scheduler=True), "c": info()}
    assert make(infos, scheduler_host="c").scheduler == "c"
    assert make(infos, scheduler_host="gone").scheduler == "b"
    assert make({"a": info(), "b": info()}).scheduler == "a"


def test_where_hosts_are_left_out_the_jobs_stay_unless_a_host_is_wished_for():
    assert make({"a": info(), "b": info()}, others=["elsewhere"]).scheduler is None
    assert make({"a": info(), "b": info(scheduler=True)}, others=["elsewhere"]).scheduler == "b"
    assert make({"a": info(), "b": info()}, scheduler_host="b", others=["elsewhere"]).scheduler == "b"


def test_a_lease_lasts_as_long_as_commands_and_workers_may_take():
    least = make({"a": info(), "b": info()}).lease_seconds
    settings = {"build": [["make"]], "migrate": [["migrate"], ["seed"]], "stop_seconds": 10, "workers": {"queue": {"stop_seconds": 300}}}
    assert make({"a": info(), "b": info()}, settings=settings).lease_seconds == least + 900 + 2 * 3600 + 2 * 300


def test_a_call_is_waited_for_as_long_as_one_host_may_take():
    settings = {"build": [["make"]], "stop_seconds": 10, "drain_seconds": 60, "start_seconds": 30, "settle_seconds": 3}
    assert make({"a": info()}).call_seconds == 310
    assert make({"a": info(), "b": info()}, settings=settings, policy=Policy(bake_seconds=5)).call_seconds == 300 + 900 + 60 + 60 + 3 + 10 + 5


def test_what_a_host_said_is_the_problem():
    assert make({"a": {"fault": "a: its state is damaged."}}).problems == ["a: its state is damaged."]


def test_a_host_that_a_dead_run_had_moved_goes_back_with_the_others():
    target = make({"a": info()}).release
    infos = {"a": info(live=target, releases=(OLD, target)), "b": info()}
    plan = make(infos)
    assert (plan.previous, plan.unfinished) == ({"a": OLD, "b": OLD}, ["a"])
    good = make({"a": info(live=target, good=(OLD, target), releases=(OLD, target)), "b": info()})
    assert good.lacking == ["b"]
    assert (good.previous["a"], good.unfinished) == (target, [])


def test_new_files_get_a_time_that_was_never_used_before():
    assert make({"a": info()}, now=lambda: 1000.7).mtime == 1000
    assert make({"a": info(mtimes={OLD: 1000}), "b": info(mtimes={OLDEST: 3000})}, now=lambda: 1000).mtime == 3001


def test_a_release_that_a_dead_run_staged_on_some_hosts_keeps_its_time():
    target = make({"a": info()}).release
    assert make({"a": info(mtimes={OLD: 7000, target: 5000}), "b": info()}, now=lambda: 9000).mtime == 5000


def test_a_rollout_that_waits_for_a_person_is_not_run_over():
    waiting = {"a": {**info(), "paused": {"release": NEW, "owner": "ann", "reason": "12 requests are too few."}}, "b": info()}
    problem = make(waiting).problems[0]
    assert NEW in problem and "ann" in problem and "golive.web.promote" in problem
    assert make(waiting, target=NEW).problems == [] == make(waiting, back=True).problems


def test_where_nobody_answers_that_is_the_problem():
    plan = _plan.make(_plan.Fleet(["a"], {}), {}, {})
    assert (plan.release, plan.problems[0].split(" ")[0]) == ("", "a")
