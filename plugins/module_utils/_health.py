# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Probes: asks many things at once whether they are well, and makes one verdict of it."""

from __future__ import annotations

import asyncio
import base64
import json
import time

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import course, options, rendered, result, summary
from ansible_collections.golive.web.plugins.module_utils._probes.kinds import KINDS


SPEC = {
    "deadline": {"type": "float", "default": 60.0},
    "concurrency": {"type": "int", "default": 100},
    "render": {"type": "list", "elements": "str", "choices": sorted(rendered.RENDERINGS), "default": []},
    "probes": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {"type": {"type": "str", "choices": sorted(KINDS), "required": True}, **options.COMMON, **options.SOME},
    },
}


def prepared(given):
    """The options of each of the probes I(given), checked. Raises C(GoliveError), also where two have one name."""
    if not given:
        raise GoliveError("There is nothing to ask: probes is empty.")
    names = [probe["name"] for probe in given]
    twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
    if twice is not None:
        raise GoliveError(f"Two probes have the name '{twice}'.")
    return [options.checked(_revealed(probe), KINDS) for probe in given]


def _revealed(probe):
    """I(probe) with its secrets, which the action plugin puts into one text: what is in it is not masked wherever it occurs."""
    hidden = json.loads(base64.b64decode(probe["secrets"])) if probe.get("secrets") else {}
    return {**probe, **hidden, "headers": _headers(probe["name"], hidden.get("headers", probe.get("headers")))}


def _headers(name, headers):
    try:
        headers = json.loads(headers) if isinstance(headers, str) else headers
    except ValueError:
        headers = ""
    if headers is not None and not isinstance(headers, dict):
        raise GoliveError(f"The probe '{name}' has headers that are no dictionary.")
    return headers


def lacking(probes):
    """The first Python library that I(probes) need and that is not there, or C(None)."""
    return next((library for probe in probes for library, is_there in KINDS[probe["type"]].libraries(probe).items() if not is_there), None)


def run(probes, seconds, concurrency, renderings=()):
    """What the module returns for the I(probes), which are C(prepared), after I(seconds) at the most."""
    for option, value, least in (("deadline", seconds, 0.001), ("concurrency", concurrency, 1)):
        if value < least:
            raise GoliveError(f"{option} is {value}, but must be at least {least}.")
    kinds = [KINDS[probe["type"]] for probe in probes]
    asked = [course.Probe(probe, kind.attempt, kind.addresses) for probe, kind in zip(probes, kinds)]
    began = time.monotonic()
    courses = asyncio.run(course.run(asked, seconds, concurrency))
    results = [result.of(one, kind) for one, kind in zip(courses, kinds)]
    verdict, blamed = summary.outcome({one["name"]: (one["status"], one["criticality"]) for one in results})
    return {
        "changed": False,
        "verdict": verdict,
        "reasons": [f"{one['name']}: {one['message']}" for one in results if one["name"] in set(blamed)],
        "notes": [f"{one['name']}: {one['message']}" for one in results if one["status"] == summary.WARN],
        "probes": results,
        "seconds": round(time.monotonic() - began, 6),
        "rendered": {name: rendered.RENDERINGS[name](verdict, results) for name in renderings},
    }
