# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much room is left on a file system, and whether it can be written at all."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._checks import words
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Mistake, Option, Remedy, judged, of_assertions
from ansible_collections.golive.web.plugins.module_utils._probe_types import storage


def _verify(options):
    for name in ("min_free_percent", "min_inodes_percent"):
        if isinstance(options[name], float) and not 0 <= options[name] <= 100:
            raise Mistake(f"{name} is {options[name]:g}, but it must be from 0 to 100", name)


def _needs(options):
    return [("room", options["path"])]


def _judge(options, facts):
    found, evidence = facts[("room", options["path"])], f"statvfs {options['path']}"
    if found["read_only"]:
        return judged(False, "read_only", "the file system is mounted so that it can only be read", "one that can be written", evidence)
    inodes = "" if found["inodes_percent"] is None else f", {found['inodes_percent']} % of the inodes"
    observed = f"{found['free_percent']} % are free ({words.size(found['free_bytes'])}){inodes}"
    return of_assertions(storage.assertions(found, options), observed, evidence)


KIND = Kind(
    options={
        "path": Option("path", needed=True),
        "min_free_percent": Option("number"),
        "min_free_bytes": Option("size"),
        "min_inodes_percent": Option("number"),
    },
    severity="high",
    component="Data",
    title="Room at {path}",
    subject=lambda options: options["path"],
    remedy=Remedy("Remove what is not needed (old releases: application_keep; logs, packages), or enlarge the file system of {path}.", "medium"),
    judge=_judge,
    needs=_needs,
    verify=_verify,
)
