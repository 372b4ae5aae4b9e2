# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A directory that is filled from an archive nobody trusts.

Every file is opened relative to the descriptor of its directory, which was reached without following a link. Symbolic
links are made only after everything else, so none exists while something is written.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError

# Names are stored on file systems that have these limits (NAME_MAX; PATH_MAX less room for where the release lies).
NAME_BYTES = 255
PATH_BYTES = 1024
DEPTH = 100
LINK_BYTES = 1024
LINK_HOPS = 40  # as the kernel's
_OPEN_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

Parts = tuple  # of str: the components of a path below the tree


class Limits(NamedTuple):
    """How much one artifact may hold."""

    files: int = 100_000  # files, links and directories, also those only implied by a path
    bytes: int = 2 * 1024**3  # unpacked


def parts(name: str) -> Parts:
    """The components of a member's name; empty for the tree itself. Raises ArtifactError for a name that is not below it."""
    if any(ord(character) < 32 or 127 <= ord(character) < 160 for character in name):
        raise ArtifactError(f"the name {name!r} contains control characters")
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        raise ArtifactError(f"the name {name!r} is not UTF-8") from None
    if name.startswith("/"):
        raise ArtifactError(f"{name!r} is an absolute path")
    components = tuple(component for component in name.split("/") if component not in ("", "."))
    if ".." in components:
        raise ArtifactError(f"{name!r} leads out of it by '..'")
    if size > PATH_BYTES or len(components) > DEPTH or any(len(component.encode()) > NAME_BYTES for component in components):
        raise ArtifactError(f"the name {name[:60]!r}... is too long")
    return components


def check_mode(name: str, mode: int) -> None:
    """Raises ArtifactError for setuid, setgid and sticky bits."""
    if mode & (stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX):
        raise ArtifactError(f"{name!r} has a setuid, setgid or sticky bit")


def check_links(links: dict) -> None:
    """Raises ArtifactError if a symbolic link leads out of the tree, also through other links, or never ends.

    `links` maps the parts of each link to its target. `..` may only be at the start of a target: behind a directory that
    is later replaced by a link to shared files it would lead elsewhere.
    """
    for path, target in links.items():
        name = "/".join(path)
        place, ahead, hops = list(path[:-1]), _target(name, target), 1
        while ahead:
            component = ahead.pop()
            if component == "..":
                if not place:
                    raise ArtifactError(f"the link {name!r} leads out of it")
                place.pop()
                continue
            place.append(component)
            further = links.get(tuple(place))
            if further is not None:
                hops += 1
                if hops > LINK_HOPS:
                    raise ArtifactError(f"the link {name!r} leads through too many links")
                place.pop()
                ahead.extend(_target(name, further))


def _target(name: str, target: str) -> list:
    """The components of a target, last first."""
    if target.startswith("/"):
        raise ArtifactError(f"the link {name!r} leads to an absolute path")
    components = [component for component in target.split("/") if component not in ("", ".")]
    leading = 0
    while leading < len(components) and components[leading] == "..":
        leading += 1
    if ".." in components[leading:]:
        raise ArtifactError(f"the link {name!r} has '..' behind a name in its target")
    try:
        size = len(target.encode())
    except UnicodeEncodeError:
        raise ArtifactError(f"the target of the link {name!r} is not UTF-8") from None
    if not target or size > LINK_BYTES or any(ord(character) < 32 or 127 <= ord(character) < 160 for character in target):
        raise ArtifactError(f"the target of the link {name!r} is empty, too long or contains control characters")
    return components[::-1]


class Tree:
    """What is being filled. All methods raise ArtifactError for what is refused, and OSError; `close` is always due.

    `strip`: how many leading components of each name are dropped. `mtime`: in seconds, for everything; None leaves it.
    """

    def __init__(self, root, limits: Limits, mtime: int | None, strip: int):
        self.limits, self.mtime, self.strip = limits, mtime, strip
        self.files = 0  # regular files and hard links
        self.bytes = 0
        self._count = 0
        self._kinds: dict = {}  # parts -> "directory", "file" or "link"
        self._links: dict = {}
        self._root = os.open(root, _OPEN_DIRECTORY)
        self._parent: tuple = ((), self._root)  # the directory used last, as archives go directory by directory

    def directory(self, name: str, mode: int = 0o755) -> None:
        check_mode(name, mode)
        path = parts(name)[self.strip :]
        if path:
            self._enter(path)

    def file(self, name: str, mode: int, size: int, chunks: Iterable[bytes]) -> None:
        """`size`, as declared, lets a file that is too large be refused before it is read; what `chunks` holds counts."""
        check_mode(name, mode)
        parent, path = self._new(name, "file")
        if self.bytes + size > self.limits.bytes:
            raise self._too_large()
        descriptor = os.open(path[-1].encode(), _NEW_FILE, 0o600, dir_fd=parent)
        with open(descriptor, "wb") as file:
            for chunk in chunks:
                self.bytes += len(chunk)
                if self.bytes > self.limits.bytes:
                    raise self._too_large()
                file.write(chunk)
            file.flush()
            os.fchmod(descriptor, 0o755 if mode & 0o100 else 0o644)
            if self.mtime is not None:
                os.utime(descriptor, (self.mtime, self.mtime))
        self.files += 1

    def hard_link(self, name: str, target: str) -> None:
        source = parts(target)[self.strip :]
        if self._kinds.get(source) != "file":
            raise ArtifactError(f"{name!r} is a hard link to {target!r}, which is not a file that came before it")
        parent, path = self._new(name, "file")
        directory = os.dup(parent)
        try:
            os.link(
                source[-1].encode(), path[-1].encode(), src_dir_fd=self._enter(source[:-1]), dst_dir_fd=directory, follow_symlinks=False
            )
        finally:
            os.close(directory)
        self.files += 1

    def symbolic_link(self, name: str, target: str) -> None:
        _parent, path = self._new(name, "link")
        self._links[path] = target

    def finish(self) -> None:
        """Make the links, and give directories their modes and times."""
        if not self._kinds:
            raise ArtifactError("it contains nothing")
        check_links(self._links)
        for path, target in self._links.items():
            parent = self._enter(path[:-1])
            os.symlink(target.encode(), path[-1].encode(), dir_fd=parent)
            if self.mtime is not None:
                os.utime(path[-1].encode(), (self.mtime, self.mtime), dir_fd=parent, follow_symlinks=False)
        for path in [*(path for path, kind in self._kinds.items() if kind == "directory"), ()]:
            descriptor = self._enter(path)
            os.fchmod(descriptor, 0o755)
            if self.mtime is not None:
                os.utime(descriptor, (self.mtime, self.mtime))

    def close(self) -> None:
        self._leave()
        os.close(self._root)

    def _new(self, name: str, kind: str) -> tuple:
        path = parts(name)[self.strip :]
        if not path:
            raise ArtifactError(f"{name!r} is not a directory, or lies outside of the {self.strip} leading folders to strip")
        if path in self._kinds:
            raise ArtifactError(f"it contains {name!r} twice")
        parent = self._enter(path[:-1])
        self._add(path, kind)
        return parent, path

    def _add(self, path: Parts, kind: str) -> None:
        self._count += 1
        if self._count > self.limits.files:
            raise ArtifactError(f"it contains more than {self.limits.files} files")
        self._kinds[path] = kind

    def _enter(self, path: Parts) -> int:
        """The descriptor of a directory, made if need be; valid until the next call."""
        if path == self._parent[0]:
            return self._parent[1]
        self._leave()
        descriptor = self._root
        for depth, component in enumerate(path, start=1):
            kind = self._kinds.get(path[:depth])
            if kind is None:
                self._add(path[:depth], "directory")
                os.mkdir(component.encode(), 0o700, dir_fd=descriptor)
            elif kind != "directory":
                raise ArtifactError(f"{'/'.join(path[:depth])!r} is both a {kind} and a directory")
            inner = os.open(component.encode(), _OPEN_DIRECTORY, dir_fd=descriptor)
            self._leave()
            self._parent = (path[:depth], inner)
            descriptor = inner
        return descriptor

    def _leave(self) -> None:
        if self._parent[1] != self._root:
            os.close(self._parent[1])
        self._parent = ((), self._root)

    def _too_large(self) -> ArtifactError:
        return ArtifactError(f"it unpacks to more than {self.limits.bytes} bytes")
