# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of the releases that the hosts have is meant by an id, a version, or C(last good)."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

LAST_GOOD = "last good"
# The release of the rollout that waits for a person, and what to go back to from it.
PAUSED = "paused"
BEFORE_PAUSED = "before paused"


def resolve(target, infos):
    """The release id that I(target) means: an id, a version, or C(last good), the newest that was good on every host, but not the one that is live on all.

    Empty stays empty. Raises C(GoliveError) where no release, or more than one, is meant.
    """
    if not target:
        return ""
    provisioned = [info for info in infos.values() if info.get("provisioned")]
    if not provisioned:
        return ""
    if target == PAUSED:
        # It may have done without a host that refused it; whoever goes on with it knows.
        return _paused(provisioned)
    if target == BEFORE_PAUSED:
        return _last_good(provisioned, left=_left(provisioned) | {_paused(provisioned)})
    if target == LAST_GOOD:
        return _back(provisioned)
    on_all = [release for release in provisioned[0]["releases"] if all(release in info["releases"] for info in provisioned)]
    meant = [release for release in on_all if target in (release, release.rsplit("-", 2)[0])]
    bad = [info["bad"][release] for release in meant for info in provisioned if release in info["bad"]]
    if len(meant) != 1:
        what = "is on no" if not meant else "means more than one release on"
        raise GoliveError(f"'{target}' {what} host of this fleet. Nothing was changed; kept on every host are: {', '.join(on_all) or 'none'}.")
    if bad:
        raise GoliveError(f"Release {meant[0]} was refused before ({bad[0]}). Nothing was changed; choose another, or deploy it again if it is mended.")
    return meant[0]


def _paused(infos):
    """The release of the one rollout that waits for a person."""
    paused = sorted({info["paused"]["release"] for info in infos if info.get("paused")})
    if len(paused) != 1:
        what = f"More than one rollout is paused: {', '.join(paused)}" if paused else "No rollout is paused"
        raise GoliveError(f"{what}. Nothing was changed; golive.web.status shows what every host has.")
    return paused[0]


def _back(infos):
    """Where a way back leads: one that died when all hosts had what it was for is ended there; hosts that differ go back to what some of them have already."""
    left, live = _left(infos), {info["live"] for info in infos}
    if len(live) > 1:
        return _last_good(infos, left)
    return next(iter(live)) if left - live else _last_good(infos, live)


def _left(infos):
    """The releases that a way back which died has taken traffic from."""
    return {info["left"] for info in infos if info.get("left")}


def _last_good(infos, left):
    """The newest release that every one of I(infos) has and knows as good, and that is not one of those that are to be I(left)."""
    good = [release for release in infos[0]["good"] if release not in left and all(_is_good(info, release) for info in infos)]
    if not good:
        raise GoliveError("There is no earlier release that was good on every host. Nothing was changed; deploy a good one instead.")
    return good[-1]


def _is_good(info, release):
    return release in info["releases"] and release in info["good"] and release not in info["bad"]
