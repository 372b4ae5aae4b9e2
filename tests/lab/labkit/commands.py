# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands on this machine, as root where they need it, and the errors a person should read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
WORK = ROOT / ".work"


class LabError(Exception):
    """Something a person can put right; its text is one sentence that says how."""


def run(*command: str, data: bytes | None = None, check: bool = True) -> str:
    """Runs a command and returns its standard output; raises LabError with what it wrote on standard error."""
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False)
    except FileNotFoundError:
        raise LabError(f"{command[0]} is not installed; run 'make setup'.") from None
    if check and done.returncode:
        reason = done.stderr.decode(errors="replace").strip() or done.stdout.decode(errors="replace").strip()
        raise LabError(f"'{' '.join(command[:6])} ...' failed with {done.returncode}: {reason[-2000:]}")
    return done.stdout.decode(errors="replace")


def as_root(*command: str, data: bytes | None = None, check: bool = True) -> str:
    """Like run(), through sudo where the user is not root."""
    if os.geteuid() == 0:
        return run(*command, data=data, check=check)
    if not shutil.which("sudo"):
        raise LabError("Test hosts need root: run this as root, or install sudo.")
    return run("sudo", *command, data=data, check=check)


def podman(*arguments: str, data: bytes | None = None, check: bool = True) -> str:
    """Runs podman with a configuration of its own, so that the machine's stays as it is.

    Podman 4.3 takes CNI for its network where it had been used before, and then fails on its DNS plugin."""
    configuration = WORK / "containers.conf"
    if not configuration.exists():
        WORK.mkdir(exist_ok=True)
        configuration.write_text('[network]\nnetwork_backend = "netavark"\n[engine]\nruntime = "runc"\n')
    return as_root("env", f"CONTAINERS_CONF={configuration}", "podman", *arguments, data=data, check=check)


def podman_json(*arguments: str) -> list[dict]:
    """The list that a podman command with --format json prints."""
    return json.loads(podman(*arguments) or "[]") or []
