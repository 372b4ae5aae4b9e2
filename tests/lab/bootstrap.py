# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets a fresh Debian 12 or 13 up for development: packages, virtual environments, collections.

Needs only the standard library, since nothing else is there yet. Running it again does what is missing."""

from __future__ import annotations

import argparse
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".work"
VENV = ROOT / ".venv"
OLDEST = WORK / "venv-oldest"
COLLECTIONS = WORK / "collections"
# What is needed to run playbooks on a lab, as the demonstration does, comes without what tests need besides.
STAMPS = {"run": WORK / "run.stamp", "all": WORK / "setup.stamp"}
REQUIREMENTS = {"run": ROOT / "tests/requirements-run.txt", "all": ROOT / "tests/requirements.txt"}
PIP = ["--quiet", "--disable-pip-version-check"]
# netavark calls iptables on Debian 12 and nft on Debian 13, and recommends neither.
PACKAGES = [
    "podman", "runc", "netavark", "aardvark-dns", "iptables", "nftables", "iproute2", "mmdebstrap", "debian-archive-keyring",
    "ca-certificates", "git", "make", "openssh-client", "python3-venv", "rsync",
]  # fmt: skip
BEST_PYTHON, WORST_PYTHON = (3, 14), (3, 11)
NEWEST_PYTHON_OF_OLDEST_CORE = (3, 13)
# Galaxy needs no account but is not reachable everywhere; the package index has the same collections in one wheel.
NEEDED_COLLECTIONS = ["community/crypto", "community/general", "community/postgresql", "ansible/mariadb", "ansible/posix"]


class SetupError(Exception):
    """Something a person can put right; its text is one sentence that says how."""


def step(name: str) -> None:
    print(f"setup: {name}", flush=True)


def run(*command: str | Path, **options) -> None:
    """Runs a command quietly; shows the end of its output when it fails."""
    words = [str(part) for part in command]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode:
        output = done.stdout.decode(errors="replace").strip().splitlines()[-15:]
        raise SetupError(f"'{' '.join(words[:5])} ...' failed:\n" + "\n".join(output))


def install_packages(names: list[str]) -> None:
    """Debian packages, only those that lack."""
    if not shutil.which("dpkg-query"):
        raise SetupError("This needs Debian 12 or 13: there is no dpkg here.")
    listed = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *names],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False,
    ).stdout  # fmt: skip
    installed = {line.split()[0] for line in listed.splitlines() if line.endswith(" installed")}
    lacking = [name for name in names if name not in installed]
    if not lacking:
        return
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    if prefix and not shutil.which("sudo"):
        raise SetupError(f"Run this as root, or install sudo: these packages lack: {' '.join(lacking)}.")
    step(f"Debian packages: {' '.join(lacking)}")
    environment = "DEBIAN_FRONTEND=noninteractive"
    run(*prefix, "apt-get", "update", "-q")
    run(*prefix, "env", environment, "apt-get", "install", "-qy", "--no-install-recommends", *lacking)


def probe_python(python: str) -> tuple[tuple[int, int], str] | None:
    """((major, minor), path) of an interpreter that can make virtual environments; else, or if it doesn't run, None."""
    code = "import ensurepip, ssl, venv, sys; print(*sys.version_info[:2], sys.prefix == sys.base_prefix, sys.executable)"
    try:
        done = subprocess.run(
            [python, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=30, check=True
        )
        major, minor, outside_venv, path = done.stdout.strip().split(" ", 3)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return ((int(major), int(minor)), path) if outside_venv == "True" else None


def find_python(newest: tuple[int, int], chosen: str | None) -> str:
    """The best interpreter on PATH or among pyenv's; a shim of pyenv may be there and not run, so each is tried."""
    names = [f"python3.{minor}" for minor in range(newest[1], WORST_PYTHON[1] - 1, -1)] + ["python3"]
    folders = os.environ["PATH"].split(os.pathsep)
    candidates = [os.path.join(folder, name) for name in names for folder in folders]
    pyenv = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    candidates += glob.glob(f"{pyenv}/versions/*/bin/python3")
    if chosen:
        candidates = [shutil.which(chosen) or chosen]
    found = {}
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            version, path = probe_python(candidate) or ((0, 0), "")
            if WORST_PYTHON <= version <= newest:
                found.setdefault(version, path)
    if not found:
        span = f"{WORST_PYTHON[0]}.{WORST_PYTHON[1]} to {newest[0]}.{newest[1]}"
        raise SetupError(f"No Python from {span} with venv was found; install python3 and python3-venv.")
    return found[max(found)]


def make_venv(path: Path, python: str, requirements: Path) -> None:
    """A virtual environment with the newest of what is required; made anew when the interpreter is another."""
    made_with = path / "python"
    if path.exists() and not (made_with.exists() and made_with.read_text() == python and (path / "bin/pip").exists()):
        shutil.rmtree(path)
    if not path.exists():
        run(python, "-m", "venv", path)
        made_with.write_text(python)
    step(f"virtual environment {path.relative_to(ROOT)}, {python}")
    run(path / "bin/python", "-m", "pip", "install", *PIP, "--requirement", requirements)


def make_oldest_venv(newest: str, chosen: str | None) -> None:
    """The environment of the oldest core that is promised, where the newest is another."""
    if not re.match(r"2\.19\.", newest):
        make_venv(OLDEST, find_python(NEWEST_PYTHON_OF_OLDEST_CORE, chosen), ROOT / "tests/requirements-oldest.txt")
    elif OLDEST.exists():
        shutil.rmtree(OLDEST)


def core_version(path: Path) -> str:
    """The version of ansible-core in a virtual environment."""
    return subprocess.check_output(
        [str(path / "bin/python"), "-c", "import ansible.release; print(ansible.release.__version__)"], text=True
    ).strip()


def install_collections() -> None:
    """The collections that the tests need, and this checkout beside them under its own name."""
    root = COLLECTIONS / "ansible_collections"
    own = root / "golive" / "web"
    own.parent.mkdir(parents=True, exist_ok=True)
    if not own.is_symlink() or own.resolve() != ROOT:
        own.unlink(missing_ok=True)
        own.symlink_to(ROOT)
    if all((root / name / "MANIFEST.json").exists() for name in NEEDED_COLLECTIONS):
        return
    step(f"collections {', '.join(name.replace('/', '.') for name in NEEDED_COLLECTIONS)}")
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        only_wheel = ["--no-deps", "--only-binary", ":all:", "--dest", folder]
        run(VENV / "bin/python", "-m", "pip", "download", *PIP, *only_wheel, "ansible")
        wheel = zipfile.ZipFile(next(Path(folder).glob("ansible-*.whl")))
        wanted = tuple(f"ansible_collections/{name}/" for name in NEEDED_COLLECTIONS)
        wheel.extractall(COLLECTIONS, [name for name in wheel.namelist() if name.startswith(wanted)])


def main() -> int:
    parser = argparse.ArgumentParser(description="Sets the machine up for make check, make test and make demo.")
    parser.add_argument("--python", help="this interpreter, not the best that is found")
    parser.add_argument("what", choices=list(STAMPS), help="what it is for: to run playbooks, or all")
    arguments = parser.parse_args()
    began = time.monotonic()
    # make puts the virtual environment first; a pyenv shim would then run the very environment that is being made.
    path = os.environ.get("PATH", "").split(os.pathsep)
    os.environ["PATH"] = os.pathsep.join(folder for folder in path if not folder.startswith(str(ROOT)))
    try:
        WORK.mkdir(exist_ok=True)
        STAMPS[arguments.what].unlink(missing_ok=True)
        install_packages(PACKAGES)
        make_venv(VENV, find_python(BEST_PYTHON, arguments.python), REQUIREMENTS[arguments.what])
        newest = core_version(VENV)
        if arguments.what == "all":
            make_oldest_venv(newest, arguments.python)
        install_collections()
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"setup: {error.strerror}: {error.filename}", file=sys.stderr)
        return 1
    STAMPS[arguments.what].write_text(f"{newest}\n")
    step(f"ready, ansible-core {newest}, after {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
