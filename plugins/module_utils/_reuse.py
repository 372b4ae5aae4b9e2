# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Unchanged files of a sealed release become hard links to the release before: no space, no write to the disk, the same mtime and ETag.

Only after the build hooks, and by content: a hook that wrote into a linked file would write into the live release.
"""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _atomic

_CHUNK = 1 << 20


class Reused(NamedTuple):
    """What a release shares with the one before."""

    files: int = 0
    bytes: int = 0


def settle(tree, before, mtime):
    """Links what I(tree) has in common with the sealed tree I(before) (or C(None)); all other files get I(mtime) (seconds).

    A file with the size and mtime of its forerunner, but other content, would be taken for it by clients and proxies; hence no mtime that
    a build hook left, nor one of a build that pretends to be always of the same time. Returns C(Reused).
    """
    files = size = 0
    for folder, _folders, names in os.walk(tree):
        forerunners = os.path.join(before, os.path.relpath(folder, tree)) if before else None
        for name in names:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            if not stat.S_ISREG(status.st_mode):
                continue
            if forerunners and replace_by_link(path, status, os.path.join(forerunners, name)):
                files += 1
                size += status.st_size
            elif status.st_mtime_ns != mtime * 10**9:
                os.utime(path, (mtime, mtime))
    return Reused(files, size)


def replace_by_link(path, status, original):
    """Makes the file I(path) (its lstat is I(status)) a hard link to I(original) if they differ in nothing but their times; returns whether they do so now."""
    try:
        other = os.lstat(original)
    except OSError:
        return False
    if os.path.samestat(status, other):
        return True
    kind = ("st_mode", "st_uid", "st_gid", "st_size")
    if any(getattr(status, key) != getattr(other, key) for key in kind) or not same_content(path, original):
        return False
    temporary = _atomic.unfinished(path)
    try:
        os.link(original, temporary, follow_symlinks=False)
    except OSError:
        return False  # a file system may have no links, or no more of them: a copy serves as well
    os.rename(temporary, path)
    return True


def same_content(one, other):
    """Whether two files hold the same bytes."""
    with open(one, "rb", buffering=0) as left, open(other, "rb", buffering=0) as right:
        while True:
            chunk = left.read(_CHUNK)
            if chunk != right.read(_CHUNK):
                return False
            if not chunk:
                return True
