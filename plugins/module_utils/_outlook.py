# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the last phase of a rollout would find and do, foretold while the phases before it have only been foretold too."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils import _assets, _manifest, _prune
from ansible_collections.golive.web.plugins.module_utils._layout import Layout, other_slot


class Outlook(Layout):
    """The layout of a host on which I(release) had gone live; C(None) stands for whatever is in the standby slot now, as after a rollback."""

    def __init__(self, layout, release=None):
        self.__dict__.update(layout.__dict__)
        self._now = layout
        live = layout.live_slot()
        self._live = live if release and release == layout.live_release() else other_slot(live or "green")
        self._release = release or layout.slot_release(self._live)

    def live_slot(self):
        return self._live

    def slot_release(self, slot):
        return self._release if slot == self._live else self._now.slot_release(slot)


def prune(layout, state, release, good, bad, keep, assets_before):
    """What ending the rollout of I(release) would remove, as C(_prune.prune) returns it; I(state) becomes what would be remembered.

    I(good) and I(bad) are what would be said of the release; one that is bad was left. An asset of a release that is yet to be staged may stay
    where this says that it goes: nobody has looked into its artifact.
    """
    complete = _manifest.complete_releases(layout)
    if release and good:
        state.mark_good(release)
        outlook = Outlook(layout, release)
        complete = complete if release in complete else [*complete, release]
    elif release and bad:
        state.mark_bad(release, bad)
        outlook = Outlook(layout)
    else:
        outlook = layout
    removed = _prune.prunable(outlook, state, keep, complete)
    state.keep_only([kept for kept in complete if kept not in removed])
    remains = [name for name in _prune.leftovers(layout) if _prune.release_of(name) not in complete]
    return removed, remains + [f"assets/{name}" for name in _assets.prunable(layout.assets, assets_before)]
