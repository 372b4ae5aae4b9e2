# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Builds the artifacts of the sample applications: the same source gives the same bytes, whenever and from whichever checkout it is built."""

from __future__ import annotations

import argparse
import gzip
import io
import os
import shutil
import stat
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from front_end import front_end

# 2026-01-01T00:00:00Z: any moment will do, as long as it is always the same.
MTIME = 1767225600
NOT_IN_A_RELEASE = ("README.md", "application.yml", "build", "broken", "storage")


def build_artifact(
    source_dir: Path, name: str, version: str, output: Path, exclude: tuple[str, ...] = NOT_IN_A_RELEASE, extra: dict[str, bytes] | None = None
) -> Path:
    """Packs source_dir into output/NAME-VERSION.tar.gz and returns that path.

    The members lie at the top of the archive, sorted, owned by root, with one mtime and modes 0644 and 0755. A file VERSION
    is added. exclude: entries of source_dir itself that stay out, as byte code does. extra: path in the archive -> content; wins
    over a file of source_dir.
    """
    source_dir = Path(source_dir)
    members: dict[str, tuple[bytes, int]] = {}
    for directory, folders, files in os.walk(source_dir):
        left_out = {"__pycache__", *(exclude if Path(directory) == source_dir else ())}
        folders[:] = [folder for folder in folders if folder not in left_out]
        for file in files:
            path = Path(directory, file)
            if file not in left_out:
                mode = 0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644
                members[path.relative_to(source_dir).as_posix()] = (path.read_bytes(), mode)
    for path, content in {"VERSION": f"{version}\n".encode(), **(extra or {})}.items():
        members[path] = (content, members.get(path, (b"", 0o644))[1])

    output = Path(output)
    output.mkdir(parents=True, exist_ok=True)
    artifact = output / f"{name}-{version}.tar.gz"
    unfinished = artifact.with_name(f"{artifact.name}.{os.getpid()}")
    with unfinished.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=MTIME) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for path in sorted({parent.as_posix() for member in members for parent in Path(member).parents} - {"."}):
                archive.addfile(_member(path, 0o755, tarfile.DIRTYPE))
            for path, (content, mode) in sorted(members.items()):
                archive.addfile(_member(path, mode, tarfile.REGTYPE, len(content)), io.BytesIO(content))
    unfinished.replace(artifact)
    return artifact


def _member(path: str, mode: int, kind: bytes, size: int = 0) -> tarfile.TarInfo:
    member = tarfile.TarInfo(path)
    member.mode, member.type, member.size, member.mtime = mode, kind, size, MTIME
    member.uname = member.gname = "root"
    return member


def overlay(directory: Path) -> dict[str, bytes]:
    """The files below directory, as the extra of build_artifact."""
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def filled_once(folder: Path, fill: Callable[[Path], None]) -> Path:
    """folder, which fill(temporary folder) has filled, now or some time before: under its final name it is complete."""
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        fill(temporary)
        os.rename(temporary, folder)
    except OSError:
        if not folder.is_dir():  # else another build was quicker
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def main() -> None:
    """The command line behind an application's `build`: prints the path of what it built."""
    parser = argparse.ArgumentParser(description="Build the artifact NAME-VERSION.tar.gz of an application.")
    parser.add_argument("source", type=Path, help="the application's folder; broken/FAULT in it has the files of a broken release")
    parser.add_argument("name")
    parser.add_argument("--version", required=True)
    parser.add_argument("--output", required=True, type=Path, metavar="DIR")
    parser.add_argument("--broken", metavar="FAULT", choices=["health", "start", "slow"], help="health, start or slow")
    parser.add_argument("--page", metavar="PATH", help="add the shared front end, with its page as a Blade template at this path")
    arguments = parser.parse_args()
    extra = front_end(arguments.page, r"{{ $\1 }}") if arguments.page else {}
    extra |= overlay(arguments.source / "broken" / arguments.broken) if arguments.broken else {}
    print(build_artifact(arguments.source, arguments.name, arguments.version, arguments.output, extra=extra))


if __name__ == "__main__":
    main()
