# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What health endpoints say, each format in its own words, brought to the same: a status, what is not well, when it was measured, and which release says so.

health+json is the Internet draft draft-inadarei-api-health-check-06; spatie is the Laravel package spatie/laravel-health; laravel_up is Laravel's own
C(/up); actuator is Spring Boot's C(/actuator/health).
"""

from __future__ import annotations

import datetime
import json
import math
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble

_WELL, _WARNING, _FAILING = ("pass", "ok", "up"), ("warn", "warning"), ("fail", "error", "down", "failed", "crashed", "out_of_service")
_SKIPPED = ("skipped",)


class Health(NamedTuple):
    """C(status): pass, warn or fail. C(parts): those that are not well, name to their own word. C(measured_at): seconds since the epoch, or C(None)."""

    status: str
    parts: dict
    measured_at: float | None = None
    release: str = ""


def load(body):
    """The JSON value in I(body), a text. Raises C(Trouble)."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Trouble("json", f"the body is no JSON ({'too deep' if isinstance(error, RecursionError) else str(error)[:80]})") from error


def _object(body):
    data = load(body)
    if not isinstance(data, dict):
        raise Trouble("json", f"the body is no JSON object but {type(data).__name__}")
    return data


def _status(word, where="status"):
    lower = word.lower() if isinstance(word, str) else ""
    for status, words in (("pass", _WELL), ("warn", _WARNING), ("fail", _FAILING), ("", _SKIPPED)):
        if lower in words:
            return status
    raise Trouble("json", f"{where} is {str(word)[:80]!r}, which no such format knows")


def _health_json(body):
    data = _object(body)
    if "status" not in data:
        raise Trouble("json", "the body has no status")
    checks = data.get("checks")
    entries = [
        (name, entry)
        for name, listed in (checks.items() if isinstance(checks, dict) else ())
        for entry in (listed if isinstance(listed, list) else [listed])
        if isinstance(entry, dict)
    ]
    words = [(str(name), entry["status"]) for name, entry in entries if "status" in entry]
    parts = {name: str(word) for name, word in words if str(word).lower() not in (*_WELL, *_SKIPPED)}
    times = [time for time in (seconds(entry.get("time")) for _name, entry in entries) if time is not None]
    release = data.get("releaseId")
    return Health(_status(data["status"]) or "pass", parts, min(times, default=None), release if isinstance(release, str) else "")


def _spatie(body):
    data = _object(body)
    results = data.get("checkResults")
    if not isinstance(results, list) or not all(isinstance(result, dict) for result in results):
        raise Trouble("json", "the body has no list of checkResults")
    statuses = {str(result.get("name")): _status(result.get("status"), f"the status of {result.get('name')}") for result in results}
    worst = next((status for status in ("fail", "warn") if status in statuses.values()), "pass")
    return Health(worst, {name: status for name, status in statuses.items() if status in ("fail", "warn")}, seconds(data.get("finishedAt")))


def _laravel_up(body):
    # Only a page of that name says so; an error page of whatever stands before it does not.
    return Health("pass" if "Application up" in body else "fail", {})


def _actuator(body):
    data = _object(body)
    if "status" not in data:
        raise Trouble("json", "the body has no status")
    components = data.get("components")
    parts = {
        str(name): str(part["status"])
        for name, part in (components.items() if isinstance(components, dict) else ())
        if isinstance(part, dict) and str(part.get("status", "UP")).upper() not in ("UP", "UNKNOWN")
    }
    return Health("pass" if str(data["status"]).upper() == "UNKNOWN" else _status(data["status"]), parts)


def seconds(value):
    """Seconds since the epoch of a number or an ISO 8601 text; C(None) where it is neither."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        if isinstance(value, str):
            parsed = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
            value = (parsed if parsed.tzinfo else parsed.replace(tzinfo=datetime.timezone.utc)).timestamp()
        return float(value) if math.isfinite(value) else None
    except (OverflowError, ValueError):
        return None


def _auto(body):
    """As health+json where it has a status that this knows, as what a release is judged by before it gets traffic; anything else says nothing."""
    try:
        return _health_json(body)
    except Trouble:
        return Health("", {})


# Those of which some say when it was measured.
WITH_TIMES = ("auto", "health+json", "spatie")
FORMATS = {"actuator": _actuator, "auto": _auto, "health+json": _health_json, "laravel_up": _laravel_up, "spatie": _spatie}


def assertions(health, status, max_age, now):
    """What the endpoint that answered with the code I(status) has to say, and that the code says the same. I(max_age) in seconds; 0 asks for none."""
    if health.status:
        yield from _of_status(health, status)
    if max_age:
        age = None if health.measured_at is None else now - health.measured_at
        is_fresh = age is not None and age <= max_age
        yield Assertion("the age of what it says", is_fresh, "stale", f"at most {max_age:g} s", "unknown" if age is None else f"{age:.0f} s")


def _of_status(health, status):
    told = health.status if not health.parts else f"{health.status} ({', '.join(f'{name}: {word}' for name, word in sorted(health.parts.items()))[:160]})"
    yield Assertion("the application's own status", health.status == "pass", "health", "pass", told, warns=health.status == "warn")
    agrees = (health.status == "fail") == (status >= 400)
    yield Assertion("the status code", agrees, "disagrees", f"one that says {health.status}, too", str(status), warns=True)
