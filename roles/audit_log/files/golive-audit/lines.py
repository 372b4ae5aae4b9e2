# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Events from lines of files: what applications say of themselves, requests that were denied, and the ledger of rollouts."""

from __future__ import annotations

import hashlib
import json

from event import event

# Not let in, too much or not understood; 421 and 444 are names that are not served. What is merely not there (404) is no denial.
DENIED = (400, 401, 403, 405, 413, 421, 429, 444)
# What the line of an application says in fields of the schema; all else is details.
_OWN = ("audit", "time", "outcome", "user", "remote_addr", "request_id")
_FAILED = ("failed", "denied", "refused", "rejected", "blocked", "locked", "limited", "invalid")
_OF_LEDGER = ("seq", "release", "before", "live", "reason", "command", "rc", "lease_taken_from")


def _object(line):
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def of_application(application, line):
    """What an application says: a JSON object with the event's name as C(audit). It speaks for itself alone, whatever it says."""
    # Most lines are something else.
    said = _object(line) if line.startswith(b"{") and b'"audit"' in line else {}
    name = said.get("audit")
    if not isinstance(name, str):
        return []
    outcome = said.get("outcome") or ("failure" if name.rpartition(".")[2] in _FAILED else "success")
    # Time, but the application's own: it may be as wrong as the rest.
    return [
        event(
            "application", name, outcome, said.get("time"), application, said.get("user"), said.get("remote_addr"), said.get("request_id"),
            {key: value for key, value in said.items() if key not in _OWN},
        )
    ]  # fmt: skip


def of_nginx(application, line):
    """A request that was denied, by nginx or by the application."""
    said = _object(line)
    if said.get("status") not in DENIED or said.get("probe"):
        return []
    details = {key: said.get(key) for key in ("status", "method", "uri", "release")}
    details["host"] = said.get("host")
    details["by"] = "application" if said.get("upstream_status") == said["status"] else "nginx"
    return [
        event(
            "nginx", "request.denied", "failure", said.get("time"), application,
            remote_addr=said.get("remote_addr"), request_id=said.get("request_id"), details=details,
        )
    ]  # fmt: skip


def of_ledger(application, line):
    """A line of the ledger, with the hash that the next line has of it: a copy elsewhere finds a ledger that was written anew."""
    said = _object(line)
    digest = hashlib.sha256(line).hexdigest()
    if not isinstance(said.get("event"), str):
        return [event("ledger", "ledger.unreadable", "failure", application=application, details={"sha256": digest})]
    outcome = {"pass": "success", "fail": "failure"}.get(said.get("verdict"), "unknown")
    if "told" in said and isinstance(said["told"], dict):
        outcome = {"pass": "success", "fail": "failure"}.get(said["told"].get("verdict"), "unknown")
    details = {"sha256": digest, **{key: said.get(key) for key in _OF_LEDGER}}
    return [event("ledger", "deploy." + said["event"], outcome, said.get("time"), application, said.get("owner"), details=details)]
