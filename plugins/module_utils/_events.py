# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happened in a rollout, an event a step: what the ledger, the timeline and whoever is told of it are made from.

Each is a dict with C(event), C(time) (ISO 8601, UTC) and:

    planned   release, owner, waves (lists of hosts), previous (host to release), shares, bake_seconds, verdict, reasons
    judged    phase, wave (from 1; 0 where the phase is of the whole fleet), hosts (see C(_host)), verdict, reasons, notes, traffic
    ended     release, verdict, reasons, live (host to release)

C(reasons) and C(notes) are those that the step itself added.
"""

from __future__ import annotations

import time
from datetime import datetime, timezone

# Of what a host's call returned, what is worth keeping.
_OF_RESULT = ("verdict", "reason", "live", "previous", "flipped", "share", "seconds", "workers_down")


def planned(plan, reasons, owner, now=time.time):
    """The rollout was planned, or could not be."""
    kept = {key: plan.get(key) for key in ("release", "waves", "previous", "shares", "bake_seconds")}
    return {"event": "planned", "time": _clock(now()), "owner": owner, **kept, "verdict": "fail" if reasons else "pass", "reasons": list(reasons)}


def judged(phase, results, before, after, plan=None, traffic=None, now=time.time):
    """A gate made the verdict I(after) of the verdict I(before) and the I(results) of a phase's hosts."""
    waves = (plan or {}).get("waves") or []
    return {
        "event": "judged",
        "time": _clock(now()),
        "phase": phase,
        "wave": next((number for number, wave in enumerate(waves, start=1) if phase == "wave" and set(wave) & set(results)), 0),
        "hosts": {host: _host(result) for host, result in results.items() if not (result or {}).get("skipped")},
        "verdict": after["verdict"],
        **{key: [text for text in after[key] if text not in (before or {}).get(key, ())] for key in ("reasons", "notes")},
        "traffic": (traffic or {}).get("figures"),
    }


def ended(plan, verdict, live, now=time.time):
    """The rollout ended with I(verdict); I(live) has what each host serves."""
    kept = {key: verdict[key] for key in ("verdict", "reasons")}
    return {"event": "ended", "time": _clock(now()), "release": plan.get("release", ""), **kept, "live": live}


def _host(result):
    """What one host's call did; C(verdict) is C(unreachable) or C(none) where the host did not say."""
    if not result:
        return {"verdict": "none"}
    if result.get("unreachable"):
        return {"verdict": "unreachable"}
    return {key: result[key] for key in _OF_RESULT if key in result}


def _clock(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
