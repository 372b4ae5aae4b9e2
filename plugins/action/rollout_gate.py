# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gate: one verdict over the results that the hosts of a phase registered; runs on the controller, once a phase or wave."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.golive.web.plugins.module_utils import _events, _evidence, _replan, _verdict
from ansible_collections.golive.web.plugins.plugin_utils import _prometheus, _question


# Those after which no traffic has moved yet.
_BEFORE_WAVES = ("validate", "stage", "fill")


class ActionModule(ActionBase):
    """Takes C(phase), C(results) (the name of the registered result), C(hosts), C(earlier) (the verdict so far; a failed one stays), C(plan),
    C(partners) (the name of another registered result), C(prometheus).
    """

    TRANSFERS_FILES = False
    _requires_connection = False
    _VALID_ARGS = frozenset(("phase", "results", "hosts", "earlier", "plan", "partners", "prometheus"))

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        args, hostvars = self._task.args, task_vars["hostvars"]
        plan = args.get("plan") or {}
        results = {host: hostvars[host].get(args["results"]) for host in args["hosts"]}
        earlier = args.get("earlier") or {}
        partners = {host: hostvars[host].get(args["partners"]) for host in args["hosts"]} if args.get("partners") else {}
        traffic = self._traffic(plan, results, partners) if plan else None
        verdict = _verdict.add(earlier, args["phase"], results, plan, traffic)
        if verdict["verdict"] == _verdict.INCONCLUSIVE:
            verdict = _verdict.settle(verdict, _question.answer(plan["on_inconclusive"], verdict["reasons"], Display()))
        changes, reasons = self._without(plan, verdict, earlier)
        verdict = _verdict.refuse(verdict, args["phase"], reasons)
        event = _events.judged(args["phase"], results, earlier, verdict, plan, traffic)
        changes = {**changes, "failed": verdict["failed_hosts"]}
        result.update(changed=False, failed=False, changes=changes, events=[*earlier.get("events", ()), event], **verdict)
        return result

    def _without(self, plan, verdict, earlier):
        """(what changes of I(plan), why it can't go on) where hosts have failed in this phase and the rollout bears them."""
        failed, phase = verdict["failed_hosts"], self._task.args["phase"]
        if verdict["verdict"] != _verdict.PASS or len(failed) == len(earlier.get("failed_hosts", ())):
            return {}, []
        if phase in _BEFORE_WAVES:
            return _replan.before_waves(plan, failed)
        hosts = set(self._task.args["hosts"])
        number = next((number for number, wave in enumerate(plan.get("waves", ()), start=1) if phase == "wave" and hosts.intersection(wave)), 0)
        return {}, _replan.between_waves(plan, failed, number) if number else []

    def _traffic(self, plan, results, partners):
        """What users met of the release, by the hosts' logs and by Prometheus, where it had traffic in this phase."""
        phase, server = self._task.args["phase"], self._task.args.get("prometheus")
        logged = _evidence.compare(plan, phase, results, partners)
        measured = _prometheus.judge(server, plan["metrics"], plan["release"]) if logged and plan["metrics"] and server else None
        return _evidence.together([logged, measured])
