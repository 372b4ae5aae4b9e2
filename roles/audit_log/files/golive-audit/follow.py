# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Complete lines of a stream of bytes, and of a file that is rotated by renaming."""

from __future__ import annotations

import os
import re

# What is longer can't be an event that anybody means; its rest is dropped, so that no line takes more memory than this.
LONGEST = 64 * 1024
# Read of one file in one go, so that a busy one does not keep the others waiting.
CHUNK = 1024 * 1024
_NUMBER = re.compile(r"\.([0-9]+)\Z")


class Lines:
    """Puts lines together; C(pending) counts the bytes of the line that has not ended yet."""

    def __init__(self):
        self.pending = 0
        self._kept = b""

    def feed(self, data):
        """The lines that end in I(data), without their line feeds."""
        *ended, rest = data.split(b"\n")
        lines = []
        for part in ended:
            lines.append((self._kept + part)[:LONGEST])
            self._kept, self.pending = b"", 0
        self._kept = (self._kept + rest)[:LONGEST]
        self.pending += len(rest)
        return lines


class Follower:
    """Reads one file on from I(place), its inode and an offset, through its renaming to C(path.1) and so on.

    A file that is followed for the first time has no place, and is read from its beginning. C(lost) says, once, that the file of the place was gone when
    it was looked for: what nobody had read of it is lost.
    """

    def __init__(self, path, place=None):
        self.path = path
        self.lost = False
        self._file = None
        self._lines = Lines()
        self._waiting = []
        if place:
            self._resume(*place)

    @property
    def place(self):
        """Where the first line begins that was not returned; None where there is no file yet."""
        if self._file is None:
            return None
        return [os.fstat(self._file).st_ino, os.lseek(self._file, 0, os.SEEK_CUR) - self._lines.pending]

    def read(self):
        """The next lines; none where there are none yet."""
        if self._file is None and not self._next():
            return []
        size, (_inode, begun) = os.fstat(self._file).st_size, self.place
        if size < begun + self._lines.pending:  # cut by somebody: a line that had not ended, or all of it
            os.lseek(self._file, begun if size >= begun else 0, os.SEEK_SET)
            self._lines = Lines()
        # Asked for before the read: what is written after the renaming was begun is in the new file, or is read now.
        renamed = bool(self._waiting) or self._inode(self.path) != os.fstat(self._file).st_ino
        data = os.read(self._file, CHUNK)
        lines = self._lines.feed(data)
        if renamed and not data:
            self._next()
        return lines

    def _resume(self, inode, offset):
        # Oldest first: whichever came after the one that was read last is new.
        paths = [*sorted(self._rotated(), key=self._age, reverse=True), self.path]
        inodes = [self._inode(path) for path in paths]
        self.lost = inode not in inodes
        self._waiting = paths[inodes.index(inode) if not self.lost else 0 :]
        if self._next() and not self.lost and offset <= os.fstat(self._file).st_size:
            os.lseek(self._file, offset, os.SEEK_SET)

    def _next(self):
        path = self._waiting.pop(0) if self._waiting else self.path
        try:
            file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return False
        if self._file is not None:
            os.close(self._file)
        self._file, self._lines = file, Lines()
        return True

    def _rotated(self):
        folder, name = os.path.split(self.path)
        try:
            names = os.listdir(folder)
        except OSError:
            return []
        return [os.path.join(folder, other) for other in names if other.startswith(name) and _NUMBER.fullmatch(other[len(name) :])]

    @staticmethod
    def _age(path):
        return int(_NUMBER.search(path)[1])

    @staticmethod
    def _inode(path):
        try:
            return os.stat(path, follow_symlinks=False).st_ino
        except OSError:
            return None
