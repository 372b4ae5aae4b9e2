# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Making a release on a host without touching traffic: unpack, link, build, seal, and only then call it complete."""

from __future__ import annotations

import os
import time
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import (
    _assets,
    _atomic,
    _command,
    _environment_file,
    _manifest,
    _ownership,
    _patience,
    _reuse,
    _unpack,
)
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


class Recipe(NamedTuple):
    """What a release is made of. C(runtime) is the contract of docs/contracts.md; C(shared) are relative paths, linked to the shared directory; C(assets) are
    folders of the public folder whose files have hashes in their names; C(workers) are dicts by name, of which C(command) is the release's; C(mtime) is
    what new files get, in seconds."""

    release: str
    sha256: str
    runtime: dict
    environment: dict = {}
    shared: list = []
    build: list = []
    public_dir: str = "public"
    assets: list = []
    entry: str = ""
    processes: int = 0
    request_seconds: int = 60
    workers: dict = {}
    mtime: int = 0

    @property
    def version(self):
        return self.release.rsplit("-", 2)[0]


def needs_artifact(layout, release):
    """Whether staging I(release) would unpack anything."""
    return not _manifest.is_complete(layout, release)


def stage(layout, recipe, artifact, user, executable=_command.GOLIVE_EXEC):
    """Makes the release of I(recipe) from the file I(artifact); I(user) is the application's (uid, gid).

    Returns what it shares with the release before (C(_reuse.Reused)), or C(None) where there was nothing to do. On any error nothing of the
    release is left.
    """
    if _manifest.is_complete(layout, recipe.release):
        return None
    if recipe.release in [layout.slot_release(slot) for slot in ("blue", "green")]:
        raise GoliveError(
            f"Release {recipe.release} is in a slot but its manifest is missing or damaged. It was left as it is; deploy another release first."
        )
    environment = _environment_file.render(recipe.environment)
    try:
        _discard(layout, recipe.release)
        _unpack_to(layout, recipe, artifact, user)
        _configure(layout, recipe, environment, user)
        _build(layout, recipe, user, executable)
        _ownership.take_back(layout.release(recipe.release), recipe.public_dir, user[1])
        _publish(layout, recipe)
        reused = _reuse.settle(layout.release(recipe.release), _forerunner(layout), recipe.mtime)
        _assets.publish(layout.assets, os.path.join(layout.release(recipe.release), recipe.public_dir), recipe.assets)
        _atomic.fsync_tree(layout.release(recipe.release))
        _manifest.write(layout, _manifest_of(recipe, complete=True))
    except BaseException as error:
        _discard(layout, recipe.release)
        if isinstance(error, OSError):
            raise GoliveError(
                f"Release {recipe.release} could not be staged: {error.strerror or error}. "
                "What was written of it was removed; the live release was not touched."
            ) from error
        raise
    return reused


def _forerunner(layout):
    """The release that is most like a new one: the live one, else the newest."""
    releases = [release for release in [*_manifest.complete_releases(layout), layout.live_release()] if release]
    return layout.release(releases[-1]) if releases else None


def _discard(layout, release):
    for path in (layout.manifest(release), layout.environment(release), layout.configuration(release)):
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass
    for path in (layout.staging(release), layout.release(release)):
        if os.path.lexists(path):
            _atomic.remove_tree(path)


def _unpack_to(layout, recipe, artifact, user):
    staging = layout.staging(recipe.release)
    found = _unpack.sha256_of(artifact)
    if found != recipe.sha256:
        raise GoliveError(
            f"The artifact's SHA-256 is {found[:12]}..., not {recipe.sha256[:12]}... as the plan says. It was not unpacked; the live release was not touched."
        )
    _unpack.unpack(artifact, staging, _unpack.Limits(), mtime=recipe.mtime)
    for relative in recipe.shared:
        _link_shared(layout, staging, relative, user)
    os.makedirs(_public_folder(staging, recipe), exist_ok=True)
    # Build hooks write absolute paths into caches, so they run at the final path; the manifest says that the release isn't complete yet.
    os.rename(staging, layout.release(recipe.release))


def _public_folder(tree, recipe):
    public = os.path.join(tree, recipe.public_dir)
    if os.path.commonpath([os.path.realpath(public), os.path.realpath(tree)]) != os.path.realpath(tree):
        raise GoliveError(f"The public folder '{recipe.public_dir}' leads out of the release. The live release was not touched.")
    return public


def _publish(layout, recipe):
    """Leads nginx to the public folder, once more seen to be inside, since a build hook may have put a link in its place."""
    _public_folder(layout.release(recipe.release), recipe)
    link = layout.public(recipe.release)
    if os.path.lexists(link):
        _atomic.remove_tree(link)
    os.symlink(recipe.public_dir, link)


def _link_shared(layout, staging, relative, user):
    normal = os.path.normpath(relative)
    if normal.startswith(("/", "..")) or normal == ".":
        raise GoliveError(f"The shared path '{relative}' leads out of the release. Nothing was changed.")
    link = os.path.join(staging, normal)
    parent = os.path.dirname(link)
    os.makedirs(parent, exist_ok=True)
    if os.path.commonpath([os.path.realpath(parent), os.path.realpath(staging)]) != os.path.realpath(staging):
        raise GoliveError(f"The shared path '{relative}' leads out of the release through a link in the artifact. Nothing was changed.")
    if os.path.lexists(link):
        _atomic.remove_tree(link)
    shared = os.path.join(layout.shared, normal)
    if not os.path.exists(shared):
        _ownership.make_folders(layout.shared, normal, *user)
    os.symlink(shared, link)


def _configure(layout, recipe, environment, user):
    _atomic.write(layout.environment(recipe.release), environment, 0o640, 0 if os.geteuid() == 0 else -1, user[1])
    _atomic.write(layout.configuration(recipe.release), recipe.runtime["configuration"], 0o640, 0 if os.geteuid() == 0 else -1, user[1])
    _manifest.write(layout, _manifest_of(recipe, complete=False))


def _manifest_of(recipe, complete):
    runtime = {key: recipe.runtime.get(key, "") for key in ("name", "protocol", "index", "command", "check", "stop_signal")}
    return {
        "schema": _manifest.SCHEMA,
        "complete": complete,
        "id": recipe.release,
        "version": recipe.version,
        "sha256": recipe.sha256,
        "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "entry": recipe.entry,
        "processes": recipe.processes or recipe.runtime["processes"],
        "request_seconds": recipe.request_seconds,
        "workers": recipe.workers,
        "public_dir": recipe.public_dir,
        "mtime": recipe.mtime,
        "runtime": runtime,
    }


def _build(layout, recipe, user, executable):
    commands = [*recipe.runtime.get("build", []), *recipe.build]
    if not commands:
        return
    _ownership.hand_over(layout.release(recipe.release), *user)
    for command in commands:
        _command.run(layout, recipe.release, command, _patience.BUILD, "build hook", recipe.release, executable)
