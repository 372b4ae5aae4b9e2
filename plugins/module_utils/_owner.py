# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who a rollout belongs to: C(user@controller:process.start), so that a run that has ended can be told from one at work."""

from __future__ import annotations

import getpass
import os
import re
import socket

_OWNER = re.compile(r"(?P<who>.+)@(?P<controller>[^@:]+):(?P<process>\d+)\.(?P<start>\d+)")


def _started(process):
    """When I(process) started, in clock ticks since boot; C(None) where there is no such process (proc(5), stat, field 22)."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[19]
    except OSError:
        return None


def controller():
    """The name of this machine since its boot. Machines made from one image may share a name, and so may containers on one machine: the boot's id
    and the namespace of process ids tell them apart."""
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
        boot = file.read(8)
    return f"{socket.gethostname()}.{boot}.{os.stat('/proc/self/ns/pid').st_ino}"


def of_this_playbook():
    """The owner's name for the playbook at work, as seen from an action plugin, which runs in a child of it."""
    return of_this_run(getpass.getuser(), controller(), os.getppid())


def of_this_run(user, controller, process):
    """The owner's name for the run whose main process is I(process)."""
    return f"{user}@{controller}:{process}.{_started(process) or 0}"


def is_dead(owner, controller):
    """Whether the run of I(owner) was started on I(controller), which is this machine, and has ended. Of other machines nothing is known."""
    match = _OWNER.fullmatch(owner)
    return bool(match and match["controller"] == controller and _started(match["process"]) != match["start"])
