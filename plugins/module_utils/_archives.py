# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Readers that hand the members of an archive, one after the other, to a Tree."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError
from ansible_collections.golive.web.plugins.module_utils._tree import LINK_BYTES, Limits, Tree, check_mode

try:
    from compression import zstd  # Python 3.14
except ImportError:
    zstd = None

CHUNK = 1024 * 1024
# A member's extended header (its long name, its attributes) is read into memory.
HEADER_BYTES = 1024 * 1024
# A member's header, extended header and padding, on average and generously.
MEMBER_BYTES = 8 * 1024
# What a zip's central directory says of a member (46 bytes, its name and what else is known of it), on average and generously.
ENTRY_BYTES = 512
# What is read to find that directory: twice the end of the file, with a comment of up to 64 KiB.
END_BYTES = 256 * 1024
_SPARSE = "GNU.sparse"
_PAX_KEYS = ("path", "linkpath", "size")

DAMAGED = (EOFError, OSError, lzma.LZMAError, zlib.error, zipfile.BadZipFile, tarfile.TarError, ValueError, OverflowError)


def read_tar(tree: Tree, stream) -> None:
    """Read an uncompressed tar (ustar, pax, GNU) from `stream`, which need not seek.

    Members are parsed here, one header a time: the iteration of `tarfile` takes a damaged header for the end, and reads
    extended headers of any size into memory.
    """
    stream = _Bounded(stream, tree.limits)
    everywhere: dict = {}
    here: dict = {}
    while True:
        block = _exactly(stream, tarfile.BLOCKSIZE)
        if block == bytes(tarfile.BLOCKSIZE):
            break
        try:
            member = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            raise ArtifactError("it is damaged: a header is not valid") from None
        if member.size < 0:
            raise ArtifactError("it is damaged: a size is negative")
        if member.type in (tarfile.XGLTYPE, tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
            records = _pax_records(_header(stream, member.size))
            (everywhere if member.type == tarfile.XGLTYPE else here).update(records)
        elif member.type in (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK):
            text = _header(stream, member.size).partition(b"\0")[0].decode("utf-8", "surrogateescape")
            here["path" if member.type == tarfile.GNUTYPE_LONGNAME else "linkpath"] = text
        else:
            _tar_member(tree, stream, member, {**everywhere, **here})
            here = {}
    while stream.read(CHUNK):  # lets the decompressor verify its checksum
        pass


class _Bounded:
    """A stream that ends in an ArtifactError where headers and padding, too, amount to more than the limits explain."""

    def __init__(self, stream, limits: Limits):
        self._stream, self._limits = stream, limits
        self._left = limits.bytes + limits.files * MEMBER_BYTES

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise ArtifactError(f"it unpacks to more than {self._limits.bytes} bytes")
        return data


def _tar_member(tree: Tree, stream, member: tarfile.TarInfo, attributes: dict) -> None:
    name = attributes.get("path", member.name)
    if member.type == tarfile.GNUTYPE_SPARSE:
        raise ArtifactError(f"{name!r} is a sparse file")
    if member.isreg():
        size = int(attributes.get("size", member.size))
        if size < 0:
            raise ArtifactError("it is damaged: a size is negative")
        if name.endswith("/") and size == 0:  # how archives older than ustar store directories
            tree.directory(name, member.mode)
            return
        tree.file(name, member.mode, size, _data(stream, size))
        _exactly(stream, -size % tarfile.BLOCKSIZE)
    elif member.isdir():
        tree.directory(name, member.mode)
    elif member.issym():
        tree.symbolic_link(name, attributes.get("linkpath", member.linkname))
    elif member.islnk():
        check_mode(name, member.mode)
        tree.hard_link(name, attributes.get("linkpath", member.linkname))
    else:
        raise ArtifactError(f"{name!r} is neither a file nor a directory nor a link")


def _pax_records(data: bytes) -> dict:
    records, position = {}, 0
    while position < len(data):
        length, space, _rest = data[position : position + 20].partition(b" ")
        end = position + int(length) if space and length.isdigit() else 0
        key, equals, value = data[position + len(length) + 1 : end].partition(b"=")
        if end > len(data) or not equals or value[-1:] != b"\n":
            raise ArtifactError("it is damaged: an extended header is not valid")
        name = key.decode("utf-8", "surrogateescape")
        if name.startswith(_SPARSE):
            raise ArtifactError("it has a sparse file")
        if name in _PAX_KEYS:
            records[name] = value[:-1].decode("utf-8", "surrogateescape")
        position = end
    return records


def _header(stream, size: int) -> bytes:
    if size > HEADER_BYTES:
        raise ArtifactError(f"one of its headers has more than {HEADER_BYTES} bytes")
    return _exactly(stream, size + -size % tarfile.BLOCKSIZE)[:size]


def _data(stream, size: int) -> Iterator[bytes]:
    while size:
        chunk = stream.read(min(size, CHUNK))
        if not chunk:
            raise ArtifactError("it ends too early")
        size -= len(chunk)
        yield chunk


def _exactly(stream, size: int) -> bytes:
    return b"".join(_data(stream, size))


def read_zip(tree: Tree, path) -> None:
    """Read a zip file. Unix modes and symbolic links are understood where the writer stored them."""
    with _ZipFile(path, tree.limits) as file, zipfile.ZipFile(file) as archive:
        file.opening = False
        for member in archive.infolist():
            _zip_member(tree, archive, member)


class _ZipFile(io.BufferedReader):
    """The file of a zip that `zipfile` opens. To open it, it keeps the headers of all members in memory, as long and as many as they are.

    What the file says of their length and number may be wrong. So what is read of it is bounded while it is `opening`, and the headers in it are counted.
    """

    def __init__(self, path, limits: Limits):
        super().__init__(io.FileIO(path))
        self.opening = True
        self._files = limits.files
        self._bytes = self._left = limits.files * ENTRY_BYTES + END_BYTES

    def read(self, size: int | None = -1) -> bytes:
        if not self.opening:
            return super().read(size)
        data = super().read(size if size is not None and 0 <= size <= self._left else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise ArtifactError(f"its list of files has more than {self._bytes} bytes")
        if data.count(zipfile.stringCentralDir) > self._files:
            raise ArtifactError(f"it contains more than {self._files} files")
        return data


def _zip_member(tree: Tree, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    name = member.orig_filename  # `filename` ends at a NUL
    mode = member.external_attr >> 16
    kind = stat.S_IFMT(mode)
    if "\\" in name:
        raise ArtifactError(f"the name {name!r} contains a backslash")
    if member.flag_bits & 0x1:
        raise ArtifactError(f"{name!r} is encrypted")
    if name.endswith("/") or kind == stat.S_IFDIR:
        tree.directory(name, stat.S_IMODE(mode))
    elif kind in (0, stat.S_IFREG):
        with archive.open(member) as stream:
            chunks = iter(lambda: stream.read(CHUNK), b"")
            tree.file(name, stat.S_IMODE(mode) or 0o644, member.file_size, chunks)
    elif kind == stat.S_IFLNK:
        with archive.open(member) as stream:
            tree.symbolic_link(name, stream.read(LINK_BYTES + 1).decode("utf-8", "surrogateescape"))
    else:
        raise ArtifactError(f"{name!r} is neither a file nor a directory nor a link")


def read_folder(tree: Tree, path) -> None:
    """Copy a folder, members in the order of their names; links are not followed."""
    path = os.path.realpath(path)
    for directory, names, files, descriptor in os.fwalk(path, onerror=_raise):
        names.sort()
        below = os.path.relpath(directory, path)
        for name in sorted([*names, *files]):
            member = os.path.normpath(os.path.join(below, name))
            kind = os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode
            if stat.S_ISDIR(kind):
                tree.directory(member, stat.S_IMODE(kind))
            elif stat.S_ISLNK(kind):
                tree.symbolic_link(member, os.readlink(name, dir_fd=descriptor))
            elif stat.S_ISREG(kind):
                _folder_file(tree, member, os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=descriptor))
            else:
                raise ArtifactError(f"{member!r} is neither a file nor a directory nor a link")


def _folder_file(tree: Tree, member: str, descriptor: int) -> None:
    with open(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        tree.file(member, stat.S_IMODE(status.st_mode), status.st_size, iter(lambda: stream.read(CHUNK), b""))


def _raise(error: OSError) -> None:
    raise error


def open_tar(path):
    """A stream of the uncompressed tar in `path`, or None if it is no tar that can be read here."""
    with open(path, "rb") as file:
        start = file.read(tarfile.BLOCKSIZE)
    for magic, opener in (
        (b"\x1f\x8b", gzip.open),
        (b"BZh", bz2.open),
        (b"\xfd7zXZ\x00", lzma.open),
        (b"\x28\xb5\x2f\xfd", zstd and zstd.open),
    ):
        if start.startswith(magic):
            if not opener:
                raise ArtifactError("it is compressed with zstd, which this host's Python cannot read")
            return opener(path, "rb")
    try:
        tarfile.TarInfo.frombuf(start, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return open(path, "rb") if start == bytes(tarfile.BLOCKSIZE) else None
    return open(path, "rb")
