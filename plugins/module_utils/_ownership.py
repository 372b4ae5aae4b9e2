# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Giving a release to the application's user for its build hooks, and taking it back for good.

That user may work against us, from a hook or from a process that runs already: root must never follow a link that it made, nor give it
a file from elsewhere.
"""

from __future__ import annotations

import os
import stat

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def hand_over(tree, uid, gid):
    """All of I(tree), which is root's, becomes the user's: the innermost first, so that none of what is still to come is in its reach."""
    if os.geteuid() == 0:
        for path in reversed(list(_paths(tree))):
            os.lchown(path, uid, gid)


def _paths(tree):
    yield tree
    for folder, folders, files in os.walk(tree):
        for name in folders + files:
            yield os.path.join(folder, name)


def take_back(tree, public_dir, gid):
    """All of I(tree) becomes root's and read-only.

    The web server may read the public folder and pass through those above it; the application's group may read all. A build hook may well
    have cached secrets in the release, hence nothing for others elsewhere. Raises C(GoliveError) where a hook left what is no file,
    folder or link, or a hard link to something outside.
    """
    seal = _Seal(public_dir, gid)
    descriptor = os.open(tree, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        seal.lock(descriptor, "")
        seal.check_hard_links()
        seal.files(descriptor, "")
    finally:
        os.close(descriptor)


class _Seal:
    """Two passes: first every folder is locked before it is listed, then, when nothing can be exchanged any more, every file."""

    def __init__(self, public_dir, gid):
        self.public = os.path.normpath(public_dir)
        self.gid = gid
        self.links = {}

    def lock(self, descriptor, relative):
        self._own(descriptor)
        os.fchmod(descriptor, self._folder_mode(relative))
        for name, status in self._entries(descriptor):
            path = os.path.join(relative, name)
            if stat.S_ISLNK(status.st_mode):
                if os.geteuid() == 0:
                    os.chown(name, 0, self.gid, dir_fd=descriptor, follow_symlinks=False)
            elif stat.S_ISDIR(status.st_mode):
                self._descend(descriptor, name, path, self.lock)
            elif stat.S_ISREG(status.st_mode):
                count, seen = self.links.get(status.st_ino, (status.st_nlink, 0))
                self.links[status.st_ino] = (count, seen + 1)
            else:
                raise GoliveError(f"A build hook left '{path}', which is neither a file, a folder nor a link. The live release was not touched.")

    def check_hard_links(self):
        if any(seen < count for count, seen in self.links.values()):
            raise GoliveError("A build hook left a hard link to a file outside the release. The live release was not touched.")

    def files(self, descriptor, relative):
        for name, status in self._entries(descriptor):
            path = os.path.join(relative, name)
            if stat.S_ISDIR(status.st_mode):
                self._descend(descriptor, name, path, self.files)
            elif stat.S_ISREG(status.st_mode):
                file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=descriptor)
                try:
                    self._own(file)
                    everybody = self._is_public(path)
                    execute = (0o111 if everybody else 0o110) if status.st_mode & 0o100 else 0
                    os.fchmod(file, (0o444 if everybody else 0o440) | execute)
                finally:
                    os.close(file)

    @staticmethod
    def _entries(descriptor):
        for name in os.listdir(descriptor):
            yield name, os.stat(name, dir_fd=descriptor, follow_symlinks=False)

    @staticmethod
    def _descend(descriptor, name, path, function):
        inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=descriptor)
        try:
            function(inner, path)
        finally:
            os.close(inner)

    def _own(self, descriptor):
        if os.geteuid() == 0:
            os.fchown(descriptor, 0, self.gid)

    def _is_public(self, path):
        return (path + "/").startswith(self.public + "/")

    def _folder_mode(self, path):
        if self._is_public(path):
            return 0o555
        above = not path or self.public.startswith(path + "/")
        return 0o551 if above else 0o550


def make_folders(base, relative, uid, gid):
    """Folders for I(relative) in I(base), each one that is made the user's. I(base) may be the user's: links in it are refused, not followed."""
    descriptor = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for name in relative.split("/"):
            try:
                os.mkdir(name, 0o750, dir_fd=descriptor)
                made = True
            except FileExistsError:
                made = False
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
            if made:
                os.fchown(descriptor, uid, gid)
    except OSError as error:
        raise GoliveError(f"The shared path '{relative}' could not be made in {base}: {error.strerror}. The live release was not touched.") from error
    finally:
        os.close(descriptor)
