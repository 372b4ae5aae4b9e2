# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's own playbooks, on hosts that are there in name only: their module is scripted, all else is as ever."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import tarfile
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
CORES = {"newest": ROOT / ".venv", "oldest": ROOT / ".work" / "venv-oldest"}
# Longer than any run here takes by far.
_PATIENCE_SECONDS = 120


class Run(NamedTuple):
    """Exit code and output of a run; on a terminal C(output) is all that was written to it."""

    code: int
    output: str
    errors: str


def collections(folder):
    """A copy of the collection in I(folder), made of links, in which the action of C(release) is the scripted one; returns its path for Ansible."""
    ours = folder / "ansible_collections" / "golive" / "web"
    _link_all(ROOT, ours, but=("plugins", ".git", ".venv", ".work"))
    _link_all(ROOT / "plugins", ours / "plugins", but=("action",))
    _link_all(ROOT / "plugins" / "action", ours / "plugins" / "action", but=("release.py", "__pycache__"))
    (ours / "plugins" / "action" / "release.py").symlink_to(HERE / "scripted_release.py")
    for other in ("ansible", "community"):
        (folder / "ansible_collections" / other).symlink_to(ROOT / ".work" / "collections" / "ansible_collections" / other)
    return folder


def _link_all(source, target, but):
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.name not in but:
            (target / path.name).symlink_to(path)


def inventory(folder, hosts=4):
    """An inventory in I(folder) of so many hosts, which are this machine, with one application that has an artifact."""
    with tarfile.open(folder / "gigs-2.0.tar", "w") as archive:
        archive.add(__file__, "gigs/application.py")
    gigs = {
        "runtime": "python", "entry": "gigs.wsgi:application", "server_names": ["gigs.example.com"], "artifact": {"path": str(folder / "gigs-2.0.tar")},
        "environment": {"SECRET": "hunter2-of-the-application"}, "settle_seconds": 0, "preview_secret": "0123456789-of-the-preview",
    }  # fmt: skip
    variables = {"ansible_connection": "local", "ansible_become": False, "golive_applications": {"gigs": gigs}, "rollout_bake_seconds": 1}
    path = folder / "inventory.yml"
    path.write_text(yaml.safe_dump({"web": {"hosts": {f"web{number}": None for number in range(1, hosts + 1)}, "vars": variables}}))
    return path


class Stage(NamedTuple):
    """Where runs take place: C(folder) has the inventory, C(core) is a virtual environment, C(paths) that of the collections."""

    folder: Path
    core: Path
    paths: Path

    def environment(self, script, callback, more):
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "NO_COLOR"))},
            "ANSIBLE_COLLECTIONS_PATH": str(self.paths),
            "ANSIBLE_STDOUT_CALLBACK": callback,
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_RETRY_FILES_ENABLED": "false",
            "GOLIVE_SCRIPT": json.dumps(script or {}),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "TERM": "xterm",
            **more,
        }

    def command(self, playbook, options, variables):
        given = ("-e", json.dumps(variables)) if variables else ()
        return [str(self.core / "bin" / "ansible-playbook"), "-i", str(self.folder / "inventory.yml"), *given, *options, str(playbook)]

    def run(self, playbook="golive.web.deploy", *options, script=None, callback="golive.web.rollout", environment=None, **variables):
        """A run whose output goes to a file, as in a pipeline."""
        done = subprocess.run(
            self.command(playbook, options, variables),
            env=self.environment(script, callback, {"NO_COLOR": "1", **(environment or {})}),
            cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=_PATIENCE_SECONDS,
        )  # fmt: skip
        return Run(done.returncode, done.stdout, done.stderr)

    def run_on_a_terminal(self, playbook="golive.web.deploy", *options, script=None, environment=None, columns=100, **variables):
        """A run with a person before it."""
        process, terminal = pty.fork()
        if not process:
            os.chdir(self.folder)
            command = ["sh", "-c", f'stty cols {columns}; exec "$@"', "sh", *self.command(playbook, options, variables)]
            os.execvpe("sh", command, self.environment(script, "golive.web.rollout", environment or {}))
        try:
            written = _all_of(terminal)
        except BaseException:
            os.kill(process, signal.SIGKILL)
            raise
        finally:
            os.close(terminal)
        return Run(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), written, "")


def _all_of(terminal):
    """What is written to I(terminal) until nobody has it open."""
    parts = []
    while True:
        assert select.select([terminal], [], [], _PATIENCE_SECONDS)[0], b"".join(parts)
        try:
            parts.append(os.read(terminal, 65536))
        except OSError:
            return b"".join(parts).decode(errors="replace")
        if not parts[-1]:
            return b"".join(parts).decode(errors="replace")


def screen(written):
    """The lines that are on a terminal in the end, of what was I(written) there: colours are left out, and what a line was erased of is gone."""
    lines, column = [""], 0
    position = 0
    while position < len(written):
        letter = written[position]
        if written.startswith("\x1b[K", position):
            lines[-1], position = lines[-1][:column], position + 3
        elif written.startswith("\x1b[", position):
            while not written[position].isalpha():
                position += 1
            position += 1
        elif letter == "\n":
            lines, column, position = [*lines, ""], 0, position + 1
        elif letter == "\r":
            column, position = 0, position + 1
        else:
            lines[-1] = lines[-1][:column] + letter + lines[-1][column + 1 :]
            column, position = column + 1, position + 1
    return [line.rstrip() for line in lines]
