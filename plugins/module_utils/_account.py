# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An application's own user on a host: which it is, what runs as it, and its end."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import signal
import time

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

_PATIENCE_SECONDS = 10


def find(layout):
    """The user of the application, or C(None). A user of that name with another home is somebody else's, postgres for instance."""
    try:
        account = pwd.getpwnam(layout.name)
    except KeyError:
        return None
    return account if account.pw_uid and account.pw_dir == layout.shared else None


def end_processes(uid, patience=_PATIENCE_SECONDS):
    """Ends all that runs as I(uid): asked first, then killed."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + patience
        for process in _processes(uid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)
        while _processes(uid):
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        else:
            return
    raise GoliveError(f"Processes of the user {uid} can't be ended: {_processes(uid)}.")


def remove(layout, call):
    """Removes the user and its group; I(call) runs a command and raises where it fails."""
    call("userdel", layout.name)
    with contextlib.suppress(KeyError):
        grp.getgrnam(layout.name)
        call("groupdel", layout.name)


def _processes(uid):
    """Ids of the processes of I(uid); one that has ended and is merely not buried yet is none."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if os.stat(f"/proc/{name}").st_uid == uid:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    if file.read().rpartition(")")[2].split()[0] != "Z":
                        found.append(int(name))
    return found
