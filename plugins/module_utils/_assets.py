# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hashed assets of all kept releases in one folder, so that a page loaded before a flip finds its own on every host.

An asset is a hard link to the file in its release, so the file system counts for us which releases still have it.
"""

from __future__ import annotations

import os
import stat

from ansible_collections.golive.web.plugins.module_utils import _reuse
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def publish(assets, public, folders):
    """Links all files in I(folders) (relative to the sealed public folder I(public)) to the same place below I(assets); returns how many are new.

    Raises C(GoliveError) where a folder is missing, and where a name that is there already has other content: then it holds no hash of it.
    """
    new = 0
    for folder in folders:
        path = os.path.join(public, folder)
        if not os.path.isdir(path) or os.path.realpath(path) != os.path.join(os.path.realpath(public), os.path.normpath(folder)):
            raise GoliveError(f"The release has no folder '{folder}' in its public folder, as 'assets' says. The live release was not touched; correct either.")
        new += sum(_publish(assets, public, os.path.relpath(file, public)) for file in _files(path))
    return new


def _publish(assets, public, relative):
    path, asset = os.path.join(public, relative), os.path.join(assets, relative)
    if _reuse.replace_by_link(path, os.lstat(path), asset):
        return 0
    if os.path.lexists(asset):
        if os.path.isfile(asset) and _reuse.same_content(path, asset):
            return 0  # a copy, where a link can't be or the modes differ
        raise GoliveError(
            f"The asset '{relative}' has other content than under the same name in an earlier release, so its name holds no hash of it. "
            "The live release was not touched; leave its folder out of 'assets', or have the build put a hash into the name."
        )
    _make_folders(assets, os.path.dirname(relative))
    os.link(path, asset, follow_symlinks=False)
    return 1


def _make_folders(base, relative):
    for name in filter(None, relative.split("/")):
        base = os.path.join(base, name)
        try:
            os.mkdir(base)
        except FileExistsError:
            continue
        os.chmod(base, 0o755)  # whatever the umask: the web server reads it


def prunable(assets, before):
    """The assets that no release has had since I(before) (seconds since the epoch), as relative paths.

    The last release to have it left the file with one link, and its ctime says when that was.
    """
    aged = []
    for path in _files(assets):
        status = os.lstat(path)
        if status.st_nlink == 1 and status.st_ctime < before:
            aged.append(os.path.relpath(path, assets))
    return sorted(aged)


def prune(assets, before):
    """Removes what is C(prunable), and folders that become empty; returns the relative paths."""
    aged = prunable(assets, before)
    for relative in aged:
        os.unlink(os.path.join(assets, relative))
        folder = os.path.dirname(relative)
        while folder and not os.listdir(os.path.join(assets, folder)):
            os.rmdir(os.path.join(assets, folder))
            folder = os.path.dirname(folder)
    return aged


def _files(folder):
    """The paths of the regular files below I(folder); links are neither followed nor taken."""
    for parent, _folders, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            if stat.S_ISREG(os.lstat(path).st_mode):
                yield path
