# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Build a release of the Node sample application, with its node_modules inside; print the artifact's path.

Needs Python 3.9 or newer and npm, and a package registry the first time.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.dont_write_bytecode = True

from build_artifact import build_artifact, filled_once, overlay  # noqa: E402

LOCK = HERE / "package-lock.json"
# Not part of a release; node_modules is added by itself.
EXCLUDE = ("build", "build_release.py", "application.yml", "README.md", "__pycache__", "node_modules")
FAULTS = ("health", "start", "slow")


def fetch_modules(cache: Path) -> Path:
    """The folder with node_modules as the lock file has it, installed once."""
    return filled_once(cache / hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12], _install)


def _install(folder: Path) -> None:
    # Where the interpreter's environment has an npm, it is the one that the project asks for.
    npm = shutil.which("npm", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if not npm:
        sys.exit("build: there is no npm; 'make setup' installs it")
    for name in ("package.json", LOCK.name):
        shutil.copy(HERE / name, folder)
    # Nothing that is fetched is run here; the modules are plain JavaScript, the same for every version of Node.js.
    command = [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-bin-links", "--no-audit", "--no-fund", "--loglevel=error"]
    path = os.pathsep.join([str(Path(npm).parent), os.environ["PATH"]])
    subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, check=True, stdout=sys.stderr.fileno())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--version", required=True, help="the release's version, e.g. 2")
    parser.add_argument("--output", required=True, type=Path, help="folder for gigs-node-VERSION.tar.gz")
    parser.add_argument("--broken", choices=FAULTS, help="make a release that fails this way")
    parser.add_argument("--modules", type=Path, default=HERE.parents[2] / ".work" / "node_modules", help="cache of node_modules")
    arguments = parser.parse_args()

    modules = overlay(fetch_modules(arguments.modules) / "node_modules")
    extra = {f"node_modules/{path}": content for path, content in modules.items()}
    if arguments.broken:
        extra["FAULT"] = f"{arguments.broken}\n".encode()
    print(build_artifact(HERE, "gigs-node", arguments.version, arguments.output, EXCLUDE, extra))


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError:
        sys.exit("build: the modules could not be installed; npm's own message is above")
