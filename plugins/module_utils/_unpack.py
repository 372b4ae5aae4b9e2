# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Unpack an artifact so that whatever it contains, nothing outside the destination is touched."""

from __future__ import annotations

import errno
import hashlib
import os
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._archives import CHUNK, DAMAGED, open_tar, read_folder, read_tar, read_zip
from ansible_collections.golive.web.plugins.module_utils._atomic import remove_tree
from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError
from ansible_collections.golive.web.plugins.module_utils._tree import Limits, Tree

__all__ = ["Limits", "Unpacked", "is_archive", "sha256_of", "unpack"]


class Unpacked(NamedTuple):
    """What was unpacked."""

    files: int  # regular files, hard links included
    bytes: int


def unpack(archive, destination, limits: Limits = Limits(), mtime: int | None = None, strip: int = 0) -> Unpacked:
    """Unpack `archive` (tar, also compressed; zip; a folder) to `destination`, which must not exist but whose parent must.

    Files become 0644, or 0755 if their owner may execute them, directories 0755; all belong to the process's user and
    have `mtime` (seconds; None: now). `strip` drops that many leading folders. Nothing is fsynced.
    Raises ArtifactError, after which `destination` does not exist; also on any other exception it is removed.
    """
    archive, destination = os.fspath(archive), os.fspath(destination)
    try:
        os.mkdir(destination, 0o700)
    except OSError as error:
        raise _refused(archive, f"{destination} cannot be made: {error.strerror}", "see to that directory") from error
    try:
        return _fill(archive, destination, limits, mtime, strip)
    except ArtifactError as error:
        remove_tree(destination)
        raise _refused(archive, str(error), "correct the artifact") from error
    except BaseException as error:
        remove_tree(destination)
        if isinstance(error, OSError) and error.errno is not None:
            todo = "free some space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "see to that"
            raise _refused(archive, f"{os.fsdecode(error.filename or destination)}: {error.strerror}", todo) from error
        if isinstance(error, (*DAMAGED, NotImplementedError, RuntimeError)):  # zipfile's for methods it does not know
            raise _refused(archive, f"it is damaged or of an unknown kind ({error})", "build or fetch it anew") from error
        raise


def is_archive(path) -> bool:
    """Whether the file `path` starts as an archive that can be unpacked here. Raises ArtifactError for zstd without support, and OSError."""
    if _is_zip(path):
        return True
    try:
        stream = open_tar(path)
    except DAMAGED as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        return False
    if stream is None:
        return False
    stream.close()
    return True


def sha256_of(path) -> str:
    """The SHA-256 of the file `path` in hexadecimal digits. Raises OSError."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


def _fill(archive: str, destination: str, limits: Limits, mtime: int | None, strip: int) -> Unpacked:
    tree = Tree(destination, limits, mtime, strip)
    try:
        if os.path.isdir(archive):
            read_folder(tree, archive)
        elif not _is_zip(archive):
            stream = open_tar(archive)
            if stream is None:
                raise ArtifactError("it is neither a tar nor a zip file nor a folder")
            with stream:
                read_tar(tree, stream)
        else:
            read_zip(tree, archive)
        tree.finish()
        return Unpacked(tree.files, tree.bytes)
    finally:
        tree.close()


def _is_zip(path) -> bool:
    with open(path, "rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def _refused(archive: str, reason: str, todo: str) -> ArtifactError:
    message = f"{os.path.basename(archive.rstrip('/'))} was not unpacked, since {reason}; nothing was left behind or changed, so {todo}."
    return ArtifactError(message, {"archive": archive, "reason": reason})
