# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Storage: a file written, made durable and read back, and how much room is left."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import threading

from ansible_collections.golive.web.plugins.module_utils._probes import disk
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread

OPTIONS = {"path": "", "bytes": 1 << 20, "min_free_percent": 0.0, "min_free_bytes": 0, "min_inodes_percent": 0.0}
NEEDED = ("path",)
addresses = None
_PIECE = 1 << 20
# What a file system or a kernel says that knows no files without a name.
_NO_NAMELESS = (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL)
# Others that ask the same folder may come between.
_TRIES = 100


def prepare(options):
    """Checks I(options)."""
    disk.check(options["path"], options["name"])


def libraries(options):
    """None are needed."""
    return {}


def target(options):
    """What is looked at, for people."""
    return options["path"]


async def attempt(options, one):
    """One look at the room, and one file written and read."""
    path = options["path"]
    try:
        room = await in_thread(os.statvfs, path)
    except OSError as error:
        raise disk.trouble(error, path) from error
    one.value = facts(room)
    one.check(assertions(one.value, options))
    given_up = threading.Event()
    try:
        with one.phase("write"):
            file, written = await in_thread(_written, path, options["bytes"], given_up)
        with one.phase("read"):
            read = await in_thread(_read, file)
    except OSError as error:
        # The system has one word for the end of both.
        no_inode = error.errno == errno.ENOSPC and room.f_files and not room.f_favail
        raise (Trouble("inodes", f"{path}: no inode is left") if no_inode else disk.trouble(error, path)) from error
    finally:
        given_up.set()
    if read != written:
        raise Trouble("mismatch", f"what was read back from {path} is not what was written")


def facts(room):
    """What I(room), of C(os.statvfs), says for those who are not root, in percent of what they may use, as df counts it.

    C(inodes_percent) is C(None) where nothing limits them.
    """
    usable = room.f_blocks - room.f_bfree + room.f_bavail
    return {
        "free_bytes": room.f_bavail * room.f_frsize,
        "free_percent": round(100 * room.f_bavail / usable, 2) if usable else 0.0,
        "inodes_percent": round(100 * room.f_favail / room.f_files, 2) if room.f_files else None,
    }


def assertions(found, options):
    """That the C(facts) I(found) are not below what the I(options) want, each where it is wanted."""
    for what, fact, option, reason, unit in (
        ("the free space", "free_percent", "min_free_percent", "space", " %"),
        ("the free space", "free_bytes", "min_free_bytes", "space", " bytes"),
        ("the share of free inodes", "inodes_percent", "min_inodes_percent", "inodes", " %"),
    ):
        if options[option] and found[fact] is not None:
            yield Assertion(what, found[fact] >= options[option], reason, f"at least {options[option]}{unit}", f"{found[fact]}{unit}")


def _nameless(folder):
    """A new file in I(folder), open, which is gone with its descriptor, whatever ends this process."""
    try:
        return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600), "w+b", buffering=0)
    except OSError as error:
        if error.errno not in _NO_NAMELESS:
            raise
    # All have one name, so that what was given up while the disk did not answer leaves one file, and that only until the next attempt. Each has a file of
    # its own all the same.
    name = os.path.join(folder, f".golive-probe-{os.geteuid()}")
    for _number in range(_TRIES):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        try:
            descriptor = os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            continue
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        return os.fdopen(descriptor, "w+b", buffering=0)
    raise OSError(errno.EBUSY, f"others make {name} all the time")


def _written(folder, size, given_up):
    """(file, digest) of I(size) random bytes that are on the disk, of less where it is I(given_up) meanwhile."""
    digest = hashlib.sha256()
    file = _nameless(folder)
    try:
        while size and not given_up.is_set():
            piece = os.urandom(min(size, _PIECE))
            digest.update(piece)
            size -= len(piece)
            while piece:
                piece = piece[file.write(piece) :]
        os.fsync(file.fileno())
    except BaseException:
        file.close()
        raise
    return file, digest.digest()


def _read(file):
    """The digest of what is in I(file), which is closed."""
    with file:
        # Else it would be what is in memory that is read.
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        file.seek(0)
        digest = hashlib.sha256()
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.digest()
