# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a rollout ended: the last event, and all of them for programs and for people who weren't there."""

from __future__ import annotations

import json
import time

from ansible_collections.golive.web.plugins.module_utils import _events
from ansible_collections.golive.web.plugins.plugin_utils import _course
from ansible_collections.golive.web.plugins.plugin_utils._evidence import count, duration

# A chat shows no more of a message without asking.
_MOST_REASONS = 5
_LONGEST_REASON = 500


def complete(events, verdict, plan, now=time.time):
    """I(events) with C(ended), made of the last I(verdict) and the I(plan): what fails the run is in it, hosts and workers that it went on without too."""
    reasons = [*verdict.get("reasons", ()), *verdict.get("failed_hosts", {}).values(), *verdict.get("workers_down", ())]
    whole = verdict.get("verdict", "fail")
    outcome = {"verdict": "fail" if whole == "pass" and reasons else whole, "reasons": list(dict.fromkeys(reasons))}
    return [*events, _events.ended(plan, outcome, _course.course(events).live, now)]


def lines(events, application):
    """I(events) as JSON, one a line. Each names the I(application) and the run, as C(owner), since a file holds those of many."""
    owner = next((event["owner"] for event in events if event.get("owner")), "")
    return "".join(f"{json.dumps({**event, 'application': application, 'owner': owner}, sort_keys=True)}\n" for event in events)


def message(events, application):
    """What people are told who weren't there, as plain text."""
    course = _course.course(events)
    what = f" {course.release} is live on {course.reach}, after {duration(course.seconds)}." if course.release else ""
    first = f"{application}: {course.verdict}.{what}"
    more = [f"and {count(len(course.reasons) - _MOST_REASONS, 'reason')} more"] if len(course.reasons) > _MOST_REASONS else []
    return "\n".join([first, *(_cut(reason) for reason in course.reasons[:_MOST_REASONS]), *more])


def chat(text):
    """I(text) as the body that Slack and those who copy it take: JSON, in which no part of the text can call everybody or be a link."""
    for letter, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(letter, entity)
    return json.dumps({"text": text})


def _cut(text):
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}..."
