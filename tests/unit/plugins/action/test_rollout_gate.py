# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import types

from ansible_collections.golive.web.plugins.action import rollout_gate

KEPT = ("verdict", "reasons", "phase", "refused", "workers_down", "failed_hosts", "notes", "events")


def gate(phase, earlier=None, plan=None, **results):
    args = {"phase": phase, "results": "seen", "hosts": list(results), "earlier": earlier, **({"plan": plan} if plan else {})}
    task = types.SimpleNamespace(args=args, async_val=0, check_mode=False, action="golive.web.rollout_gate", delegate_to=None)
    connection = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir="unused"))
    action = rollout_gate.ActionModule(task, connection, None, None, None, None)
    total = action.run(task_vars={"hostvars": {host: {"seen": result} for host, result in results.items()}})
    return {key: total[key] for key in KEPT}


def test_workers_that_are_down_do_not_stop_a_rollout_and_are_remembered_to_its_end():
    first = gate("wave", a={"verdict": "fail", "reason": "queue is FATAL.", "workers_down": True})
    assert (first["verdict"], first["reasons"], first["workers_down"]) == ("pass", [], ["a: queue is FATAL."])
    second = gate("wave", first, b={"verdict": "fail", "reason": "it answered 502.", "refused": True})
    assert (second["verdict"], second["reasons"], second["phase"], second["refused"]) == ("fail", ["b: it answered 502."], "wave", True)
    last = gate("roll back", second, a={"verdict": "pass"}, b={"verdict": "fail", "reason": "mail is FATAL.", "workers_down": True})
    assert last["workers_down"] == ["a: queue is FATAL.", "b: mail is FATAL."]
    assert last["reasons"] == second["reasons"]


def test_each_gate_adds_its_event_with_the_wave_and_what_it_alone_found():
    plan = {"waves": [["a"], ["b"]], "max_failed": 0}
    first = gate("wave", plan=plan, a={"verdict": "pass", "live": "2.0", "seconds": {"total": 1.5}})
    second = gate("wave", first, plan, b={"unreachable": True})
    assert [(event["phase"], event["wave"], event["verdict"], event["hosts"]) for event in second["events"]] == [
        ("wave", 1, "pass", {"a": {"verdict": "pass", "live": "2.0", "seconds": {"total": 1.5}}}),
        ("wave", 2, "fail", {"b": {"verdict": "unreachable"}}),
    ]
    assert second["events"][1]["reasons"] == second["reasons"]
