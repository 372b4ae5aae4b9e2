# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules without the time that Ansible's own way of sending them takes.

A module is sent to a host with every call, unpacked and compiled there: 0.3 s of CPU before its first line, where a whole phase may need
less. So the collection's code is kept on the host, compiled, under a name that is its digest. Where it can't be kept, or is not to be
(check mode), the module runs as any other does.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import json
import pathlib
import zipfile

_SOURCE = pathlib.Path(__file__).resolve().parents[1] / "module_utils"
_PACKAGE = "ansible_collections/golive/web/plugins/module_utils"
_PLACE = "/var/cache/golive"
# Debian's own. It reads all from standard input, as for any module of Ansible's, so that the one command line
# that docs/rights.md lets sudo run is enough.
PYTHON = "/usr/bin/python3"
NOT_KEPT = 97
_ANSIBLES_OWN = ("add_host", "add_group", "ansible_facts")
# The folder where the user happens to be is no place for code.
_BEGIN = "import sys\nsys.path[:] = filter(None, sys.path)\n"
_RUN = """
import os
if not os.path.isdir(folder):
    sys.exit(not_kept)
sys.path.insert(0, folder)
from ansible_collections.golive.web.plugins.module_utils._kept import main
main(order, artifact)
"""
# Renamed as a whole, so that what has the name is complete. Of older code the newest stays, since another controller may still use it.
_KEEP = """
import base64, compileall, io, os, pathlib, shutil, tempfile, zipfile
place = pathlib.Path(place)
os.umask(0o022)
place.mkdir(exist_ok=True)
for old in sorted(place.iterdir(), key=os.path.getmtime)[:-3]:
    shutil.rmtree(old)
new = tempfile.mkdtemp(dir=place)
os.chmod(new, 0o755)
zipfile.ZipFile(io.BytesIO(base64.b64decode(packed))).extractall(new)
compileall.compile_dir(new, quiet=2)
os.rename(new, place / name)
"""


@functools.lru_cache(maxsize=None)
def code():
    """The files that a host keeps, path to content, and the name for all of them."""
    files = {f"{_PACKAGE}/{path.relative_to(_SOURCE)}": path.read_bytes() for path in sorted(_SOURCE.rglob("*.py"))}
    # Packages in full: a part of one of the same name elsewhere on the host would hide these.
    files.update({f"{parent}/__init__.py": b"" for parent in pathlib.PurePosixPath(_PACKAGE, "any").parents if parent.name})
    name = hashlib.sha256(b"".join(path.encode() + b"\0" + text + b"\0" for path, text in sorted(files.items()))).hexdigest()[:16]
    return files, name


def packed():
    """The files as a zip archive, in base64."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in code()[0].items():
            archive.writestr(path, text)
    return _text(data.getvalue())


def program(name, params, check_mode=False, artifact=b""):
    """What Python on a host is to read to do the module I(name)'s work; exit code 97 where the host doesn't keep this code."""
    order = json.dumps({"call": name, "params": params, "check_mode": check_mode})
    return _program(_RUN, folder=f"{_PLACE}/{code()[1]}", not_kept=NOT_KEPT, order=order, artifact=_text(artifact))


def keeper():
    """What Python on a host is to read to keep this code."""
    return _program(_KEEP, place=_PLACE, name=code()[1], packed=packed())


def _program(text, **given):
    return (_BEGIN + "".join(f"{name} = {value!r}\n" for name, value in given.items()) + text).encode()


def _text(data):
    return base64.b64encode(data).decode()


def result(done):
    """The result, which is the last line of what the host said, or a failure that says that there is none."""
    lines = done["stdout"].strip().splitlines()
    try:
        said = json.loads(lines[-1])
        # A host says what it did, and never what Ansible is to do: add hosts, set facts. Ansible keeps modules from it too.
        return {key: value for key, value in said.items() if key not in _ANSIBLES_OWN and not key.startswith("_ansible_")}
    except (AttributeError, IndexError, ValueError):
        return {"failed": True, "changed": False, "msg": "The work on the host ended without a result", "rc": done["rc"], "stderr": done["stderr"][-4000:]}
