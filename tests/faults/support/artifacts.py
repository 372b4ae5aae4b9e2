# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Artifacts of the fault tests' application, good ones and hostile ones; each function returns the setting C(artifact)."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile

from fleet import ARTIFACTS, ROOT
from standing import version

FOLDER = ARTIFACTS / "faults"
SERVER = ROOT / "tests" / "faults" / "app" / "server.py"
_GIGABYTE = 1024**3
_PIECE = 64 * 1024**2
_MANY = 200_000


def good(files=None, fault="", members=()):
    """A release with its own version; I(files): path to text or bytes, I(fault): what is wrong with it, I(members): TarInfo to put in too."""
    name = version()
    contents = {"server.py": SERVER.read_bytes(), "public/version.txt": name, "public/same.txt": "same in every release\n", "FAULT": fault, **(files or {})}
    path = _path(name)
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for member, content in contents.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in members:
            archive.addfile(info, io.BytesIO(b"escaped") if info.isreg() else None)
    return _setting(name)


def under_traffic(**fault):
    """A release with what C(Traffic) of the application takes for wrong."""
    return good(fault=json.dumps(fault))


def broken(fault):
    return lambda: good(fault=fault)


def member(path, kind=tarfile.REGTYPE, target=""):
    """A release with one member more."""

    def make():
        info = tarfile.TarInfo(path)
        info.type, info.linkname, info.devmajor, info.devminor = kind, target, 1, 3
        info.size = len(b"escaped") if info.isreg() else 0
        return good(members=[info])

    return make


def truncated():
    setting = good(files={"public/noise.bin": os.urandom(100_000)})
    os.truncate(setting["path"], os.path.getsize(setting["path"]) // 2)
    return setting


def zeros():
    """10 GB of zeros in some 10 MB: gzip's members may follow each other, so one that was packed once is enough."""
    name = version()
    head, end = tarfile.TarInfo("public/zeros.bin"), bytes(2 * tarfile.BLOCKSIZE)
    head.size = 10 * _GIGABYTE
    piece = gzip.compress(bytes(_PIECE), 1)
    with open(_path(name), "wb") as file:
        file.write(gzip.compress(head.tobuf(tarfile.GNU_FORMAT)))
        for _number in range(head.size // _PIECE):
            file.write(piece)
        file.write(gzip.compress(end))
    return _setting(name)


def many_zeros():
    """10 GB again, of which no file is large."""
    name = version()
    piece, end = bytes(_PIECE), bytes(2 * tarfile.BLOCKSIZE)
    packed = gzip.compress(piece, 1)
    with open(_path(name), "wb") as file:
        for number in range(10 * _GIGABYTE // _PIECE):
            head = tarfile.TarInfo(f"public/zeros-{number}.bin")
            head.size = _PIECE
            file.write(gzip.compress(head.tobuf()) + packed)
        file.write(gzip.compress(end))
    return _setting(name)


def many_files(count=_MANY):
    """Empty files; their names are all that tells one from another."""
    name = version()
    with gzip.open(_path(name), "wb", compresslevel=1) as file:
        for number in range(count):
            file.write(tarfile.TarInfo(f"public/{number // 1000}/{number}").tobuf())
        file.write(bytes(2 * tarfile.BLOCKSIZE))
    return _setting(name)


def noise(size):
    """A release with I(size) bytes that can't be packed."""
    return lambda: good(files={"public/noise.bin": os.urandom(size)})


def _path(name):
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER / f"bare-{name}.tar.gz"


def _setting(name):
    return {"path": str(_path(name)), "version": name}
