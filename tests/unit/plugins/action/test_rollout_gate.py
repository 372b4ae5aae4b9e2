# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import types

from ansible_collections.golive.web.plugins.action import rollout_gate


def gate(phase, earlier=None, **results):
    args = {"phase": phase, "results": "seen", "hosts": list(results), "earlier": earlier}
    task = types.SimpleNamespace(args=args, async_val=0, check_mode=False, action="golive.web.rollout_gate", delegate_to=None)
    connection = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir="unused"))
    action = rollout_gate.ActionModule(task, connection, None, None, None, None)
    total = action.run(task_vars={"hostvars": {host: {"seen": result} for host, result in results.items()}})
    return {key: total[key] for key in ("verdict", "reasons", "phase", "refused", "workers_down")}


def test_workers_that_are_down_do_not_stop_a_rollout_and_are_remembered_to_its_end():
    first = gate("wave", a={"verdict": "fail", "reason": "queue is FATAL.", "workers_down": True})
    assert first == {"verdict": "pass", "reasons": [], "phase": "", "refused": False, "workers_down": ["a: queue is FATAL."]}
    second = gate("wave", first, b={"verdict": "fail", "reason": "it answered 502.", "refused": True})
    assert second == {"verdict": "fail", "reasons": ["b: it answered 502."], "phase": "wave", "refused": True, "workers_down": ["a: queue is FATAL."]}
    last = gate("roll back", second, a={"verdict": "pass"}, b={"verdict": "fail", "reason": "mail is FATAL.", "workers_down": True})
    assert last == {**second, "workers_down": ["a: queue is FATAL.", "b: mail is FATAL."]}
