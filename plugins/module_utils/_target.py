# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of the releases that the hosts have is meant by an id, a version, or C(last good)."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

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
