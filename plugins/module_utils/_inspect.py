# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is on a host, read and never changed: for the plan, for the status, for people."""

from __future__ import annotations

import json
import os
import subprocess
import time

from ansible_collections.golive.web.plugins.module_utils import _command, _lease, _manifest, _probe, _release_id, _share, _supervisor, _workers
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import SLOTS, other_slot
from ansible_collections.golive.web.plugins.module_utils._state import State


def is_provisioned(layout):
    """Whether the host is set up for the application."""
    return os.path.isdir(layout.releases)


def inspect(layout, health):
    """What the module C(release_info) returns, but for C(programs), which no plan is made from."""
    if not is_provisioned(layout):
        return {"provisioned": False}
    state = State(layout.state)
    slot = layout.live_slot()
    lease = _lease.read(layout.lease)
    return {
        "provisioned": True,
        "live": layout.live_release() or "",
        "live_slot": slot or "",
        "standby": (layout.slot_release(other_slot(slot)) if slot else None) or "",
        "slots": {name: layout.slot_release(name) or "" for name in SLOTS},
        "share": _share.percent(layout),
        "maintenance": os.path.exists(layout.maintenance),
        "releases": _manifest.complete_releases(layout),
        "mtimes": _manifest.mtimes(layout),
        "good": state.good,
        "bad": state.bad,
        "left": state.left,
        "paused": state.paused,
        "lease": lease if lease and lease["expires"] > time.time() else {},
        "scheduler": os.path.exists(layout.scheduler),
        "runtime": _runtime(layout),
        "serving": _serving(layout, health),
    }


def _runtime(layout):
    """The digest of the runtime's contract as provisioned, and the versions of its packages as installed."""
    try:
        with open(layout.runtime, encoding="utf-8") as file:
            contract = json.load(file)
    except (OSError, ValueError):
        return {}
    packages = contract.get("packages", [])
    versions = {}
    if packages:
        # run_command belongs to AnsibleModule, which these files do without.
        query = subprocess.run(  # pylint: disable=ansible-bad-function
            ["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages],
            capture_output=True,
            text=True,
            check=False,
            env={"LC_ALL": "C", "PATH": os.defpath},
        )
        versions = dict(line.split(" ", 1) for line in query.stdout.splitlines() if " " in line)
    return {"name": contract.get("name", ""), "digest": _release_id.digest(contract), "versions": versions}


def programs(layout):
    """The state of each program of the application, by its name; nothing where supervisord does not answer."""
    try:
        processes = _supervisor.connect().processes(layout.name + "-")
    except GoliveError:
        return {}
    wanted = {*map(layout.program, SLOTS), *_workers.groups(layout)}
    # A worker that the live release does not have is down, and nothing is wrong with that.
    ours = [process for process in processes if process["group"] in wanted]
    absent = wanted - {process["group"] for process in ours}
    return {**{f"{process['group']}:{process['name']}": process["statename"] for process in ours}, **dict.fromkeys(sorted(absent), "UNKNOWN")}


def _serving(layout, health):
    """One question through nginx: which release answers, and whether healthily."""
    live = layout.live_release()
    if not live:
        return {"healthy": False, "release": "", "status": 0, "reason": "no release is live on this host"}
    answer = _probe.ask_front_door(health)()
    wrong = _probe.judge(answer, health, live, _command.masker(layout, live))
    return {"healthy": not wrong, "release": answer.release, "status": answer.status, "reason": wrong}
