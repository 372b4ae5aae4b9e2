# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-test sanity on a copy of the tree, with the ansible-core of one virtual environment.

Usage: sanity.py VIRTUAL_ENVIRONMENT [ARGUMENTS OF ANSIBLE-TEST SANITY]"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What the bootstrap script does that ansible-test fetches from its own site, by what Python brings along.
BOOTSTRAP = """\
import subprocess, sys
subprocess.check_call([sys.executable, "-m", "ensurepip", "--default-pip"])
arguments = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", *arguments]))
"""


def home(environment: Path) -> Path:
    """Where ansible-test keeps virtual environments and downloads instead of in ~/.ansible/test: in the checkout, one for each, as two run side by side."""
    return ROOT / ".work" / f"sanity-home-{environment.name.strip('.')}"


def copy_tree(target: Path) -> None:
    """Copies what git tracks, or would if it were added, to a folder that lies under ansible_collections/."""
    shutil.rmtree(target, ignore_errors=True)
    listed = subprocess.check_output(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT
    )
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_symlink() or (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name, follow_symlinks=False)
    # ansible-test would else ask the checkout's own repository, which ignores the folder that the copy is in.
    subprocess.check_call(["git", "init", "--quiet", str(target)])


def search_path(environment: Path) -> str:
    """PATH with the environment first, and pyenv's interpreters in place of its shims: ansible-test takes each shim for a Python."""
    folders = [folder for folder in os.environ["PATH"].split(os.pathsep) if Path(folder).name != "shims"]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    folders += [str(folder) for folder in sorted(pyenv.glob("versions/3.*/bin"))]
    return os.pathsep.join([str(environment / "bin"), *folders])


def settings(environment: Path) -> dict[str, str]:
    """The environment variables of ansible-test: a home of its own, with the user's pip configuration."""
    settings = {**os.environ, "HOME": str(home(environment)), "PATH": search_path(environment)}
    pip = Path.home() / ".config" / "pip" / "pip.conf"
    if pip.exists():
        settings.setdefault("PIP_CONFIG_FILE", str(pip))
    return settings


def sanity(environment: Path, tree: Path, arguments: list[str]) -> tuple[int, str]:
    """Runs ansible-test sanity; returns its exit code and what it wrote, which is printed as well."""
    lines = []
    with subprocess.Popen(
        [str(environment / "bin/ansible-test"), "sanity", "--venv", "--color", "no", *arguments],
        cwd=tree, env=settings(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            lines.append(line)
            print(line, end="", flush=True)
    return process.returncode, "".join(lines)


def main(arguments: list[str]) -> int:
    """Returns the exit code of ansible-test."""
    environment = (ROOT / arguments[0]).absolute()
    home(environment).mkdir(parents=True, exist_ok=True)
    tree = ROOT / ".work" / f"sanity-{environment.name.strip('.')}" / "ansible_collections" / "golive" / "web"
    copy_tree(tree)
    code, output = sanity(environment, tree, arguments[1:])
    unreachable = re.search(r"get-pip-([\d.]+)\.py", output)
    if code and unreachable:
        script = home(environment) / ".ansible" / "test" / "cache" / f"get_pip_{unreachable[1].replace('.', '_')}.py"
        print("sanity: the bootstrap script can't be fetched; pip comes from Python's own ensurepip", flush=True)
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(BOOTSTRAP)
        try:
            code, output = sanity(environment, tree, arguments[1:])
        finally:
            script.unlink()  # so that it never stands before a real one
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
