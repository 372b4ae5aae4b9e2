# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gate: one verdict over the results that the hosts of a phase registered; runs on the controller, once a phase or wave."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.golive.web.plugins.module_utils import _gate


class ActionModule(ActionBase):
    """Takes C(phase), C(results) (the name of the registered result), C(hosts) and C(earlier) (a verdict so far); an earlier failed one stays.
    """

    TRANSFERS_FILES = False
    _requires_connection = False
    _VALID_ARGS = frozenset(("phase", "results", "hosts", "earlier"))

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        args = self._task.args
        hostvars = task_vars["hostvars"]
        results = {host: hostvars[host].get(args["results"]) for host in args["hosts"]}
        verdict, reasons = _gate.judge(args["phase"], results)
        earlier = args.get("earlier") or {}
        total = {"verdict": "pass", "reasons": [], "phase": "", "refused": False, "workers_down": []}
        total.update((key, earlier[key]) for key in total if key in earlier)
        total["workers_down"] = [*total["workers_down"], *_gate.workers_down(results)]
        if verdict == "fail":
            refused = total["refused"] or _gate.is_refused(results)
            total.update(verdict="fail", reasons=[*total["reasons"], *reasons], phase=total["phase"] or args["phase"], refused=refused)
        result.update(changed=False, failed=False, **total)
        return result
