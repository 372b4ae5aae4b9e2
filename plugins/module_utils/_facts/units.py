# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Processes that a unit of systemd or a file names."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import files, host
from ansible_collections.golive.web.plugins.module_utils._probe_types import process


def number(unit="", pid_file=""):
    """The number of the main process of the I(unit), or of that in I(pid_file), or else C(self). Raises C(Trouble)."""
    if unit:
        return _of_unit(unit)
    return _of_file(pid_file) if pid_file else "self"


def _of_unit(unit):
    lines = host.said(["systemctl", "show", "--property=LoadState,MainPID", "--", unit]).splitlines()
    told = dict(line.partition("=")[::2] for line in lines)
    if told.get("LoadState") == "not-found":
        raise Trouble("missing", f"there is no unit {unit}", FAIL)
    found = process.number_in(told.get("MainPID", ""))
    if not found:
        raise Trouble("not_running", f"the unit {unit} has no main process", FAIL)
    return found


def _of_file(path):
    found = process.number_in(files.text(path, 4096))
    if not found:
        raise Trouble("not_running", f"{path} holds no number of a process", FAIL)
    return found


def gone(found, trouble):
    """The C(Trouble) to tell where what /proc has of the process I(found) can't be read for I(trouble)."""
    return Trouble("not_running", f"there is no process {found}", FAIL) if trouble.reason == "missing" else trouble
