# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what the hosts of a phase returned to one verdict, with reasons a person can act on.

Missing evidence is never a pass: a host that went away, or whose module died without a word, counts as failed.
"""

from __future__ import annotations


def judge(phase, results):
    """(verdict, reasons) of I(phase) from I(results): host to what its module returned, or C(None) where nothing came back.

    Workers that are down on a release that keeps the traffic all the same are not counted here: the rollout goes on, see C(workers_down).
    """
    reasons = list(failures(phase, results).values())
    return ("fail" if reasons else "pass"), reasons


def failures(phase, results):
    """For each host whose result is no pass, a sentence that names it."""
    moved = {host: result for host, result in results.items() if not _keeps_traffic(result)}
    return {host: f"{host}: {reason}" for host, reason in ((host, _reason(phase, result)) for host, result in moved.items()) if reason}


def workers_down(results):
    """Sentences on workers that are down where the release keeps the traffic all the same: no reason to go back, but to end with an error."""
    return [f"{host}: {result['reason']}" for host, result in results.items() if _keeps_traffic(result)]


def _keeps_traffic(result):
    return bool(result and result.get("workers_down"))


def is_refused(results):
    """Whether a host ran the release and found it not to be well, which tells something of the release and not of a host or the way to it."""
    return any(result.get("refused") for result in results.values() if result)


def _reason(phase, result):
    """Why a host's I(result) is no pass; empty where it is one."""
    if result is None:
        return f"nothing came back from the phase '{phase}'. See to that host; running again mends it."
    if result.get("unreachable"):
        return f"it could not be reached in the phase '{phase}'. See to that host; running again mends it."
    if result.get("timedout"):
        return f"it said nothing for {result['timedout'].get('period', 'too many')} s in the phase '{phase}'. See to that host; running again mends it."
    if result.get("verdict") == "pass" and not result.get("failed"):
        return ""
    if result.get("skipped"):
        return ""
    if "results" in result:  # of a loop: the first that is no pass speaks for all
        wrong = [item for item in result["results"] if item.get("failed") or item.get("unreachable")]
        if wrong or not result.get("failed"):
            return _reason(phase, wrong[0]) if wrong else ""
    return result.get("reason") or _last_line(result) or f"the phase '{phase}' ended without a verdict."


def _last_line(result):
    """The shortest honest account of a module that failed without a verdict of its own."""
    said = [line.strip() for line in str(result.get("module_stderr") or result.get("stderr") or result.get("stdout") or "").splitlines() if line.strip()]
    message = str(result.get("msg", "")).strip()
    return f"{message} ({said[-1][:300]})" if said and message else message or (said[-1][:300] if said else "")
