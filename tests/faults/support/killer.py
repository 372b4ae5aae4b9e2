# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ends the module C(golive.web.release) at a step, on the host, without a change to the module: every Python there imports an audit hook of ours."""

from __future__ import annotations

import json
import pathlib

ARMED = "/run/golive-fault.json"
REACHED = "/run/golive-fault.reached"
_HOOK = (pathlib.Path(__file__).parent / "golive_fault.py").read_text()
# A .pth file is read also where Python is told to trust no environment (site, -I).
_WRITE = """
import pathlib, site, sys
folder = pathlib.Path(site.getsitepackages()[0])
folder.mkdir(parents=True, exist_ok=True)
(folder / "golive_fault.py").write_text(sys.argv[1])
(folder / "golive_fault.pth").write_text("import golive_fault\\n")
"""
_REMOVE = """
import pathlib, site
for path in pathlib.Path(site.getsitepackages()[0]).glob("golive_fault.*"):
    path.unlink()
"""


def install(standing):
    """Does nothing by itself, until a step is armed."""
    standing.on("python3", "-c", _WRITE, _HOOK)


def remove(standing):
    standing.on("python3", "-c", _REMOVE)


def arm(standing, phase, event, path, count=1, act="kill"):
    """The I(count)th time that I(phase) is about to do I(event) to what the regular expression I(path) finds, it dies, or (C(wait)) stops there."""
    standing.on("rm", "-f", REACHED)
    wanted = {"phase": phase, "event": event, "path": path, "count": count, "act": act}
    standing.on("sh", "-c", 'printf %s "$1" > "$2"', "sh", json.dumps(wanted), ARMED)


def disarm(standing):
    """Returns whether the step was reached."""
    reached = bool(standing.on("ls", REACHED, check=False))
    standing.on("rm", "-f", ARMED, REACHED)
    return reached
