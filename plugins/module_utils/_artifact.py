# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where an artifact comes from: a file, a folder, a commit or a URL become one file, its digest and its version."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _fetch
from ansible_collections.golive.web.plugins.module_utils._atomic import UNFINISHED, fsync_directory
from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError
from ansible_collections.golive.web.plugins.module_utils._package import check_git, package, package_git
from ansible_collections.golive.web.plugins.module_utils._unpack import is_archive, sha256_of

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_SUFFIX = re.compile(r"\.(tar(\.(gz|bz2|xz|zst))?|tgz|tbz2?|txz|tzst|zip)\Z", re.IGNORECASE)
VERSION_LENGTH = 40


class Artifact(NamedTuple):
    """What one release is made from. `path` and `size` (bytes) are None for a URL; `commit` is None except for git."""

    path: str | None
    sha256: str
    version: str
    size: int | None
    source: str
    commit: str | None
    built: bool


def version_of(text: str) -> str:
    """What of `text` can be a version: letters, digits, `.`, `_` and `+`, at most 40, a letter or digit first."""
    allowed = re.sub(r"[^A-Za-z0-9._+]+", ".", text)
    return re.sub(r"\A[^A-Za-z0-9]+", "", allowed)[:VERSION_LENGTH].rstrip(".") or "0"


def version_of_file(filename: str, name: str) -> str:
    """The version in `gigs-2.0.tar.gz` is 2.0."""
    stem = _SUFFIX.sub("", filename)
    return version_of(stem[len(name) + 1 :] if stem.startswith(name + "-") else stem)


def from_url(url: str, name: str, sha256: str | None) -> Artifact:
    """Nothing is fetched: the hosts do that, and compare the digest. Raises ArtifactError."""
    _check_name(name)
    place = _fetch.place(url)
    if not sha256:
        raise ArtifactError("An artifact that is fetched from a URL needs its sha256; nothing was changed, so give it.")
    name_of_file = os.path.basename(place.partition("/")[2])
    return Artifact(None, _checked_sha256(sha256), version_of_file(name_of_file, name), None, f"{url.partition(':')[0]}://{place}", None, False)


def from_path(path: str, name: str, sha256: str | None, cache: str) -> Artifact:
    """A file is taken as it is, a folder is packed into `cache`. Raises ArtifactError."""
    _check_name(name)
    path = os.path.abspath(path)
    if os.path.isdir(path):
        if os.path.join(os.path.realpath(cache), "").startswith(os.path.join(os.path.realpath(path), "")):
            raise ArtifactError(f"{path} was not packed, since the cache {cache} lies inside it; nothing was changed, so give another cache.")
        version = version_of(os.path.basename(path))
        return _build(name, version, sha256, cache, path, lambda output: (package(path, output), None))
    try:
        if not is_archive(path):
            raise ArtifactError(f"{path} is neither a tar nor a zip file nor a folder; nothing was changed, so give the path of one.")
        digest, size = sha256_of(path), os.path.getsize(path)
    except OSError as error:
        raise ArtifactError(f"{path} cannot be read ({error.strerror}); nothing was changed, so correct the path.") from error
    _compare(digest, sha256, path)
    return Artifact(path, digest, version_of_file(os.path.basename(path), name), size, path, None, False)


def from_git(repository: str, ref: str, name: str, sha256: str | None, cache: str) -> Artifact:
    """The commit that `ref` names is packed into `cache`. Raises ArtifactError."""
    _check_name(name)
    repository = os.path.expanduser(repository)
    check_git(repository, ref)
    return _build(name, None, sha256, cache, f"{repository}@{ref}", lambda output: package_git(repository, ref, output))


def default_cache() -> str:
    """The user's cache (XDG Base Directory Specification)."""
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "golive", "artifacts")


def _build(name: str, version: str | None, sha256: str | None, cache: str, source: str, pack) -> Artifact:
    """`pack` writes to the path it gets, and returns the SHA-256 and, for git, the commit, which is the version then."""
    cache = os.path.abspath(cache)
    scratch = None
    try:
        os.makedirs(cache, mode=0o700, exist_ok=True)
        scratch = tempfile.mkdtemp(prefix=UNFINISHED, dir=cache)
        output = os.path.join(scratch, "artifact.tar.gz")
        digest, commit = pack(output)
        _compare(digest, sha256, source)
        version = version or commit[:12]
        path = os.path.join(cache, f"{name}-{version}-{digest[:12]}.tar.gz")
        built = not os.path.isfile(path) or sha256_of(path) != digest
        if built:
            os.rename(output, path)
            fsync_directory(cache)
        return Artifact(path, digest, version, os.path.getsize(path), source, commit, built)
    except OSError as error:
        raise ArtifactError(f"The cache {cache} cannot be used ({error.strerror}); nothing else was changed, so give another one.") from error
    finally:
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)


def _check_name(name: str) -> None:
    if not _NAME.match(name):
        raise ArtifactError(f"{name!r} cannot be an application's name; nothing was changed, so use letters, digits, '_' and '-'.")


def _checked_sha256(sha256: str) -> str:
    if not _SHA256.match(sha256.lower()):
        raise ArtifactError("The artifact's sha256 is not made of 64 hexadecimal digits; nothing was changed, so correct it.")
    return sha256.lower()


def _compare(digest: str, sha256: str | None, source: str) -> None:
    if sha256 and digest != _checked_sha256(sha256):
        raise ArtifactError(
            f"{source} has the SHA-256 {digest}, not the one that was given; nothing was deployed, so find out which of the two is right.",
            {"sha256": digest},
        )
