# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of a log that logrotate turns over, as they were together at one moment: C(LOG), C(LOG.1), then C(LOG.2.gz) and older.

A rotation renames files, and one that was packed is another file. So a set of open files is taken only if each still has its name
when all are open; from then on it doesn't matter what they are called. Whoever can write to the log may have put anything in its place:
only regular files are read, never what a link leads to.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
import zlib

from ansible_collections.golive.web.plugins.module_utils._errors import AccessLogError

_ATTEMPTS = 20
_PAUSE_SECONDS = 0.05
# Opening a FIFO would wait for somebody who writes to it.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class LogFile:
    """One file of a log, open. C(size) is in bytes, C(modified) in seconds since the epoch: both as they were when it was opened."""

    def __init__(self, path):
        self.path = path
        self.packed = path.endswith(".gz")
        descriptor = os.open(path, _FLAGS)
        self.status = os.fstat(descriptor)
        if not stat.S_ISREG(self.status.st_mode):
            os.close(descriptor)
            raise OSError(errno.ELOOP, "no regular file", path)
        self.stream = os.fdopen(descriptor, "rb")
        self.size = self.status.st_size
        self.modified = self.status.st_mtime

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.stream.close()

    def read(self, offset, length):
        """At most I(length) bytes from I(offset) on, as they are in the file. Raises C(AccessLogError) where the disk doesn't give them."""
        try:
            return os.pread(self.stream.fileno(), length, offset)
        except OSError as error:
            raise AccessLogError(_refusal(self.path, error)) from error

    def head(self, length):
        """At most I(length) bytes of the first that was logged."""
        data = self.read(0, length)
        if not self.packed:
            return data
        try:
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, length)
        except zlib.error:
            return b""

    def logged_bytes(self):
        """How many bytes were logged to a packed file, as it says itself, modulo 4 GiB: whether that is true is found out in reading it."""
        return int.from_bytes(self.read(max(self.size - 4, 0), 4), "little")


def open_files(stack, path):
    """The open files of the log I(path), newest first, which I(stack) closes; none where there is no log. Raises C(AccessLogError) where they can't be read."""
    for _attempt in range(_ATTEMPTS):
        with contextlib.ExitStack() as attempt:
            files = _open_together(attempt, path)
            if files is not None:
                stack.enter_context(attempt.pop_all())
                return files
        time.sleep(_PAUSE_SECONDS)
    raise AccessLogError(f"The log {path} was rotated again and again while it was opened, so nothing was read. Nothing was changed; run it again.")


def _open_together(stack, path):
    """The log's files, newest first, closed by I(stack), or C(None) where they were rotated meanwhile."""
    try:
        files = [stack.enter_context(LogFile(name)) for name in _paths(path)]
        if _paths(path) == [file.path for file in files] and all(os.path.samestat(os.lstat(file.path), file.status) for file in files):
            return files
    except FileNotFoundError:
        pass
    except OSError as error:
        raise AccessLogError(_refusal(error.filename, error)) from error
    return None


def _paths(path):
    """The paths of the log's files, newest first. A file is there packed and unpacked while it is packed: the unpacked one is whole."""
    folder, name = os.path.split(path)
    rotated = re.compile(re.escape(name) + r"(?:\.([1-9][0-9]{0,3})(?:\.gz)?)?")
    found = {}
    try:
        for entry in sorted(os.listdir(folder)):
            match = rotated.fullmatch(entry)
            if match:
                found.setdefault(int(match[1] or 0), os.path.join(folder, entry))
    except FileNotFoundError:
        return []
    return [found[number] for number in sorted(found)]


def _refusal(path, error):
    if error.errno in (errno.ELOOP, errno.ENXIO):
        why = "is no regular file, and a log is not read from where a link or a pipe leads to"
    else:
        why = f"can't be read: {error.strerror}"
    return f"The log {path} {why}. Nothing was changed; see to that file and run this again."
