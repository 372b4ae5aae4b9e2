# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The verdict of a rollout as it grows from gate to gate: what one phase's hosts returned is added to what was known before."""

from __future__ import annotations

import math
import time

from ansible_collections.golive.web.plugins.module_utils import _gate

PASS, FAIL, INCONCLUSIVE, PAUSED = "pass", "fail", "inconclusive", "paused"


def begin():
    """The verdict before the first gate, as JSON.

    C(reasons): why it is no pass, a sentence each. C(phase): the first that was none. C(refused): whether the release itself was found not to be well.
    C(failed_hosts): host to a sentence, for those that the rollout goes on without. C(workers_down), C(notes): what is to be told, but is no reason to stop.
    """
    return {"verdict": PASS, "reasons": [], "phase": "", "refused": False, "failed_hosts": {}, "workers_down": [], "notes": []}


def add(earlier, phase, results, plan=None, traffic=None, now=time.time):
    """The verdict after I(phase), whose I(results) are by host what its module returned (C(None): nothing).

    I(plan) says how many hosts may fail and until when, without it none may. I(traffic) is what the comparison of their traffic gave,
    a dict of C(_canary.Result).
    """
    plan = plan or {}
    total = {**begin(), **{key: value for key, value in (earlier or {}).items() if key in begin()}}
    total["workers_down"] = [*total["workers_down"], *_gate.workers_down(results)]
    failures = _gate.failures(phase, results)
    wrong = {host: reason for host, reason in failures.items() if host not in total["failed_hosts"]}
    total["failed_hosts"] = {**total["failed_hosts"], **wrong}
    refused = _gate.is_refused(results)
    verdict, reasons = PASS, []
    if len(total["failed_hosts"]) > plan.get("max_failed", 0) and wrong:
        verdict, reasons = FAIL, list(total["failed_hosts"].values())
    elif now() > plan.get("deadline", math.inf):
        verdict, reasons = FAIL, [f"The deadline passed in the phase '{phase}': the whole was to take no longer than rollout_deadline_seconds."]
    if traffic:
        total["notes"] = [*total["notes"], *traffic["notes"]]
        if traffic["verdict"] != PASS and verdict == PASS:
            verdict, reasons = traffic["verdict"], traffic["reasons"]
            refused = refused or verdict == FAIL
    asked = not plan.get("back") and any((result or {}).get("pause_wanted") for result in results.values())
    if asked and verdict == PASS and total["verdict"] == PASS:
        verdict, reasons = PAUSED, ["Somebody paused it (golive.web.pause)."]
    if total["verdict"] == FAIL:
        # On the way back nothing is borne: whoever does not get there must be named, also a host that was done without before.
        verdict, reasons = (FAIL, list(failures.values())) if failures else (PASS, [])
    if verdict == PASS:
        return total
    known = total["reasons"]
    return {
        **total,
        "verdict": verdict,
        "reasons": [*known, *(reason for reason in reasons if reason not in known)],
        "phase": total["phase"] or phase,
        "refused": total["refused"] or refused,
    }


def refuse(verdict, phase, reasons):
    """I(verdict), or, where there are I(reasons) against going on after I(phase), the one that fails for these."""
    return {**verdict, "verdict": FAIL, "reasons": [*verdict["reasons"], *reasons], "phase": verdict["phase"] or phase} if reasons else verdict


def settle(verdict, answer):
    """An inconclusive I(verdict) after somebody, or the policy, gave the I(answer): C(pass), C(fail) or C(pause)."""
    if verdict["verdict"] != INCONCLUSIVE:
        return verdict
    if answer == PASS:
        return {**verdict, "verdict": PASS, "notes": [*verdict["notes"], *verdict["reasons"]], "reasons": [], "phase": ""}
    return {**verdict, "verdict": FAIL if answer == FAIL else PAUSED}
