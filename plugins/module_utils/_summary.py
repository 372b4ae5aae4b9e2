# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan of a rollout in lines that a person reads before anything happens."""

from __future__ import annotations


def lines(plan, settle_seconds=0, forks=0):
    """I(settle_seconds) is the application's, I(forks) how many hosts Ansible works on at a time (0: not known)."""
    return [
        *([f"Release {plan.release}"] if plan.release else []),
        *(line for number, wave in enumerate(plan.waves, start=1) for line in _wave(plan, number, wave)),
        *(f"left out: {reason}" for reason in plan.failed.values()),
        *_conditions(plan, settle_seconds),
        *_forks(plan, forks),
    ]


def _wave(plan, number, wave):
    width = max(len(host) for host in plan.previous)
    left = plan.capacity[number - 1]
    outside = f", {left} healthy outside of it" if left is not None else ""
    yield f"Wave {number} of {len(plan.waves)}, {_count(len(wave), 'host')}{outside}"
    for host in wave:
        before = plan.previous[host]
        yield f"  {host:<{width}}  {before or '(none)'} -> {plan.release if before != plan.release else 'stays'}"


def _conditions(plan, settle_seconds):
    """The least time, and what would stop it."""
    if not plan.moves:
        return
    bakes = len(plan.shares) + sum(1 for wave in plan.waves if set(wave) - set(plan.settled))
    if plan.shares:
        yield f"Wave 1 begins with a share of {', '.join(map(str, plan.shares))} % of the traffic"
    if plan.bake_seconds:
        yield f"Takes {bakes * plan.bake_seconds + settle_seconds:g} s at least: {_count(bakes, 'bake')} of {plan.bake_seconds:g} s"
    borne = _count(plan.max_failed + 1, "host")
    yield f"Goes back everywhere when {borne} refuse{'s' if plan.max_failed == 0 else ''} it, went away or did worse with it, or the deadline has passed"
    if plan.min_requests:
        then = {"ask": "asks you, or goes back where nobody is there", "pause": "pauses", "fail": "goes back", "pass": "goes on"}[plan.on_inconclusive]
        yield f"Of fewer than {plan.min_requests} requests to compare in a wave, it {then}"


def _forks(plan, forks):
    hosts = len(plan.previous)
    if 0 < forks < hosts:
        yield f"Ansible's forks are {forks}, fewer than the {hosts} hosts of a phase, which does them in turns: run it with --forks {hosts}"


def _count(number, what):
    return f"{number:g} {what}{'' if number == 1 else 's'}"
