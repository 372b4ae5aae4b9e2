# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rollout will do, decided from what every host said of itself; nothing here asks a host or changes anything."""

from __future__ import annotations

import dataclasses
import time

from ansible_collections.golive.web.plugins.module_utils import _release_id, _stage
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

# Besides what the hosts of a rollout may take one after the other: for staging and migrating.
_LEASE_SECONDS = 1800

# What of an application's settings makes another release of the same artifact.
CONFIGURES = ("environment", "entry", "processes", "request_seconds", "public_dir", "assets", "shared", "build", "workers")


@dataclasses.dataclass
class Plan:
    """C(previous): host to its live release (empty: none). C(problems): sentences; with any of them nothing is to be started.

    C(unfinished): hosts where an earlier run that died had moved the traffic to the release already; they go back with the others.
    C(mtime): what new files of the release get, in seconds since the epoch. C(lacking): hosts that have to make the release.
    C(scheduler): the host for scheduled jobs; C(None) leaves them where they are. C(moves): whether any host has another release live.
    C(migrates): whether the database is to be brought to what the release needs, before that can start.
    C(takeover): an owner whose lease may be taken (empty: nobody's).
    """

    release: str
    previous: dict
    waves: list
    lacking: list
    scheduler: str | None
    takeover: str
    problems: list
    moves: bool
    migrates: bool
    unfinished: list
    lease_seconds: int
    mtime: int


def make(hosts, infos, settings, artifact, scheduler_host, target="", is_dead=lambda owner: False, takeover="", now=time.time, limited=False):
    """The plan for I(hosts) (names, in inventory order).

    I(infos) has what C(release_info) returned, by host; a host that is missing in it did not answer. I(settings) is the application's,
    I(artifact) has C(version) and C(sha256). With I(target) (a release id) that release is meant and I(artifact) is not looked at.
    I(limited): there may be more hosts than I(hosts). I(now) is the clock. I(is_dead(owner)) tells whether the run of a lease's owner is known to have ended.
    """
    problems = [problem for host in hosts for problem in _problems(host, infos.get(host))]
    answered = [host for host in hosts if infos.get(host, {}).get("provisioned")]
    leases = sorted({infos[host]["lease"]["owner"] for host in answered if infos[host].get("lease")})
    # Where no host answered, nobody knows which release a target means.
    release = target or (_identify(settings, artifact, [infos[host]["runtime"] for host in answered]) if artifact.get("sha256") else "")
    previous = {host: _previous(infos[host], release) for host in answered}
    live = {host: infos[host]["live"] for host in answered}
    moves = any(there != release for there in live.values())
    return Plan(
        release=release,
        previous=previous,
        waves=[1] * max(len(hosts), 1),
        lacking=[host for host in answered if release not in infos[host]["releases"]],
        scheduler=_scheduler(answered, infos, scheduler_host, limited),
        takeover=takeover or next((owner for owner in leases if is_dead(owner)), ""),
        problems=problems,
        moves=moves,
        migrates=moves and bool(settings.get("migrate")),
        unfinished=[host for host in answered if previous[host] != live[host]],
        lease_seconds=_lease_seconds(settings, len(hosts)),
        mtime=_mtime(release, [infos[host]["mtimes"] for host in answered], int(now())),
    )


def _lease_seconds(settings, hosts):
    """As long as a phase may take that has to do all that it may: its commands, and host by host the waits for slots and workers."""
    commands = len(settings.get("build", ())) * _stage.BUILD_SECONDS + len(settings.get("migrate", ())) * _stage.MIGRATION_SECONDS
    stops = [settings.get("stop_seconds", 0), *(worker["stop_seconds"] for worker in settings.get("workers", {}).values())]
    return _LEASE_SECONDS + commands + hosts * (settings.get("drain_seconds", 0) + settings.get("start_seconds", 0) + max(stops))


def _mtime(release, known, now):
    """The modification time for what is new in I(release): one for all hosts, also where a run that died had staged some, and never used twice.

    I(known) has each host's releases with theirs. All in seconds since the epoch.
    """
    staged = [times[release] for times in known if release in times]
    return max(staged or [now, *(used + 1 for times in known for used in times.values())])


def summary(plan):
    """The plan in lines that a person reads before anything happens."""
    width = max((len(host) for host in plan.previous), default=0)
    moves = [f"{host:<{width}}  {before or '(none)'} -> {plan.release if before != plan.release else 'stays'}" for host, before in plan.previous.items()]
    return [f"Release {plan.release}", *moves]


LAST_GOOD = "last good"


def resolve(target, infos):
    """The release id that I(target) means: an id, a version, or C(last good), the newest that was good on every host, but not the one that is live on all.

    Empty stays empty. Raises C(GoliveError) where no release, or more than one, is meant.
    """
    if not target:
        return ""
    provisioned = [info for info in infos.values() if info.get("provisioned")]
    if not provisioned:
        return ""
    on_all = [release for release in provisioned[0]["releases"] if all(release in info["releases"] for info in provisioned)]
    if target == LAST_GOOD:
        live = {info["live"] for info in provisioned}
        left = live if len(live) == 1 else ()  # hosts that differ go back to what some of them have already
        good = [
            release
            for release in provisioned[0]["good"]
            if release in on_all and release not in left and all(release in info["good"] and release not in info["bad"] for info in provisioned)
        ]
        if not good:
            raise GoliveError("There is no earlier release that was good on every host. Nothing was changed; deploy a good one instead.")
        return good[-1]
    meant = [release for release in on_all if target in (release, release.rsplit("-", 2)[0])]
    bad = [info["bad"][release] for release in meant for info in provisioned if release in info["bad"]]
    if len(meant) != 1:
        what = "is on no" if not meant else "means more than one release on"
        raise GoliveError(f"'{target}' {what} host of this fleet. Nothing was changed; kept on every host are: {', '.join(on_all) or 'none'}.")
    if bad:
        raise GoliveError(f"Release {meant[0]} was refused before ({bad[0]}). Nothing was changed; choose another, or deploy it again if it is mended.")
    return meant[0]


def _previous(info, release):
    """What I(info)'s host is to go back to if the rollout fails: its live release, or, where a run that died has moved it already, the last good."""
    if info["live"] != release or release in info["good"]:
        return info["live"]
    kept = [good for good in info["good"] if good in info["releases"] and good not in info["bad"]]
    return kept[-1] if kept else info["live"]


def _problems(host, info):
    if info is None:
        return [f"{host} did not answer. Nothing was changed anywhere; bring it back, or leave it out with --limit '!{host}'."]
    if info.get("fault"):
        return [info["fault"]]
    if not info.get("provisioned"):
        return [f"{host} is not set up for this application. Nothing was changed anywhere; run the provision playbook first."]
    return []


def _identify(settings, artifact, runtimes):
    """One id for the whole fleet, also while its hosts differ in a runtime's patch level: it stands for all that they have."""
    configuration = {key: settings.get(key) for key in CONFIGURES}
    configuration["runtimes"] = sorted({_release_id.digest(runtime) for runtime in runtimes})
    return _release_id.release_id(artifact["version"], artifact["sha256"], configuration)


def _scheduler(answered, infos, wanted, limited):
    """The host for scheduled jobs, one that answers: the one wished for, else the one that has them, else, among all hosts, the first."""
    holders = [host for host in answered if infos[host].get("scheduler")]
    return next((host for host in [wanted, *holders, *([] if limited else answered)] if host in answered), None)
