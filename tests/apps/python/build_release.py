# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Build a release of the Python sample application, with its wheels inside; print the artifact's path.

Needs Python 3.9 or newer with pip, and a package index the first time.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.dont_write_bytecode = True

from build_artifact import build_artifact, filled_once  # noqa: E402
from front_end import front_end  # noqa: E402

LOCK = HERE / "requirements.lock"
# glibc 2.28 and older: both supported Debian releases have a newer one.
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
# Not part of a release; the wheels are added by themselves, storage/ is linked by the deployment.
EXCLUDE = ("build", "build_release.py", "application.yml", "README.md", "requirements.in", "__pycache__", "storage", ".venv")
FAULTS = ("health", "start", "slow")


def fetch_wheels(cache: Path, python: str) -> Path:
    """The folder with every wheel of the lock file for one Python version, e.g. '3.13'.

    Downloaded once and checked against the lock's hashes.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--implementation", "cp", "--python-version", python]
    command += [f"--platform={platform}" for platform in PLATFORMS]

    def fill(folder: Path) -> None:
        subprocess.run(
            [*command, "--dest", str(folder), "--requirement", str(LOCK)], check=True, stdout=sys.stderr.fileno()
        )

    return filled_once(cache / f"{python}-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}", fill)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--version", required=True, help="the release's version, e.g. 2")
    parser.add_argument("--output", required=True, type=Path, help="folder for gigs-python-VERSION.tar.gz")
    parser.add_argument("--python", action="append", help="Python version of the hosts; may be repeated (3.13)")
    parser.add_argument("--broken", choices=FAULTS, help="make a release that fails this way")
    parser.add_argument("--wheels", type=Path, default=HERE.parents[2] / ".work" / "wheels", help="cache of wheels")
    arguments = parser.parse_args()

    wheels = {}
    for python in arguments.python or ["3.13"]:
        for wheel in fetch_wheels(arguments.wheels, python).iterdir():
            wheels[f"wheels/{wheel.name}"] = wheel.read_bytes()
    extra = {"VERSION": f"{arguments.version}\n".encode(), **front_end("gigs/templates/home.html", r"{{ \1 }}"), **wheels}
    if arguments.broken:
        extra["FAULT"] = f"{arguments.broken}\n".encode()
    print(build_artifact(HERE, "gigs-python", arguments.version, arguments.output, EXCLUDE, extra))


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError:
        sys.exit("build: the wheels could not be fetched; pip's own message is above")
