# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rollout will do, decided from what every host said of itself; nothing here asks a host or changes anything."""

from __future__ import annotations

import dataclasses
import time
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _patience, _policy, _release_id, _waves

# Besides what the hosts of a rollout may take one after the other: for staging and migrating.
_LEASE_SECONDS = 1800
# Besides what a host may wait and its commands may take: the way there, the artifact, the disk.
_CALL_SECONDS = 300
# As many can be told apart that are very wrong.
_SYNTHETIC_REQUESTS = 100

# What of an application's settings makes another release of the same artifact.
CONFIGURES = ("environment", "entry", "processes", "request_seconds", "public_dir", "assets", "shared", "build", "workers")


class Fleet(NamedTuple):
    """C(hosts): those of the play, in inventory order; C(others): those that C(--limit) leaves out.

    C(infos): what C(release_info) returned, by host, of both; a host that is missing did not answer. One that is not set up is not of the fleet.
    """

    hosts: list
    infos: dict
    others: tuple = ()


@dataclasses.dataclass
class Plan:
    """C(previous): host to its live release (empty: none). C(problems): sentences; with any of them nothing is to be started.

    C(waves): the hosts of each, in order, which C(asked_waves) asks for as C(serial) does. C(healthy): hosts of the whole fleet, of which there are C(size),
    that serve well, and C(min_healthy) how many must at any time. C(shares): the steps before the flip of the first wave, in percent.
    C(settled): hosts that have the release, up, well and known as good; where a run that died had moved the traffic to it, nobody has judged it yet.
    C(partners): host to one of the wave after its own, whose traffic its own is compared with. C(capacity): by wave, how many healthy hosts stay
    outside of it (C(None): it takes none). C(failed): hosts that the rollout does without, each with a sentence; C(max_failed): how many of them
    it bears. C(deadline): when it has taken too long, in seconds since the epoch on the controller.
    C(unfinished): hosts where an earlier run that died had moved the traffic to the release already; they go back with the others.
    C(call_seconds): the longest that a call on a host may take; then nobody waits for it any more, as the host may have died under it.
    C(mtime): what new files of the release get, in seconds since the epoch. C(lacking): hosts that have to make the release.
    C(proven): hosts where it was good before.
    C(scheduler): the host for scheduled jobs; C(None) leaves them where they are. C(moves): whether any host has another release live.
    C(migrates): whether the database is to be brought to what the release needs, before that can start.
    C(back): whether it is a way back, which no person may have wait.
    """

    release: str
    previous: dict
    waves: list
    asked_waves: object
    healthy: list
    size: int
    min_healthy: object
    shares: list
    settled: list
    partners: dict
    capacity: list
    failed: dict
    max_failed: int
    bake_seconds: float
    deadline: float
    min_requests: int
    synthetic_paths: list
    synthetic_requests: int
    metrics: list
    on_inconclusive: str
    lacking: list
    proven: list
    scheduler: str | None
    problems: list
    moves: bool
    migrates: bool
    back: bool
    unfinished: list
    lease_seconds: int
    call_seconds: int
    mtime: int


def make(fleet, settings, artifact, scheduler_host="", target="", policy=_policy.Policy(), back=False, metrics_server="", now=time.time):
    """The plan for the hosts of I(fleet).

    I(settings) is the application's, I(artifact) has C(version) and C(sha256). With I(target) (a release id) that release is meant and I(artifact) is not
    looked at. I(back): whether it is a way back, which ends a rollout that waits for a person, waits for none itself, and migrates nothing.
    I(metrics_server) is the address of the Prometheus that I(policy)'s conditions are asked of. I(now) is the clock.
    Raises C(GoliveError) for a I(policy) that means nothing.
    """
    hosts, infos = fleet.hosts, fleet.infos
    size = sum(1 for host in (*hosts, *fleet.others) if infos.get(host, {}).get("provisioned", True))
    max_failed = _waves.amount(policy.max_failed, size, "rollout_max_failed", up=False)
    silent = [host for host in hosts if host not in infos]
    borne = len(silent) <= max_failed
    failed = {host: f"{host} did not answer and was left out. See to that host; running again brings it right." for host in silent if borne}
    problems = [] if borne else [_silent(host) for host in silent]
    if policy.metrics and policy.bake_seconds and not metrics_server:
        problems.append("rollout_metrics has conditions, and rollout_prometheus no server to ask. Nothing was changed; set both, or none.")
    problems += [problem for host in hosts if host in infos for problem in _problems(host, infos[host])]
    # What is not set up on a host that was left out is nobody's business now; a lock of another run there is.
    problems += [infos[host]["fault"] for host in fleet.others if infos.get(host, {}).get("fault")]
    answered = [host for host in hosts if infos.get(host, {}).get("provisioned")]
    # Where no host answered, nobody knows which release a target means.
    release = target or (_identify(settings, artifact, [infos[host]["runtime"] for host in answered]) if artifact.get("sha256") else "")
    live = {host: infos[host]["live"] for host in answered}
    if not back:
        problems += _paused(infos, release)
    bad = {refused for info in infos.values() for refused in info.get("bad", ())}
    previous = {host: _previous(infos[host], release, bad) for host in answered}
    healthy = [host for host, info in infos.items() if info.get("provisioned") and info["serving"]["healthy"]]
    settled = [host for host in answered if live[host] == release and host in healthy and _is_judged(infos[host], release)]
    waves = _waves.split(_waves.order(answered, settled, [host for host in healthy if live.get(host) != release]), policy.waves, settled)
    problems = problems or _waves.problems(waves, settled, healthy, size, policy.min_healthy)
    moves = any(there != release for there in live.values())
    return Plan(
        release=release,
        previous=previous,
        waves=waves,
        asked_waves=policy.waves,
        healthy=healthy,
        size=size,
        min_healthy=policy.min_healthy,
        shares=list(policy.share) if moves else [],
        settled=settled,
        partners=_waves.partners(waves, settled, live),
        capacity=_waves.capacity(waves, settled, healthy),
        failed=failed,
        max_failed=max_failed,
        bake_seconds=policy.bake_seconds,
        deadline=now() + policy.deadline_seconds,
        min_requests=int(policy.min_requests),
        synthetic_paths=list(policy.synthetic_paths),
        synthetic_requests=int(policy.min_requests) or _SYNTHETIC_REQUESTS,
        metrics=list(policy.metrics),
        on_inconclusive=policy.on_inconclusive,
        lacking=[host for host in answered if release not in infos[host]["releases"]],
        proven=[host for host in answered if release in infos[host]["good"]],
        scheduler=_scheduler(answered, infos, scheduler_host, bool(fleet.others)),
        problems=problems,
        moves=moves,
        migrates=moves and not back and bool(settings.get("migrate")),
        back=back,
        unfinished=[host for host in answered if previous[host] != live[host]],
        lease_seconds=_LEASE_SECONDS + _command_seconds(settings) + int((len(hosts) + len(policy.share)) * _wait_seconds(settings, policy)),
        call_seconds=_CALL_SECONDS + _command_seconds(settings) + int(_wait_seconds(settings, policy)),
        mtime=_mtime(release, [infos[host]["mtimes"] for host in answered], int(now())),
    )


def _command_seconds(settings):
    """What the commands of a phase may take that has to run all of them."""
    hooks = sum(len(commands) for commands in settings.get("hooks", {}).values())
    built, migrated = len(settings.get("build", ())) * _patience.BUILD, len(settings.get("migrate", ())) * _patience.MIGRATION
    return built + migrated + hooks * _patience.HOOK


def _wait_seconds(settings, policy):
    """What a host may wait for its slots, workers and bake."""
    stops = [settings.get("stop_seconds", 0), *(worker["stop_seconds"] for worker in settings.get("workers", {}).values())]
    return settings.get("drain_seconds", 0) + 2 * settings.get("start_seconds", 0) + settings.get("settle_seconds", 0) + max(stops) + policy.bake_seconds


def _mtime(release, known, now):
    """The modification time for what is new in I(release): one for all hosts, also where a run that died had staged some, and never used twice.

    I(known) has each host's releases with theirs. All in seconds since the epoch.
    """
    staged = [times[release] for times in known if release in times]
    return max(staged or [now, *(used + 1 for times in known for used in times.values())])


def _is_judged(info, release):
    """Whether somebody or something has found I(release) well on I(info)'s host: an earlier rollout, or the person who goes on with one that waited."""
    return release in info["good"] or info.get("paused", {}).get("release") == release


def _previous(info, release, bad):
    """What I(info)'s host is to go back to if the rollout of I(release) fails: its live release, unless some host holds that for I(bad), or nobody has
    judged it, as where a run that died has moved the traffic to it already. Then the last good.
    """
    if info["live"] not in bad and (info["live"] != release or release in info["good"]):
        return info["live"]
    kept = [good for good in info["good"] if good in info["releases"] and good not in bad]
    return kept[-1] if kept else info["live"]


def _silent(host):
    return f"{host} did not answer. Nothing was changed anywhere; bring it back, or leave it out with --limit '!{host}'."


def _problems(host, info):
    if info.get("fault"):
        return [info["fault"]]
    if not info.get("provisioned"):
        return [f"{host} is not set up for this application. Nothing was changed anywhere; run the provision playbook first."]
    return []


def _paused(infos, release):
    """A sentence where a rollout of another release than I(release) waits for a person."""
    waiting = {host: info["paused"] for host, info in infos.items() if info.get("paused") and info["paused"]["release"] != release}
    if not waiting:
        return []
    paused = next(iter(waiting.values()))
    return [
        f"A rollout of {paused['release']} by {paused['owner']} is paused on {', '.join(waiting)}: {paused['reason']} Nothing was changed; "
        "golive.web.promote goes on with it, golive.web.abort goes back."
    ]


def _identify(settings, artifact, runtimes):
    """One id for the whole fleet, also while its hosts differ in a runtime's patch level: it stands for all that they have."""
    configuration = {key: settings.get(key) for key in CONFIGURES}
    configuration["runtimes"] = sorted({_release_id.digest(runtime) for runtime in runtimes})
    return _release_id.release_id(artifact["version"], artifact["sha256"], configuration)


def _scheduler(answered, infos, wanted, limited):
    """The host for scheduled jobs, one that answers: the one wished for, else the one that has them, else, among all hosts, the first."""
    holders = [host for host in answered if infos[host].get("scheduler")]
    return next((host for host in [wanted, *holders, *([] if limited else answered)] if host in answered), None)
