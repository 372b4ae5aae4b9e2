# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make one artifact, the same bytes for the same content, of a folder or of a commit."""

from __future__ import annotations

import contextlib
import fnmatch
import gzip
import os
import re
import shutil
import stat
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable

from ansible_collections.golive.web.plugins.module_utils._atomic import fsync_directory, unfinished
from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError
from ansible_collections.golive.web.plugins.module_utils._tree import check_links, parts
from ansible_collections.golive.web.plugins.module_utils._unpack import sha256_of

VCS = (".git", ".hg", ".svn", ".bzr", "CVS")
GIT_SECONDS = 900  # for one git command; a first fetch of a large history takes minutes
_REPOSITORY = re.compile(r"(https://[^@/]+/|ssh://[^-]|file:///|/|[A-Za-z0-9._][A-Za-z0-9._-]*@[A-Za-z0-9.][A-Za-z0-9.-]*:[^:]).*\Z")
_REF = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./@#=-]*\Z")
# What git tells hooks and aliases about their own repository.
_GIT_LOCAL = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_COMMON_DIR")
_GIT_OPTIONS = ("core.hooksPath=/dev/null", "core.autocrlf=false", "core.eol=lf", "tar.umask=0022", "gc.auto=0", "core.attributesFile=/dev/null")


def package(source, output, exclude: Iterable[str] = VCS) -> str:
    """Write the folder `source` as a tar.gz to `output`, and return its SHA-256.

    Names are sorted; times, owners and all mode bits but the owner's x are left out, so the same content gives the same
    bytes (on Pythons with the same zlib). `exclude`: patterns that are matched against each name and each path below `source`.
    Raises ArtifactError; then `output` is as it was.
    """
    source, output = os.path.realpath(source), os.path.abspath(output)
    if os.path.realpath(output).startswith(os.path.join(source, "")):
        raise ArtifactError(f"{source} was not packed, since the artifact {output} would lie inside it; nothing was changed, so choose another place.")
    try:
        members = _members(source, tuple(exclude))
        with _replacing(output) as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
            with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
                for member in members:
                    _add(archive, source, member)
        return sha256_of(output)
    except ArtifactError as error:
        raise ArtifactError(f"{source} was not packed, since {error}; nothing was changed, so correct that.", {"source": source}) from error
    except OSError as error:
        raise ArtifactError(f"{source} was not packed ({error.filename or output}: {error.strerror}); nothing was changed, so see to that.") from error


def package_git(repository: str, ref: str, output) -> tuple[str, str]:
    """Write the commit that `ref` names in `repository` as a tar.gz to `output`; return its SHA-256 and the commit's id.

    `repository`: an https, ssh or file URL, user@host:path, or an absolute path. `ref`: a branch, a tag or a commit.
    Submodules and what .gitattributes marks export-ignore are left out. No password is ever asked for.
    Raises ArtifactError; then `output` is as it was.
    """
    check_git(repository, ref)
    output = os.path.abspath(output)
    with tempfile.TemporaryDirectory(prefix="golive-git-") as scratch:
        _git(scratch, "init", "--quiet", "--bare", "--template=", scratch, what="start a scratch repository")
        commit = _fetch(scratch, repository, ref)
        tar = os.path.join(scratch, "golive.tar")
        _git(scratch, "archive", "--format=tar", f"--output={tar}", commit, what=f"archive the commit {commit[:12]}")
        try:
            with open(tar, "rb") as plain, _replacing(output) as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                shutil.copyfileobj(plain, packed, 1024 * 1024)
            return sha256_of(output), commit
        except OSError as error:
            message = f"{output} was not written ({error.strerror}); nothing was changed, so see to that."
            raise ArtifactError(message) from error


def check_git(repository: str, ref: str) -> None:
    """Raises ArtifactError for what git could take for an option, a command, or a place of a secret."""
    if not _REPOSITORY.match(repository) or any(ord(character) <= 32 or ord(character) == 127 for character in repository):
        raise ArtifactError(
            "The repository was not fetched, since it is neither an https URL without user and password, nor an ssh or file URL, nor"
            " user@host:path, nor an absolute path; nothing was changed, so correct it (git's credential helpers keep passwords)."
        )
    if not _REF.match(ref) or ".." in ref or "@{" in ref:
        raise ArtifactError(f"{ref!r} was not fetched, since it is no name of a branch, tag or commit; nothing was changed, so correct it.")


def _members(source: str, exclude: tuple) -> list:
    """(path below source, status) of what goes in, sorted, a folder before what it holds."""
    members, links = [], {}
    for directory, names, files in os.walk(source, onerror=_raise):
        below = os.path.relpath(directory, source)
        kept = []
        for name in sorted([*names, *files]):
            path = os.path.normpath(os.path.join(below, name))
            if any(fnmatch.fnmatchcase(name, pattern) or fnmatch.fnmatchcase(path, pattern) for pattern in exclude):
                continue
            components = parts(path)
            status = os.lstat(os.path.join(directory, name))
            if stat.S_ISLNK(status.st_mode):
                links[components] = os.readlink(os.path.join(directory, name))
            elif not (stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode)):
                raise ArtifactError(f"{path!r} is neither a file nor a directory nor a link")
            members.append((path, status))
            kept.append(name)
        names[:] = [name for name in kept if name in set(names)]
    if not members:
        raise ArtifactError("it contains nothing")
    check_links(links)  # no host would unpack it
    return sorted(members, key=lambda member: member[0].split("/"))


def _add(archive: tarfile.TarFile, source: str, member: tuple) -> None:
    path, status = member
    entry = tarfile.TarInfo(path)
    entry.mode = 0o755 if stat.S_ISDIR(status.st_mode) or status.st_mode & 0o100 else 0o644
    if stat.S_ISREG(status.st_mode):
        descriptor = os.open(os.path.join(source, path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            entry.size = os.fstat(descriptor).st_size
            archive.addfile(entry, file)
        return
    if stat.S_ISDIR(status.st_mode):
        entry.type = tarfile.DIRTYPE
    else:
        entry.type, entry.linkname, entry.mode = tarfile.SYMTYPE, os.readlink(os.path.join(source, path)), 0o777
    archive.addfile(entry)


def _fetch(scratch: str, repository: str, ref: str) -> str:
    """The id of the commit, which is in the scratch repository then."""
    url = "file://" + repository if repository.startswith("/") else repository
    common = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules")
    what = f"fetch {ref} from {repository}"
    try:
        _git(scratch, *common, "--depth=1", "--", url, ref, what=what)
        name = "FETCH_HEAD"
    except ArtifactError:
        if not re.fullmatch(r"[0-9a-f]{4,40}", ref):
            raise
        # an abbreviated commit, or a server that does not give out single ones
        _git(scratch, *common, "--", url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", what=what)
        name = ref
    return _git(scratch, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}", what=what).strip()


def _git(scratch: str, *arguments: str, what: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in _GIT_LOCAL}
    environment.update(GIT_TERMINAL_PROMPT="0", GIT_ALLOW_PROTOCOL="https:ssh:file", LC_ALL="C")
    environment.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
    options = [word for option in _GIT_OPTIONS for word in ("-c", option)]
    try:
        done = subprocess.run(  # pylint: disable=ansible-bad-function  # there is no AnsibleModule in here
            ["git", f"--git-dir={scratch}", *options, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=GIT_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise ArtifactError(f"git, needed to {what}, is not installed on the controller; nothing was changed, so install it.") from None
    except subprocess.TimeoutExpired:
        raise ArtifactError(f"git did not {what} within {GIT_SECONDS} seconds; nothing was changed, so try again.") from None
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        said = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1] if lines else f"exit code {done.returncode}")
        message = f"git could not {what} ({said}); nothing was changed, so correct the repository or the reference."
        raise ArtifactError(message, {"git": "\n".join(lines)[-2000:]})
    return done.stdout.decode(errors="replace")


@contextlib.contextmanager
def _replacing(path: str):
    """A file to write to that takes the place of `path` only when it is complete."""
    temporary = unfinished(path)
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, path)
        fsync_directory(os.path.dirname(path))
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _raise(error: OSError) -> None:
    raise error
