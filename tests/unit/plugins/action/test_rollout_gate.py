# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import types

from ansible_collections.golive.web.plugins.action import rollout_gate

KEPT = ("verdict", "reasons", "phase", "refused", "workers_down", "failed_hosts", "notes", "events")


def gate(phase, earlier=None, plan=None, keep=None, **results):
    args = {"phase": phase, "results": "seen", "hosts": list(results), "earlier": earlier, **({"plan": plan} if plan else {})}
    task = types.SimpleNamespace(args=args, async_val=0, check_mode=False, action="golive.web.rollout_gate", delegate_to=None)
    connection = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir="unused"))
    action = rollout_gate.ActionModule(task, connection, None, None, None, None)
    total = action.run(task_vars={"hostvars": {host: {"seen": result} for host, result in results.items()}})
    return total[keep] if keep else {key: total[key] for key in KEPT}


def test_workers_that_are_down_do_not_stop_a_rollout_and_are_remembered_to_its_end():
    first = gate("wave", a={"verdict": "fail", "reason": "queue is FATAL.", "workers_down": True})
    assert (first["verdict"], first["reasons"], first["workers_down"]) == ("pass", [], ["a: queue is FATAL."])
    second = gate("wave", first, b={"verdict": "fail", "reason": "it answered 502.", "refused": True})
    assert (second["verdict"], second["reasons"], second["phase"], second["refused"]) == ("fail", ["b: it answered 502."], "wave", True)
    last = gate("roll back", second, a={"verdict": "pass"}, b={"verdict": "fail", "reason": "mail is FATAL.", "workers_down": True})
    assert last["workers_down"] == ["a: queue is FATAL.", "b: mail is FATAL."]
    assert last["reasons"] == second["reasons"]


def made(**hosts):
    well = [host for host in hosts if hosts[host]]
    return {
        "waves": [["a"], ["b"], ["c", "d"]], "asked_waves": [1, 1, "100%"], "healthy": well, "size": 4, "min_healthy": 2, "settled": [], "max_failed": 1,
        "previous": dict.fromkeys("abcd", "1.0"), "partners": {}, "min_requests": 0,
    }  # fmt: skip


def test_a_canary_that_failed_while_no_traffic_moved_is_replaced():
    well, plan = {"verdict": "pass"}, made(a=True, b=True, c=True, d=True)
    changes = gate("stage", plan=plan, keep="changes", a={"unreachable": True}, b=well, c=well, d=well)
    assert (changes["waves"], changes["partners"]) == ([["b"], ["c"], ["d"]], {"b": "c", "c": "d"})


def test_the_plan_gets_to_know_who_has_failed_in_whatever_phase():
    plan, well = made(a=True, b=True, c=True, d=True), {"verdict": "pass"}
    assert gate("stage", plan=plan, keep="changes", a=well)["failed"] == {}
    failed = gate("wave", plan={**plan, "min_healthy": 1}, keep="changes", a={"unreachable": True}, b=well)["failed"]
    assert list(failed) == ["a"] and failed["a"].startswith("a: it could not be reached")


def test_hosts_that_fail_must_leave_enough_that_are_healthy():
    well = {"verdict": "pass"}
    before = gate("stage", plan=made(a=True, b=True, c=False, d=False), a={"unreachable": True}, b=well, c=well, d=well)
    assert before["verdict"] == "fail" and "rollout_min_healthy asks for 2. No traffic was moved" in before["reasons"][-1]
    meanwhile = gate("wave", plan=made(a=True, b=True, c=True, d=True), a={"unreachable": True})
    assert meanwhile["verdict"] == "fail" and "Wave 3 (c, d) would leave 1 of 4 hosts healthy" in meanwhile["reasons"][-1]
    assert gate("wave", plan={**made(a=True, b=True, c=True, d=True), "min_healthy": 1}, a={"unreachable": True})["verdict"] == "pass"


def test_each_gate_adds_its_event_with_the_wave_and_what_it_alone_found():
    plan = {"waves": [["a"], ["b"]], "max_failed": 0}
    first = gate("wave", plan=plan, a={"verdict": "pass", "live": "2.0", "seconds": {"total": 1.5}})
    second = gate("wave", first, plan, b={"unreachable": True})
    assert [(event["phase"], event["wave"], event["verdict"], event["hosts"]) for event in second["events"]] == [
        ("wave", 1, "pass", {"a": {"verdict": "pass", "live": "2.0", "seconds": {"total": 1.5}}}),
        ("wave", 2, "fail", {"b": {"verdict": "unreachable"}}),
    ]
    assert second["events"][1]["reasons"] == second["reasons"]
