# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A finding: what one check gave, as people, reports and scores read it."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks import kind as kinds
from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, NOT_APPLICABLE, PASS, WARN
from ansible_collections.golive.web.plugins.module_utils._probes import masking

_LENGTH = 400


def of(check, kind, judgement, secrets, now):
    """The finding of I(check), of the I(kind), from its I(judgement) at I(now) (seconds since the epoch), without the I(secrets)."""
    words = _Words(check, subject=kind.subject(check))
    said = Said(
        check["id"],
        check["title"] or kind.title.format_map(words),
        check["component"] or kind.component,
        check["severity"] or kind.severity,
        check["source"],
        kind.remedy._replace(text=check["remediation"] or kind.remedy.text.format_map(words)),
    )
    return made(said, judgement, secrets, now)


class Said(NamedTuple):
    """What is known of a check before anything is looked at. C(remedy): C(kind.Remedy)."""

    id: str
    title: str
    component: str
    severity: str
    source: str
    remedy: tuple


def made(said, judgement, secrets, now):
    """The finding of what is C(Said) of a check and its I(judgement) at I(now) (seconds since the epoch), without the I(secrets)."""

    def shown(text):
        return masking.masked(str(text), secrets, _LENGTH)

    return {
        "id": said.id,
        "title": shown(said.title),
        "component": said.component,
        "severity": said.severity,
        "outcome": judgement.outcome,
        "reason": judgement.reason,
        "observed": shown(judgement.observed),
        "expected": shown(judgement.expected),
        "evidence": shown(judgement.evidence),
        "source": said.source,
        "remediation": {"text": shown(said.remedy.text), "effort": said.remedy.effort},
        "measured_at": datetime.datetime.fromtimestamp(now, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


class _Words(dict):
    """The options of a check and its C(subject), as a title has them."""

    def __getitem__(self, key):
        value = super().__getitem__(key)
        return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def verdict(findings, threshold):
    """(verdict, those of I(findings) that stand in its way): failures of at least the severity I(threshold), else what could not be told."""
    grave = [one for one in findings if kinds.SEVERITIES.index(one["severity"]) >= kinds.SEVERITIES.index(threshold)]
    failed = [one for one in grave if one["outcome"] == FAIL]
    open_ones = [one for one in grave if one["outcome"] not in (PASS, WARN, FAIL, NOT_APPLICABLE)]
    return ("fail", failed) if failed else ("inconclusive", open_ones) if open_ones else ("pass", [])


def summary(findings, threshold, what):
    """What a module returns of I(findings) about I(what) they are of ("The environment"), judged from the severity I(threshold) on."""
    decided, blamed = verdict(findings, threshold)
    reasons = [sentence(one) for one in blamed]
    return {
        "verdict": decided,
        "reason": _reason(what, decided, reasons),
        "reasons": reasons,
        "findings": findings,
        "counts": {outcome: sum(1 for one in findings if one["outcome"] == outcome) for outcome in kinds.OUTCOMES},
    }


def _reason(what, decided, reasons):
    if not reasons:
        return ""
    more = f" There are {len(reasons) - 1} more." if len(reasons) > 1 else ""
    how = "is not as it must be" if decided == "fail" else "can't be told to be as it must be"
    return f"{what} {how}. {reasons[0]}{more}"


def sentence(finding):
    """I(finding) for a list of reasons."""
    wanted = f", expected {finding['expected']}" if finding["expected"] else ""
    return f"{finding['title']}: {finding['observed']}{wanted}. {finding['remediation']['text']}"
