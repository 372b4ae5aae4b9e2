# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of a rollout on a host: what was good is remembered, what nothing names any more is removed."""

from __future__ import annotations

import os

from ansible_collections.golive.web.plugins.module_utils import _assets, _atomic, _manifest
from ansible_collections.golive.web.plugins.module_utils._layout import RELEASE_ID, SLOTS

_SUFFIXES = (".json", ".env", ".conf")


def prunable(layout, state, keep, complete=None):
    """The ids to remove, oldest first: beyond the newest I(keep), named by no slot, and not the last good one.

    I(complete) are the ids to look at, oldest first, if not those on the disk.
    """
    complete = _manifest.complete_releases(layout) if complete is None else complete
    needed = {layout.slot_release(slot) for slot in SLOTS} | set(complete[len(complete) - keep :] if keep < len(complete) else complete)
    needed.add(state.last_good())
    needed.add(state.last_good(besides=(layout.live_release(),)))
    return [release for release in complete if release not in needed]


def leftovers(layout):
    """Names in the releases directory that belong to no complete release and to no slot: what a crash left behind."""
    kept = set(_manifest.complete_releases(layout)) | {layout.slot_release(slot) for slot in SLOTS}
    return sorted(name for name in os.listdir(layout.releases) if release_of(name) not in kept)


def release_of(name):
    """The release that the file I(name) belongs to; else the name itself."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and RELEASE_ID.fullmatch(name[: -len(suffix)]):
            return name[: -len(suffix)]
    return name


def stale_links(layout):
    """The paths of markers and sockets' links that speak of what a slot no longer holds: a crash while it was filled leaves them."""
    held = [(slot, layout.slot_release(slot)) for slot in SLOTS if layout.slot_release(slot)]
    needed = {path for slot, release in held for path in (layout.slot_marker(slot, release), layout.release_socket(release))}
    links = {os.path.join(folder, name) for folder in (layout.slots, layout.sockets) for name in os.listdir(folder) if _is_link_of_release(name)}
    return sorted(links - needed)


def _is_link_of_release(name):
    release = name.removesuffix(".sock").rpartition("@")[2]
    return release != name and bool(RELEASE_ID.fullmatch(release))


def prune(layout, state, keep, assets_before=0):
    """Removes what can go, also assets that no release has had since I(assets_before) (seconds since the epoch).

    Returns (releases removed, leftovers removed).
    """
    releases = prunable(layout, state, keep)
    for release in releases:
        # The manifest goes first: from then on nothing takes the rest for a release.
        for path in (layout.manifest(release), layout.environment(release), layout.configuration(release)):
            if os.path.lexists(path):
                os.unlink(path)
        _atomic.remove_tree(layout.release(release))
    remains = leftovers(layout)
    for name in remains:
        path = os.path.join(layout.releases, name)
        if os.path.lexists(path):
            _atomic.remove_tree(path)
    for folder in (layout.home, layout.slots, layout.sockets):
        _atomic.sweep(folder)
    for path in stale_links(layout):
        os.unlink(path)
    state.keep_only(_manifest.complete_releases(layout))
    return releases, remains + [f"assets/{name}" for name in _assets.prune(layout.assets, assets_before)]
