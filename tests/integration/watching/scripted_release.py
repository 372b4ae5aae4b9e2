# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stands in for the action of the module C(release) where no host is needed: what each one returns is in a script, so that a whole rollout takes seconds.

The script is the JSON in the variable C(GOLIVE_SCRIPT): host to state to the fields that differ from a call that went well. C(_raise) is the text of
an error, C(_unreachable) that of a lost connection, C(_seconds) how long the call takes.
"""

from __future__ import annotations

import json
import os
import time

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.plugins.action import ActionBase

BEFORE = "1.0-0123456789ab-abcdef"
SECONDS = 0.05


class ActionModule(ActionBase):
    """Returns what the script has for this host and phase."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        args = self._task.args
        host, state = self._task.delegate_to or task_vars["inventory_hostname"], "back" if args.get("back") else args["state"]
        given = json.loads(os.environ["GOLIVE_SCRIPT"]).get(host, {}).get(state, {})
        seconds = given.pop("_seconds", SECONDS)
        time.sleep(seconds)
        if "_unreachable" in given:
            raise AnsibleConnectionFailure(given["_unreachable"])
        if "_raise" in given:
            raise AnsibleError(given["_raise"])
        release = (args.get("plan") or {}).get("release", "")
        return {**_well(state, args, release), "seconds": {"total": seconds}, **given}


def _well(state, args, release):
    """What a call returns that went well."""
    flips = state in ("active", "back")
    result = {
        "changed": True, "failed": False, "verdict": "pass", "reason": "", "release": release, "previous": BEFORE, "flipped": flips, "refused": False,
        "workers_down": False, "lease_taken_from": "", "lease_held_by": "",
        "share": 0,
    }  # fmt: skip
    if state in ("locked", "staged", "active", "back"):
        result["live"] = release if state == "active" else BEFORE
    return {**result, **_info()} if state == "locked" else result


def _info():
    serving = {"healthy": True, "release": BEFORE, "status": 200, "reason": ""}
    return {
        "provisioned": True, "live": BEFORE, "live_slot": "blue", "standby": "", "slots": {"blue": BEFORE, "green": ""}, "share": 0, "maintenance": False,
        "releases": [BEFORE], "mtimes": {BEFORE: 1700000000}, "good": [BEFORE], "bad": {}, "lease": {}, "scheduler": False,
        "runtime": {"name": "python", "digest": "0", "versions": {}}, "programs": {}, "serving": serving,
    }  # fmt: skip
