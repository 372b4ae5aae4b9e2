# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a release says of itself: ID.json beside it, written first as incomplete and last as complete.

golive-exec reads there what to run: a slot its runtime's C(command), a worker what C(workers) has under its name.
"""

from __future__ import annotations

import json
import os

from ansible_collections.golive.web.plugins.module_utils import _atomic
from ansible_collections.golive.web.plugins.module_utils._layout import RELEASE_ID

SCHEMA = 1


def read(layout, release):
    """The manifest of I(release), or C(None) where there is none that can be read."""
    try:
        with open(layout.manifest(release), encoding="utf-8") as file:
            manifest = json.load(file)
    except (FileNotFoundError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and manifest.get("schema") == SCHEMA else None


def is_complete(layout, release):
    """Whether everything of I(release) is there: a crash at any earlier moment leaves C(complete) false."""
    manifest = read(layout, release)
    return bool(manifest and manifest.get("complete") and os.path.isdir(layout.release(release)))


def write(layout, manifest):
    _atomic.write(layout.manifest(manifest["id"]), json.dumps(manifest, indent=1, sort_keys=True) + "\n", 0o644)


def complete_releases(layout):
    """The ids of all complete releases on this host, oldest first."""
    return [manifest["id"] for manifest in _complete(layout)]


def mtimes(layout):
    """Each complete release's modification time of files, in seconds since the epoch."""
    return {manifest["id"]: manifest["mtime"] for manifest in _complete(layout)}


def _complete(layout):
    """The manifests of all complete releases, the oldest first."""
    try:
        names = os.listdir(layout.releases)
    except FileNotFoundError:
        return []
    releases = [name[:-5] for name in names if name.endswith(".json") and RELEASE_ID.fullmatch(name[:-5])]
    manifests = [read(layout, release) for release in releases if is_complete(layout, release)]
    return sorted(manifests, key=lambda manifest: (manifest.get("created", ""), manifest["id"]))
