# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _plan
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

OLD, NEW, OLDEST = "1.0-0123456789ab-abcdef", "2.0-0123456789ab-abcdef", "0.9-0123456789ab-abcdef"
ARTIFACT = {"version": "2.0", "sha256": "b" * 64}


def info(live=OLD, good=(OLD,), bad=None, releases=(OLD,), lease=None, scheduler=False, runtime="8.4.1", mtimes=None):
    return {
        "provisioned": True,
        "live": live,
        "good": list(good),
        "bad": bad or {},
        "releases": list(releases),
        "lease": lease or {},
        "scheduler": scheduler,
        "mtimes": mtimes or {},
        "runtime": {"name": "php", "digest": "d", "versions": {"php8.4-fpm": runtime}},
    }


def make(infos, hosts=None, settings=None, **more):
    return _plan.make(hosts or list(infos), infos, settings or {}, ARTIFACT, more.pop("scheduler_host", ""), **more)


def test_hosts_go_one_by_one_and_what_is_live_is_remembered():
    plan = make({"a": info(), "b": info(live="")})
    assert (plan.waves, plan.previous, plan.problems, plan.moves) == ([1, 1], {"a": OLD, "b": ""}, [], True)
    assert plan.lacking == ["a", "b"]


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
    assert make({"a": info(), "b": info()}, limited=True).scheduler is None
    assert make({"a": info(), "b": info(scheduler=True)}, limited=True).scheduler == "b"
    assert make({"a": info(), "b": info()}, scheduler_host="b", limited=True).scheduler == "b"


def test_a_lease_lasts_as_long_as_commands_and_workers_may_take():
    least = make({"a": info(), "b": info()}).lease_seconds
    settings = {"build": [["make"]], "migrate": [["migrate"], ["seed"]], "stop_seconds": 10, "workers": {"queue": {"stop_seconds": 300}}}
    assert make({"a": info(), "b": info()}, settings=settings).lease_seconds == least + 900 + 2 * 3600 + 2 * 300


def test_what_a_host_said_is_the_problem():
    assert make({"a": {"fault": "a: its state is damaged."}}).problems == ["a: its state is damaged."]


def test_only_a_dead_runs_lease_is_taken_without_being_told():
    infos = {"a": info(lease={"owner": "ann"})}
    assert make(infos).takeover == ""
    assert make(infos, is_dead=lambda owner: owner == "ann").takeover == "ann"
    assert make(infos, takeover="bob").takeover == "bob"


def test_the_last_good_release_is_good_and_kept_on_every_host_and_live_on_none():
    everything = {"releases": (OLDEST, OLD, NEW), "live": NEW}
    a = info(good=(OLDEST, OLD, NEW), **everything)
    assert _plan.resolve("last good", {"a": a, "b": info(good=(OLDEST, OLD, NEW), **everything)}) == OLD
    assert _plan.resolve("last good", {"a": a, "b": info(good=(OLDEST, NEW), bad={OLD: "it answered 500"}, **everything)}) == OLDEST
    with pytest.raises(GoliveError, match="no earlier release that was good on every host"):
        _plan.resolve("last good", {"a": a, "b": info(good=(NEW,), **everything)})


def test_hosts_that_differ_go_back_to_what_was_good_on_all_though_some_have_it_live():
    everything = {"releases": (OLDEST, OLD, NEW)}
    ahead, behind = info(live=NEW, good=(OLDEST, OLD, NEW), **everything), info(live=OLD, good=(OLDEST, OLD), **everything)
    assert _plan.resolve("last good", {"a": ahead, "b": behind}) == OLD


def test_a_release_is_named_by_its_id_or_its_version():
    infos = {"a": info(releases=(OLD, NEW))}
    assert _plan.resolve(OLD, infos) == _plan.resolve("1.0", infos) == OLD


def test_a_name_that_means_none_or_two_is_refused():
    with pytest.raises(GoliveError, match="is on no host"):
        _plan.resolve("3.0", {"a": info()})
    with pytest.raises(GoliveError, match="more than one"):
        _plan.resolve("1.0", {"a": info(releases=(OLD, "1.0-0123456789ab-000000"))})


def test_nobody_goes_back_into_a_bad_release():
    with pytest.raises(GoliveError, match="was refused before .it answered 500"):
        _plan.resolve("1.0", {"a": info(bad={OLD: "it answered 500"})})


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


def test_where_nobody_answers_that_is_the_problem():
    plan = _plan.make(["a"], {}, {}, {}, "")
    assert (plan.release, plan.problems[0].split(" ")[0]) == ("", "a")
