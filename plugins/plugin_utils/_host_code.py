# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules without the time that Ansible's own way of sending them takes.

A module is sent to a host with every call, unpacked and compiled there: 0.3 s of CPU before its first line, where a whole phase may need
less. So the collection's code is kept on the host, compiled, under a name that is its digest. Where it can't be kept, or is not to be
(check mode), the module runs as any other does.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
import pathlib
import shlex
import zipfile

from ansible.plugins.action import ActionBase

_SOURCE = pathlib.Path(__file__).resolve().parents[1] / "module_utils"
_PACKAGE = "ansible_collections/golive/web/plugins/module_utils"
_PLACE = "/var/cache/golive"
# Debian's own, which has supervisor's client.
_PYTHON = "/usr/bin/python3 -I -c"
_NOT_KEPT = 97
_RUN = "import sys; sys.path.insert(0, sys.argv[1]); from ansible_collections.golive.web.plugins.module_utils._kept import main; main()"
# Renamed as a whole, so that what has the name is complete. Of older code the newest stays, since another controller may still use it.
_KEEP = """
import compileall, io, os, pathlib, shutil, sys, tempfile, zipfile
place, name = pathlib.Path(sys.argv[1]), sys.argv[2]
os.umask(0o022)
place.mkdir(exist_ok=True)
for old in sorted(place.iterdir(), key=os.path.getmtime)[:-3]:
    shutil.rmtree(old)
new = tempfile.mkdtemp(dir=place)
os.chmod(new, 0o755)
zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())).extractall(new)
compileall.compile_dir(new, quiet=2)
os.rename(new, place / name)
"""


@functools.lru_cache(maxsize=None)
def code():
    """The files that a host keeps, path to content, and the name for all of them."""
    files = {f"{_PACKAGE}/{path.name}": path.read_bytes() for path in sorted(_SOURCE.glob("*.py"))}
    # Packages in full: a part of one of the same name elsewhere on the host would hide these.
    files.update({f"{parent}/__init__.py": b"" for parent in pathlib.PurePosixPath(_PACKAGE, "any").parents if parent.name})
    name = hashlib.sha256(b"".join(path.encode() + b"\0" + text + b"\0" for path, text in sorted(files.items()))).hexdigest()[:16]
    return files, name


def packed():
    """The files as a zip archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in code()[0].items():
            archive.writestr(path, text)
    return data.getvalue()


def command():
    """The shell command that reads an order, as C(module_utils/_kept.py) describes it, and does it; exit code 97 where the host doesn't keep this code."""
    folder = f"{_PLACE}/{code()[1]}"
    # What nobody reads would break the connection.
    return f"test -d {folder} || {{ cat >/dev/null; exit {_NOT_KEPT}; }}; exec {_PYTHON} {shlex.quote(_RUN)} {folder}"


class HostAction(ActionBase):
    """An action plugin whose module's work is in C(module_utils/_calls.py). C(kept): whether the host was found to keep the code."""

    kept = False

    def call(self, name, params, task_vars, artifact=b""):
        """The result of the module I(name) with I(params), which were checked. I(artifact) is for a host that keeps the code."""
        done = self._ask(name, params, artifact)
        if done["rc"] == _NOT_KEPT and not self._task.check_mode:
            self._low_level_execute_command(f"{_PYTHON} {shlex.quote(_KEEP)} {_PLACE} {code()[1]}", in_data=packed())
            done = self._ask(name, params, artifact)
        self.kept = done["rc"] != _NOT_KEPT
        if self.kept:
            return result(done)
        return self._execute_module(module_name=f"golive.web.{name}", module_args=params, task_vars=task_vars)

    def _ask(self, name, params, artifact):
        order = json.dumps({"call": name, "params": params, "check_mode": self._task.check_mode})
        return self._low_level_execute_command(command(), in_data=order.encode() + b"\n" + artifact)


def result(done):
    """The result, which is the last line of what the host said, or a failure that says that there is none."""
    lines = done["stdout"].strip().splitlines()
    try:
        return json.loads(lines[-1])
    except (IndexError, ValueError):
        return {"failed": True, "changed": False, "msg": "The work on the host ended without a result", "rc": done["rc"], "stderr": done["stderr"][-4000:]}
