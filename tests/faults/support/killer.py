# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ends the module C(golive.web.release) at a step, on the host, without a change to the module: an interpreter of our own has an audit hook."""

from __future__ import annotations

import json
import pathlib

from fleet import ROOT
from standing import HOST

FOLDER = "/usr/local/lib/golive-faults"
ARMED = "/run/golive-fault.json"
REACHED = "/run/golive-fault.reached"
INVENTORY = ROOT / ".work" / "killer.ini"
_HOOK = (pathlib.Path(__file__).parent / "sitecustomize.py").read_text()


def install(standing):
    """Puts the interpreter on the host; returns what has a run use it there, and there alone."""
    standing.on("mkdir", "-p", FOLDER)
    for name, text, mode in (
        ("sitecustomize.py", _HOOK, "0644"),
        ("python3", f'#!/bin/sh\nPYTHONPATH={FOLDER} exec /usr/bin/python3 "$@"\n', "0755"),
    ):
        standing.on("sh", "-c", 'printf %s "$1" > "$2" && chmod "$3" "$2"', "sh", text, f"{FOLDER}/{name}", mode)
    INVENTORY.write_text(f"{HOST} ansible_python_interpreter={FOLDER}/python3\n")
    return ("-i", str(INVENTORY))


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
