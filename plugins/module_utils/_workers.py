# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The workers of an application: supervisord has a program for each name, which runs what the live release's manifest says for it.

So a changed command goes live with the flip, and back with it; a program whose worker the live release does not have is left down.
"""

from __future__ import annotations

import os

from ansible_collections.golive.web.plugins.module_utils import _manifest, _supervisor
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def of(layout, release):
    """The names of the workers that I(release) (empty or C(None): none) has."""
    manifest = _manifest.read(layout, release) if release else None
    return list(manifest.get("workers", ())) if manifest else []


def groups(layout):
    """supervisord's groups for the workers of the live release."""
    return {layout.worker(name) for name in of(layout, layout.live_release())}


def absent(layout, release, workers, connect):
    """The groups of the workers of I(release) that supervisord does not know, sorted; I(workers) names them where it is not staged yet."""
    workers = of(layout, release) if _manifest.is_complete(layout, release) else workers
    return sorted({layout.worker(name) for name in workers} - connect().known(layout.worker_prefix)) if workers else []


def require(layout, release, workers, connect):
    """Raises C(GoliveError) where any is C(absent)."""
    groups_absent = absent(layout, release, workers, connect)
    if groups_absent:
        raise GoliveError(
            f"Release {release} has workers that supervisord does not know ({', '.join(groups_absent)}): run the provision playbook first. "
            "No traffic was moved."
        )


def to_change(layout, supervisor):
    """(those of the live release that are down or started before the switch was last thrown, those that it does not have and that are up)."""
    wanted = groups(layout)
    thrown = os.lstat(layout.live).st_mtime if wanted else 0
    ours, others = [], []
    for process in supervisor.processes(layout.worker_prefix):
        (ours if process["group"] in wanted else others).append(process)
    old = [process for process in ours if process["statename"] != "RUNNING" or _supervisor.started(process["pid"]) < thrown]
    return old, [process for process in others if not _supervisor.stays_down(process)]


def follow(layout, supervisor):
    """Has the workers run the live release, if there is one: older ones are started anew, those that it does not have stopped. Returns whether any were."""
    old, strange = to_change(layout, supervisor)
    try:
        refreshed = supervisor.refresh({process["group"] for process in old}) if old else []
        supervisor.restart([process for process in old if process["group"] not in refreshed])
    finally:
        supervisor.stop(strange)
    return bool(old or strange)


def down(layout, supervisor, seconds):
    """Waits until all workers of the live release run; returns a clause naming those that don't, or an empty string."""
    wanted = groups(layout)
    processes = [process for process in supervisor.processes(layout.worker_prefix) if process["group"] in wanted]
    unknown = absent(layout, layout.live_release(), (), lambda: supervisor) if wanted else []
    clauses = [f"supervisord does not know {', '.join(unknown)} (run the provision playbook)"] if unknown else []
    return "; ".join(filter(None, [*clauses, supervisor.wait_running(processes, seconds)]))
