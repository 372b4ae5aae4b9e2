# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""docs/benchmark.md, and the limits that the benchmark is there to hold."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from statistics import median

import canaries
import checks
import guards
import probes
from report import Limit, ratio, spread, table

PATH = Path(__file__).resolve().parents[2] / "docs" / "benchmark.md"

LOST, P99_RATIO, OF_PLAYBOOK, OF_CAPISTRANO = 0, 1.2, 0.3, 1.5
BACK_SECONDS, OF_PINGS, ROUND_TRIPS = 2, 1.5, 5
OF_BARE_CLIENT, LOOP_OF_CALL, CHECKS_SECONDS = 1.5, 20, 1
# Throughput within 5 %.
GUARDED = 1.05
_OURS, _PLAYBOOK, _CAPISTRANO = "golive.web", "plain playbook", "Capistrano"

_HEAD = """# Benchmark

Written by `make benchmark` itself: commit {commit}, {day}, {cores} cores for the controller and all hosts, {minutes:.0f} minutes. How it measures is in
[tests/benchmark](../tests/benchmark/README.md).
"""

_UNDER_LOAD = """## {releases} releases in a row under load

GETs and POSTs of clients that keep their connections, pause at times and never try again. The control run stages and starts
as many releases and does not flip.

"""
_USUAL_WAYS = """### The usual ways, under the same load

"""
_SPEED = """## One release on four hosts, one by one

Median (least to most) of {rounds}, in turn. A PHP application of 400 classes: a shared folder linked, a build hook, each host switched and
asked after the other, five releases kept. Here `settle_seconds` is 0: by default a release waits 3 s more before the
first flip, on purpose.

"""
_WHERE = """

Where the time goes, of one more release that took {profiled:.1f} s: the longest tasks, over all hosts, then the steps of a call on a host, on
average.

"""
_FLEETS = """## Rollouts over fleets

An application of one file, without workers, on hosts that are copies of one. With the default waves, a bake of 2 s and under load, `lost` counts
requests over all rollouts and forced rollbacks; `back` is the longest time from a failed verdict until every host was on the release before. `at once`
is a rollout in one wave without a bake, `ping` Ansible's own ping of the same hosts.

"""
_PROBES = """## A thousand endpoints asked

Once each over HTTP, from the controller, {at_once} at a time, status and body looked at. A loop of `ansible.builtin.uri` was measured with {looped} of them.

"""
_CHECKS = """## A hundred checks of an environment

One call of `environment_check` for one host, whole, by round: with checks of most kinds, and with none.

"""
_GUARDS = """## A site with every guard on

A PHP application on one host, as fast as it answers {clients} clients that keep their connections, in turns of {seconds} s: with TLS, security
headers, nonces, reports and limits of every kind, and without any.

"""
_CANARIES = """## Canaries, simulated

How often the comparison of a canary with its baselines calls a rollout worse that is not, and finds one that is; [statistics.md](statistics.md) says how.

"""
_STAGING = """## A release of 25,000 files with one that changed

On one host; `written` is what was handed to the disk.

"""


@dataclasses.dataclass
class Results:
    """All that was measured; what is empty was not. C(speed): tool to its measured releases. C(tasks), C(steps): pairs of what and seconds."""

    commit: str
    day: str
    cores: int
    releases: int
    rounds: int
    minutes: float = 0
    runtimes: list = dataclasses.field(default_factory=list)
    ways: list = dataclasses.field(default_factory=list)
    speed: dict = dataclasses.field(default_factory=dict)
    tasks: list = dataclasses.field(default_factory=list)
    steps: list = dataclasses.field(default_factory=list)
    profiled: float = 0
    staging: list = dataclasses.field(default_factory=list)
    fleets: list = dataclasses.field(default_factory=list)
    probes: probes.Result | None = None
    checks: checks.Result | None = None
    guards: guards.Result | None = None
    canaries: canaries.Figures | None = None
    problems: list = dataclasses.field(default_factory=list)


def limits(results):
    """What must hold, of what was measured."""
    found = []
    for result in results.runtimes:
        found.append(Limit(f"{result.label}: requests lost", len(result.flips.lost) + len(result.control.lost), LOST))
        found.append(Limit(f"{result.label}: p99 over that of the control run", result.ratio, P99_RATIO))
    if results.speed:
        seconds = {tool: [one.seconds for one in taken] for tool, taken in results.speed.items()}
        found.append(Limit(f"time of one release on 4 hosts over that of the {_PLAYBOOK}", ratio(seconds[_OURS], seconds[_PLAYBOOK]), OF_PLAYBOOK))
        found.append(Limit(f"time of one release on 4 hosts over that of {_CAPISTRANO}", ratio(seconds[_OURS], seconds[_CAPISTRANO]), OF_CAPISTRANO))
    for one in results.fleets:
        hosts = f"{one['hosts']} hosts"
        found.append(Limit(f"{hosts}: requests lost in {one['rollouts']} rollouts and {one['rollbacks']} forced rollbacks", one["lost"], LOST))
        found.append(Limit(f"{hosts}: requests that met a release which its private gate refused", one["met_bad"], 0))
        found.append(Limit(f"{hosts}: seconds from a failed verdict, less those of a ping", max(one["back"]) - median(one["ping"]), BACK_SECONDS))
        found.append(Limit(f"{hosts}: a rollout at once over two pings", median(one["at_once"]) / (2 * median(one["ping"])), OF_PINGS))
        found.append(Limit(f"{hosts}: round trips a host", one["round_trips"], ROUND_TRIPS))
    if results.probes:
        found.append(Limit("a thousand endpoints: time of the probes over that of a bare asyncio client", results.probes.of_bare, OF_BARE_CLIENT))
        found.append(Limit("a thousand endpoints: time of the whole call, in twentieths of that of a loop", LOOP_OF_CALL / results.probes.of_loop, 1))
    if results.checks:
        found.append(Limit(f"{checks.CHECKS} checks of an environment: seconds beyond a call without one", results.checks.beyond, CHECKS_SECONDS))
    if results.guards:
        found.append(Limit("time of a request with every guard on over that without", results.guards.ratio, GUARDED))
    return found + (canaries.limits(results.canaries) if results.canaries else [])


def text(results):
    """The page."""
    head = _HEAD.format(commit=results.commit, day=results.day, cores=results.cores, minutes=results.minutes)
    sections = (_under_load, _usual_ways, _speed, _staging, _fleets, _probes, _checks, _guards, _canaries, _limits)
    parts = [head, *(section(results) for section in sections)]
    return "\n".join(part for part in parts if part)


def _under_load(results):
    if not results.runtimes:
        return ""
    rows = [
        [one.label, f"{one.flips.requests:,}", len(one.flips.lost) + len(one.control.lost), _ms(one.flips.p99), _ms(one.control.p99), _number(one.ratio)]
        for one in results.runtimes
    ]
    head = ["runtime", "requests", "lost", "p99 ms", "p99 ms of the control run", "ratio"]
    return _UNDER_LOAD.format(releases=results.releases) + table(head, rows) + "\n"


def _usual_ways(results):
    if not results.ways:
        return ""
    rows = [
        [one.label, one.count, f"{one.section.requests:,}", len(one.section.lost), one.section.reasons or "-", _ms(one.section.p99)] for one in results.ways
    ]
    return _USUAL_WAYS + table(["way", "releases", "requests", "lost", "what came instead", "p99 ms"], rows) + "\n"


def _speed(results):
    if not results.speed:
        return ""
    ours = [one.seconds for one in results.speed[_OURS]]
    rows = [
        [tool, spread([one.seconds for one in taken]), f"{ratio(ours, [one.seconds for one in taken]):.2f}",
         spread([one.cpu for one in taken]), spread([one.hosts for one in taken])]
        for tool, taken in results.speed.items()
    ]  # fmt: skip
    head = ["tool", "seconds", "golive.web takes", "CPU s on the controller", "CPU s on the hosts"]
    where = _WHERE.format(profiled=results.profiled) + f"{_lines(results.tasks)}\n\n{_lines(results.steps)}\n"
    return _SPEED.format(rounds=results.rounds) + table(head, rows) + where


def _staging(results):
    if not results.staging:
        return ""
    rows = [[one.label, f"{one.seconds:.1f}", f"{one.written / 1e6:.1f}", f"{one.kept / 1e6:.1f}"] for one in results.staging]
    return _STAGING + table(["what", "seconds", "MB written", "MB kept"], rows) + "\n"


def _fleets(results):
    if not results.fleets:
        return ""
    rows = [
        [one["hosts"], f"{one['requests']:,}", one["lost"], f"{median(one['seconds']):.1f}", f"{max(one['back']):.1f}", spread(one["at_once"]),
         spread(one["ping"]), f"{median(one['cpu']):.2f}", f"{median(one['ping_cpu']):.2f}", one["round_trips"]]
        for one in results.fleets
    ]  # fmt: skip
    head = ["hosts", "requests", "lost", "rollout s", "back s", "at once s", "ping s", "controller CPU s a host", "of a ping", "round trips a host"]
    return _FLEETS + table(head, rows) + "\n"


def _probes(results):
    if not results.probes:
        return ""
    one = results.probes
    rows = [
        ["a call of health_probe, with Ansible's start", spread(one.call)],
        ["the probes in it", spread(one.probes, "{:.2f}")],
        ["a bare asyncio client", spread(one.bare, "{:.2f}")],
        [f"a loop of ansible.builtin.uri, by {probes.LOOPED} of them", f"{one.looped * probes.ENDPOINTS:.0f}"],
    ]
    return _PROBES.format(at_once=probes.AT_ONCE, looped=probes.LOOPED) + table(["what", "seconds"], rows) + "\n"


def _checks(results):
    if not results.checks:
        return ""
    rows = [[f"{checks.CHECKS} checks", spread(results.checks.full, "{:.2f}")], ["none", spread(results.checks.bare, "{:.2f}")]]
    return _CHECKS + table(["what", "seconds"], rows) + "\n"


def _guards(results):
    if not results.guards:
        return ""
    rows = [["none", spread(results.guards.unguarded, "{:.0f}")], ["every one", spread(results.guards.guarded, "{:.0f}")]]
    return _GUARDS.format(clients=guards.CLIENTS, seconds=guards.SECONDS) + table(["guards", "requests a second"], rows) + "\n"


def _canaries(results):
    return _CANARIES + canaries.text(results.canaries) + "\n" if results.canaries else ""


def _limits(results):
    lines = [*(f"- {limit}" for limit in limits(results)), *(f"- {problem}" for problem in results.problems)]
    return "## Limits\n\n" + "\n".join(lines) + "\n"


def _lines(pairs):
    return "\n".join(f"    {seconds:6.2f} s  {what}" for what, seconds in pairs)


def _ms(value):
    return "-" if value is None else f"{value:.1f}"


def _number(value):
    return "-" if value is None else f"{value:.2f}"
