# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the plan of a rollout from what every host of the play said of itself; runs on the controller, once."""

from __future__ import annotations

import dataclasses

from ansible.plugins.action import ActionBase
from ansible_collections.golive.web.plugins.module_utils import _gate, _owner, _plan
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


class ActionModule(ActionBase):
    """Takes C(application), C(infos) (the name of the registered result), C(artifact), C(target), C(takeover); returns the plan and a verdict."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _VALID_ARGS = frozenset(("application", "infos", "artifact", "target", "takeover"))

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        args = self._task.args
        hosts = list(task_vars["ansible_play_hosts_all"])
        infos = {}
        for host in hosts:
            answer = task_vars["hostvars"][host].get(args["infos"])
            if answer and not answer.get("unreachable"):
                infos[host] = {"fault": _gate.judge("plan", {host: answer})[1][0]} if answer.get("failed") else answer
        artifact = args.get("artifact") or {}
        if artifact.get("failed"):
            return self._decided(result, None, [artifact.get("msg", "The artifact could not be made. Nothing was changed.")])
        try:
            target = _plan.resolve(args.get("target") or "", infos)
            plan = _plan.make(
                hosts,
                infos,
                settings=args["application"],
                artifact=artifact,
                scheduler_host=args["application"].get("scheduler_host", ""),
                target=target,
                is_dead=lambda owner: _owner.is_dead(owner, _owner.controller()),
                takeover=args.get("takeover") or "",
                limited=bool(task_vars.get("ansible_limit")),
            )
        except GoliveError as error:
            return self._decided(result, None, [str(error)])
        owner = _owner.of_this_playbook()
        facts = dict(
            dataclasses.asdict(plan),
            owner=owner,
            summary=_plan.summary(plan),
            artifact={key: artifact[key] for key in ("path", "sha256") if artifact.get(key)},
        )
        return self._decided(result, facts, plan.problems)

    @staticmethod
    def _decided(result, plan, reasons):
        verdict = {"verdict": "fail" if reasons else "pass", "reasons": reasons, "phase": "plan" if reasons else ""}
        result.update(changed=False, failed=False, plan=plan or {}, **verdict)
        return result
