# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes on disk that either happened or did not, also after a crash."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import stat

# Everything that is not yet, or no longer, what its name will say starts with this.
UNFINISHED = ".golive-"


def unfinished(path) -> str:
    """A new name beside `path` for what is still being made or is being removed."""
    parent, name = os.path.split(os.path.abspath(os.fspath(path)))
    return os.path.join(parent, f"{UNFINISHED}{os.urandom(6).hex()}-{name[:100]}")


def write(path, data: bytes | str, mode: int, uid: int = -1, gid: int = -1) -> None:
    """Replace the file `path` by one that holds `data`, or leave it as it was.

    At no time can anyone read the data whom `mode`, `uid` and `gid` (-1: the process's own) do not allow.
    Text is written as UTF-8. Raises OSError.
    """
    if isinstance(data, str):
        data = data.encode()
    temporary = unfinished(path)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "wb") as file:
            os.fchown(descriptor, uid, gid)
            os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.rename(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    fsync_directory(os.path.dirname(temporary))


def symlink(target, path) -> bool:
    """Make `path` a symbolic link to `target` by one rename; False when it already is one.

    What was at `path` before, if it is not a directory, is replaced. Raises OSError.
    """
    with contextlib.suppress(OSError):
        if os.readlink(path) == os.fspath(target):
            return False
    temporary = unfinished(path)
    os.symlink(target, temporary)
    try:
        os.rename(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    fsync_directory(os.path.dirname(temporary))
    return True


def fsync_directory(path) -> None:
    """Make the names in the directory `path` durable. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_tree(path) -> None:
    """Make the directory `path` and all below it durable, and the name of `path` itself. Raises OSError.

    One syncfs(2) instead of one fsync a file: a release can have 100,000 files.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if not _syncfs(descriptor):
            _fsync_each(path)
    finally:
        os.close(descriptor)
    fsync_directory(os.path.dirname(os.path.abspath(os.fspath(path))))


def _syncfs(descriptor: int) -> bool:
    try:
        function = ctypes.CDLL(None, use_errno=True).syncfs
    except (AttributeError, OSError):
        return False
    if function(descriptor) != 0:
        raise OSError(ctypes.get_errno(), "syncfs: " + os.strerror(ctypes.get_errno()))
    return True


def _fsync_each(path) -> None:
    for _directory, _names, files, descriptor in os.fwalk(path):
        for name in files:
            if stat.S_ISREG(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode):
                file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=descriptor)
                try:
                    os.fsync(file)
                finally:
                    os.close(file)
        os.fsync(descriptor)


def remove_tree(path) -> bool:
    """Remove the file, link or directory `path`; False when there is none. Links are not followed. Raises OSError.

    It first gets another name, so that a crash leaves nothing under `path` that looks whole; `sweep` finds the rest. What an overlay file
    system has from the image below can't be renamed, and goes where it is.
    """
    aside = unfinished(path)
    try:
        os.rename(path, aside)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        aside = path
    parent = os.path.dirname(aside)
    fsync_directory(parent)
    _remove(aside)
    fsync_directory(parent)
    return True


def _remove(path: str) -> None:
    if not stat.S_ISDIR(os.lstat(path).st_mode):
        os.unlink(path)
        return
    if os.geteuid() != 0:  # root may write into read-only directories
        os.chmod(path, 0o700)
        for _directory, names, _files, descriptor in os.fwalk(path):
            for name in names:
                if stat.S_ISDIR(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode):
                    os.chmod(name, 0o700, dir_fd=descriptor)
    shutil.rmtree(path)


def sweep(directory) -> int:
    """Remove what crashed runs left unfinished in `directory`; how many. Only for who holds the lock. Raises OSError."""
    names = [name for name in os.listdir(directory) if name.startswith(UNFINISHED)]
    for name in names:
        _remove(os.path.join(directory, name))
    return len(names)
