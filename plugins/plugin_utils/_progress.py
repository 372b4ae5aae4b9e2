# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A rollout in lines, as it happens: events and results of hosts in, what a person reads out. Nothing here prints, or knows of Ansible."""

from __future__ import annotations

import time
from typing import NamedTuple

from ansible_collections.golive.web.plugins.plugin_utils import _evidence
from ansible_collections.golive.web.plugins.plugin_utils._evidence import count, duration, visible

PASS = "pass"

# All that is ever shown of what a host returned: its other fields are for programs, and its arguments hold secrets.
_OF_RESULT = ("verdict", "reason", "live", "flipped", "share", "seconds")
_MARGIN = 7


class Line(NamedTuple):
    """I(text), which may have several lines, and the I(verdict) that it tells of, if any."""

    text: str
    verdict: str = ""


class Progress:
    """Where a rollout is; each method that tells what happened returns the C(Line)s that it is worth.

    I(clock) counts seconds, I(now) are those since the epoch.
    """

    def __init__(self, clock=time.monotonic, now=time.time):
        self._clock, self._now = clock, now
        self._began = clock()
        self._waves = []
        self._deadline = None
        self._bake_seconds = 0
        self._shares, self._unbaked = 0, set()
        self._told = set()
        self.begin("")

    def planned(self, event, plan):
        """The rollout was planned: I(event) is C(_events.planned), I(plan) has C(summary) and C(deadline)."""
        event, plan = _evidence.mapping(event), _evidence.mapping(plan)
        previous = _evidence.mapping(event.get("previous"))
        self._waves = [_evidence.texts(wave) for wave in _evidence.listed(event.get("waves"))]
        self._deadline = _evidence.number(plan.get("deadline"))
        self._bake_seconds = _evidence.number(event.get("bake_seconds")) or 0
        self._shares = len(_evidence.listed(event.get("shares")))
        moving = [host for host, release in previous.items() if release != event.get("release")]
        self._unbaked = {number for number, wave in enumerate(self._waves, start=1) if set(wave).intersection(map(visible, moving))}
        summary = _evidence.texts(plan.get("summary"))
        return [*self._lines(summary), *self._verdict("plan", event)]

    def begin(self, phase):
        """The hosts begin with I(phase)."""
        self._phase = self._place = phase
        self._at_work, self._done, self._expected = [], 0, 0
        self._over = self._now() + self._seconds_left()

    def at_work(self, host):
        """I(host) begins."""
        host = visible(host)
        self._at_work.append(host)
        number = self._wave_of(host)
        if self._phase == "wave" and number:
            self._place, self._expected = f"wave {number} of {len(self._waves)}", len(self._waves[number - 1])

    def done(self, host, result):
        """I(host) returned I(result). One that gives no verdict is the gate's to judge, and one without traffic to tell of is counted."""
        host = visible(host)
        result = {key: _evidence.mapping(result).get(key) for key in _OF_RESULT}
        self._at_work = [other for other in self._at_work if other != host]
        self._done += 1
        verdict, reason = visible(result["verdict"]), visible(result["reason"])
        moved = _moved(result)
        if not verdict or verdict == PASS and not moved:
            return []
        self._told.add(f"{host}: {reason}")
        said = [f"{self._place}: {host} {verdict}", moved, _took(_evidence.total_seconds(result))]
        return self._lines([", ".join(filter(None, said)), *reason.splitlines()], verdict)

    def judged(self, event):
        """A gate made a verdict: I(event) is C(_events.judged)."""
        event = _evidence.mapping(event)
        phase, wave = visible(event.get("phase")), _evidence.number(event.get("wave")) or 0
        if phase == "wave":
            self._unbaked.discard(wave)
        elif phase.startswith("share"):
            self._shares = max(0, self._shares - 1)
        if event.get("verdict") != PASS:
            self._shares, self._unbaked = 0, set()
        label = f"wave {wave} of {len(self._waves)}" if wave else phase
        self.begin("")
        return self._verdict(label, event)

    def concluded(self, text, verdict):
        """What is said at the end."""
        self.begin("")
        return self._lines(visible(text).splitlines(), verdict)

    def status(self):
        """The one line of where it is now."""
        of = f" of {self._expected}" if self._expected else ""
        said = [self._place, f"{self._done}{of} done"]
        if self._seconds_left():
            said.append(f"not over before {time.strftime('%H:%M:%S', time.localtime(self._over))}")
        if self._at_work:
            said.append(f"at work: {' '.join(self._at_work)}")
        return f"{self._elapsed()}{', '.join(filter(None, said))}".replace("\n", " ") if self._phase else ""

    def _verdict(self, label, event):
        hosts, verdict = _evidence.mapping(event.get("hosts")), _evidence.verdict(event)
        took = {visible(host): seconds for host, seconds in ((host, _evidence.total_seconds(result)) for host, result in hosts.items()) if seconds}
        slowest = max(took, key=took.get, default="")
        said = [f"{label}: {verdict}"]
        if hosts:
            at_most = f" in {_took(took[slowest])}" if took else ""
            said.append(count(len(hosts), "host") + at_most + (f" ({slowest})" if len(took) > 1 else ""))
        said.append(self._left())
        more = [text for text in _evidence.texts(event.get("reasons")) if text not in self._told] + _evidence.texts(event.get("notes"))
        self._told.update(more)
        return self._lines([", ".join(filter(None, said)), *(line for text in more for line in text.splitlines())], verdict)

    def _left(self):
        seconds = self._seconds_left()
        if not seconds:
            return ""
        until = f", {duration(max(0, self._deadline - self._now()))} until the deadline" if self._deadline else ""
        return f"{duration(seconds)} to go at least{until}"

    def _seconds_left(self):
        """What is still to be baked, which is the least that the rest takes."""
        return (self._shares + len(self._unbaked)) * self._bake_seconds

    def _wave_of(self, host):
        return next((number for number, wave in enumerate(self._waves, start=1) if host in wave), 0)

    def _elapsed(self):
        return f"{duration(self._clock() - self._began):>{_MARGIN - 2}}  "

    def _lines(self, texts, verdict=""):
        """One C(Line) of I(texts), the first of which has the time."""
        return [Line(self._elapsed() + f"\n{' ' * _MARGIN}".join(texts), verdict)] if texts else []


def _moved(result):
    """What traffic the host moved; empty where it did not."""
    live, share = visible(result["live"]) or "no release", _evidence.number(result["share"]) or 0
    if result["flipped"] is True:
        return f"serves {live}"
    return f"{share:g} % of its traffic on the new release" if 0 < share < 100 else ""


def _took(seconds):
    return "" if seconds is None else f"{seconds:.1f} s"
