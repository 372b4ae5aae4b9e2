# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The course of a rollout: its events on one axis of time, in seconds since it began."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import NamedTuple

from ansible_collections.golive.web.plugins.plugin_utils import _evidence
from ansible_collections.golive.web.plugins.plugin_utils._evidence import visible

# Sums of moments outside of these may be none that Python can hold.
_YEARS = range(1970, 9000)


class Span(NamedTuple):
    """What a host did in a phase, from I(begin) to I(end); I(seconds) is what it said that it took, C(None) where it did not say.

    I(live): the release that it served then. I(verdict) is C(unreachable) or C(none) where the host gave none.
    """

    verdict: str
    reason: str
    live: str
    begin: float
    end: float
    seconds: float | None


class Step(NamedTuple):
    """A phase from I(begin) to the I(end) at which its gate judged it. I(wave) is from 1, or 0; I(spans) is host to C(Span); I(traffic) is as it came."""

    label: str
    wave: int
    begin: float
    end: float
    verdict: str
    reasons: list
    notes: list
    spans: dict
    traffic: object


class Course(NamedTuple):
    """The whole. I(began) is a moment in UTC, I(seconds) how long it took; I(waves) has lists of hosts; I(previous) and I(live) are host to release."""

    release: str
    owner: str
    began: datetime
    seconds: float
    verdict: str
    reasons: list
    waves: list
    previous: dict
    live: dict
    steps: list

    @property
    def hosts(self):
        """All hosts, those of the waves first."""
        named = [host for wave in self.waves for host in wave]
        return list(dict.fromkeys([*named, *self.previous, *self.live, *(host for step in self.steps for host in step.spans)]))

    @property
    def reach(self):
        """On how many of the hosts the release is live, for people; empty where there is none."""
        there = sum(1 for host in self.hosts if self.live.get(host) == self.release)
        return f"{there} of {_evidence.count(len(self.hosts), 'host')}" if self.release else ""


def course(events):
    """The C(Course) of I(events), as C(_events) makes them. What lacks, or is of another kind, is empty; moments that run backwards stand still."""
    events = [_evidence.mapping(event) for event in _evidence.listed(events)]
    plan = next((event for event in events if event.get("event") == "planned"), {})
    end = next((event for event in reversed(events) if event.get("event") == "ended"), {})
    waves = [_evidence.texts(wave) for wave in _evidence.listed(plan.get("waves"))]
    began = next((moment for moment in map(_moment, events) if moment), datetime.fromtimestamp(0, timezone.utc))
    steps, now, live = [], 0.0, {}
    for event in events:
        before, now = now, max(now, _since(began, event))
        if event.get("event") == "judged":
            steps.append(_step(event, before, now, len(waves)))
            live.update({host: span.live for host, span in steps[-1].spans.items() if span.live})
    last = end or (events[-1] if events else {})
    return Course(
        release=visible(plan.get("release")) or visible(end.get("release")),
        owner=visible(plan.get("owner")),
        began=began,
        seconds=now,
        verdict=visible(last.get("verdict")) or "none",
        reasons=_evidence.texts(end.get("reasons")) if end else [reason for event in events for reason in _evidence.texts(event.get("reasons"))],
        waves=waves,
        previous=_releases(plan.get("previous")),
        live={**_releases(plan.get("previous")), **live, **_releases(end.get("live"))},
        steps=steps,
    )


def _step(event, begin, end, waves):
    phase, wave = visible(event.get("phase")), _evidence.number(event.get("wave")) or 0
    return Step(
        label=f"Wave {wave:g} of {waves}" if wave else phase[:1].upper() + phase[1:],
        wave=int(wave),
        begin=begin,
        end=end,
        verdict=_evidence.verdict(event),
        reasons=_evidence.texts(event.get("reasons")),
        notes=_evidence.texts(event.get("notes")),
        spans={visible(host): _span(result, begin, end) for host, result in _evidence.mapping(event.get("hosts")).items()},
        traffic=event.get("traffic"),
    )


def _span(result, begin, end):
    result = _evidence.mapping(result)
    seconds = _evidence.total_seconds(result)
    return Span(
        verdict=visible(result.get("verdict")) or "none",
        reason=visible(result.get("reason")),
        live=visible(result.get("live")),
        begin=begin,
        end=end if seconds is None else min(end, begin + seconds),
        seconds=seconds,
    )


def _releases(value):
    return {visible(host): visible(release) for host, release in _evidence.mapping(value).items()}


def _moment(event):
    """When I(event) was; C(None) where it doesn't say, or can't be."""
    try:
        moment = datetime.fromisoformat(event["time"])
        return moment.astimezone(timezone.utc) if moment.tzinfo and moment.year in _YEARS else None
    except (KeyError, TypeError, ValueError):
        return None


def _since(began, event):
    moment = _moment(event)
    return (moment - began).total_seconds() if moment else 0.0
