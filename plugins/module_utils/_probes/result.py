# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a probe returns, of all its attempts."""

from __future__ import annotations

import time

from ansible_collections.golive.web.plugins.module_utils._probes import masking, summary

_BODY_LENGTH = 1000
_MOST_VALUES = 100


def of(course, kind, secrets=()):
    """The result of a C(course.Course) of the type I(kind), as JSON. I(secrets): what is not to be shown besides the probe's own."""
    options, counted = course.options, summary.telling(course)
    known = sorted([*masking.secrets(options), *secrets], key=len, reverse=True)

    def shown(value, length=300):
        if isinstance(value, str):
            return masking.masked(value, known, length)
        if isinstance(value, dict):
            return {name: shown(inner, length) for name, inner in value.items()}
        return [shown(inner, length) for inner in value[:_MOST_VALUES]] if isinstance(value, list) else value

    status, reason, message = summary.judge(course)
    passed = status in (summary.PASS, summary.WARN)
    if status == summary.FAIL and options["criticality"] == "optional":
        status = summary.WARN
    failed = [attempt for attempt in counted if not attempt.passed]
    last = course.counted[-1] if course.counted else course.last_forgiven
    told = failed[-1] if failed else last
    errors = failed or [attempt for attempt in (course.last_forgiven,) if attempt and not counted]
    return {
        "name": options["name"],
        "type": options["type"],
        "target": shown(kind.target(options)),
        "criticality": options["criticality"],
        "passed": passed,
        "status": status,
        "reason": reason,
        "message": shown(message),
        "attempts": len(counted),
        "forgiven": course.forgiven,
        "aborted": course.aborted,
        "ratio": round((len(counted) - len(failed)) / len(counted), 6) if counted else 0.0,
        "streak": summary.streak(counted),
        "phases": summary.phases(counted),
        "tls": shown(next((attempt.tls for attempt in reversed(counted) if attempt.tls), None)),
        "releases": summary.releases(counted),
        "instances": sorted({attempt.instance for attempt in counted if attempt.instance}),
        "value": shown(last.value) if last else None,
        "assertions": [_assertion(one, shown) for one in (told.assertions if told else ())],
        "first_error": shown(errors[0].message) if errors else "",
        "last_error": shown(errors[-1].message) if errors else "",
        "body": shown(told.body, _BODY_LENGTH) if told else "",
        "began": _iso(course.began_at),
        "seconds": round(course.seconds, 3),
    }


def _assertion(one, shown):
    return {
        "what": shown(one.what),
        "passed": one.passed,
        "reason": "" if one.passed else one.reason,
        "expected": shown(str(one.expected)),
        "actual": shown(str(one.actual)),
    }


def _iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
