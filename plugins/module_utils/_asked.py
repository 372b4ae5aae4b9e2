# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a phase is asked to do on one host, as the plan (C(_plan.Plan) as JSON) and the verdict so far have it: options of the module C(release)."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils import _state, _verdict


def takes_part(plan, host, verdict=None):
    """Whether I(host) is none of those that the rollout goes on without, be it since the plan or since a gate."""
    return host in plan.get("previous", (host,)) and host not in plan.get("failed", ()) and host not in (verdict or {}).get("failed_hosts", ())


def of_stage(plan, _host):
    """What the database is yet to be made fit for can't start now."""
    return {"fill": bool(plan.get("moves") and not plan.get("migrates"))}


def of_flip(plan, host):
    """A host that has the release already, well and judged, need not be watched."""
    return {"leaves": bool(plan.get("back")), **({"bake_seconds": 0} if host in plan.get("settled", ()) else {})}


def of_end(plan, host, verdict):
    """What I(host) is to remember: of the release that was deployed, or of the way back from it."""
    passes = verdict.get("verdict") == _verdict.PASS
    asked = {"events": verdict.get("events", []), "reason": next(iter(verdict.get("reasons", ())), "")}
    if not plan:
        return asked
    if plan.get("scheduler") is not None:
        asked["scheduler"] = host == plan["scheduler"]
    if plan.get("back"):
        before = plan["previous"].get(host, "")
        left = passes and before != plan["release"]
        return {**asked, "release": before, "bad": _state.left_by(plan["owner"]) if left else ""}
    # Only a host on which it ran tells something of the release, and one that was good before is not to blame for the circumstances.
    refused = verdict.get("refused") and host not in plan.get("proven", ())
    return {**asked, "good": passes and takes_part(plan, host, verdict), "bad": asked["reason"] if refused else ""}
