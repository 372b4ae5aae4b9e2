# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the plan of a rollout from what every host of the fleet said of itself; runs on the controller, once."""

from __future__ import annotations

import dataclasses

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible_collections.golive.web.plugins.module_utils import _events, _gate, _owner, _plan, _policy, _summary, _target
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.plugin_utils import _prometheus


class ActionModule(ActionBase):
    """Takes C(application), C(infos), C(artifact), C(target), C(policy), C(prometheus), C(back); returns the plan and a verdict."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _VALID_ARGS = frozenset(("application", "infos", "artifact", "target", "policy", "prometheus", "back"))

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        args = self._task.args
        artifact = args.get("artifact") or {}
        if artifact.get("failed"):
            return self._decided(result, None, [artifact.get("msg", "The artifact could not be made. Nothing was changed.")])
        hosts, answers = list(task_vars["ansible_play_hosts_all"]), args["infos"]
        held = {host: answer for host, answer in answers.items() if answer and answer.get("lease_held_by")}
        if held:
            # What has no lock was asked nothing.
            return self._decided(result, None, _gate.judge("plan", held)[1])
        fleet = _plan.Fleet(hosts, _infos(answers), [host for host in answers if host not in hosts])
        try:
            plan = _plan.make(
                fleet,
                settings=args["application"],
                artifact=artifact,
                scheduler_host=args["application"].get("scheduler_host", ""),
                target=_target.resolve(args.get("target") or "", {host: fleet.infos[host] for host in hosts if host in fleet.infos}),
                policy=_policy.policy(args.get("policy") or {}),
                back=boolean(args.get("back") or False),
                metrics_server=_prometheus.checked(args.get("prometheus") or ""),
            )
        except GoliveError as error:
            return self._decided(result, None, [str(error)])
        facts = dict(
            dataclasses.asdict(plan),
            owner=_owner.of_this_playbook(),
            summary=[*_summary.lines(plan, args["application"].get("settle_seconds", 0), task_vars.get("ansible_forks", 0)), *_taken_over(answers)],
            artifact={key: artifact[key] for key in ("path", "sha256") if artifact.get(key)},
        )
        return self._decided(result, facts, plan.problems)

    @staticmethod
    def _decided(result, plan, reasons):
        verdict = {"verdict": "fail" if reasons else "pass", "reasons": reasons, "phase": "plan" if reasons else ""}
        if plan:
            verdict["failed_hosts"] = plan["failed"]
        verdict["events"] = [_events.planned(plan or {}, reasons, _owner.of_this_playbook())]
        result.update(changed=False, failed=False, plan=plan or {}, **verdict)
        return result


def _taken_over(answers):
    """A sentence for each lock that a run which has ended had left."""
    left = {}
    for host, answer in answers.items():
        if answer and answer.get("lease_taken_from"):
            left.setdefault(answer["lease_taken_from"], []).append(host)
    return [f"Took over the lock that {owner} left on {', '.join(hosts)}" for owner, hosts in left.items()]


def _infos(answers):
    """What each host said that answered; of one that refused, its reason as C(fault)."""
    infos = {}
    for host, answer in answers.items():
        if not answer or answer.get("unreachable"):
            continue
        wrong = _gate.judge("plan", {host: answer})[1]
        infos[host] = {"fault": wrong[0]} if wrong else answer
    return infos
