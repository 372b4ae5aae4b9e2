# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's half of the module C(release): sends the artifact to a host only when that host needs it."""

from __future__ import annotations

import json
import os
import pathlib

from ansible_collections.golive.web.plugins.module_utils import _asked, _owner
from ansible_collections.golive.web.plugins.module_utils._specs import RELEASE, RELEASE_NEEDED
from ansible_collections.golive.web.plugins.plugin_utils._arguments import checked
from ansible_collections.golive.web.plugins.plugin_utils._host_action import HostAction

# What goes along with the call, which both ends hold in memory; a larger artifact is sent as a file.
_SMALL_BYTES = 32 << 20


# What a phase needs of the application's settings and of the plan, under the names that its options have.
_OF_A_START = ("health", "start_seconds", "drain_seconds")
_OF_APPLICATION = {
    "locked": ("health",),
    "staged": (
        "environment", "shared", "build", "public_dir", "assets", "entry", "processes", "request_seconds", "workers", *_OF_A_START, "settle_seconds"
    ),
    "active": (*_OF_A_START, "hooks"),
    "pruned": ("keep_releases", "keep_assets_days", "hooks", "health"),
}
_OF_PLAN = {
    "locked": (),
    "staged": ("release", "owner", "lease_seconds", "mtime"),
    "active": ("release", "owner", "lease_seconds", "bake_seconds", "synthetic_paths", "synthetic_requests"),
    "paused": ("release", "owner", "lease_seconds"),
    "pruned": ("release", "owner", "lease_seconds"),
    "unlocked": (),
}
_OF_HOST = {"staged": _asked.of_stage, "active": _asked.of_flip}


class ActionModule(HostAction):
    """Does the phase; where the host lacks the release, the artifact goes along, or is sent when the host asks for it."""

    # A temporary folder is made only for an artifact that is too large to go along with the call.
    TRANSFERS_FILES = False
    _requires_connection = True

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        args, host = self._task.args, task_vars["inventory_hostname"]
        plan = args.get("plan") or {}
        if plan and args.get("state") in _OF_HOST and not args.get("back") and not _asked.takes_part(plan, host, args.get("verdict")):
            return {"changed": False, "skipped": True, "skip_reason": "The rollout goes on without this host"}
        self._task.args = complete(args, host)
        params = checked(self, RELEASE, **RELEASE_NEEDED)
        if params["state"] == "locked":
            return self._lock(params, task_vars)
        if (params["artifact"] or {}).get("url"):
            # The host fetches it with what Ansible has for that, proxies included.
            return self._module(params, task_vars)
        source = os.path.expanduser((params["artifact"] or {}).get("path") or "")
        small = os.path.isfile(source) and os.path.getsize(source) <= _SMALL_BYTES
        lacking = small and not self._task.check_mode and host in plan.get("lacking", ())
        result = self.call("release", params, task_vars, artifact=_bytes(source) if lacking else b"")
        if not result.get("artifact_needed") or result.get("verdict") != "pass":
            return result
        if not source:
            return self._refused(result, "the artifact has neither a path nor a url")
        if not os.path.isfile(source):
            return self._refused(result, f"there is no file {source} on the controller")
        if self.kept and small:
            return self.call("release", params, task_vars, artifact=_bytes(source))
        try:
            return self._module({**params, "artifact_file": self._send(source)}, task_vars)
        finally:
            self._remove_tmp_path(self._connection._shell.tmpdir)

    def _lock(self, params, task_vars):
        """Takes the lock, also from a run of this controller that has ended without giving it back."""
        result = self.call("release", params, task_vars)
        holder = result.get("lease_held_by")
        if holder and _owner.is_dead(holder, _owner.controller()):
            result = self.call("release", {**params, "takeover": holder}, task_vars)
        return result

    def _module(self, params, task_vars):
        return self._execute_module(module_name="golive.web.release", module_args=params, task_vars=task_vars)

    def _send(self, source):
        folder = self._make_tmp_path()
        remote = self._connection._shell.join_path(folder, "artifact")
        self._transfer_file(source, remote)
        self._fixup_perms2((folder, remote))
        return remote

    @staticmethod
    def _refused(result, reason):
        result.update(verdict="fail", reason=f"The release could not be staged: {reason}. The live release was not touched.")
        return result


def complete(args, host):
    """The task's I(args) with what the phase needs on I(host) of C(application), C(plan) and C(verdict), where they are given, instead of these."""
    args = dict(args)
    application, plan, verdict = (args.pop(name, None) or {} for name in ("application", "plan", "verdict"))
    given = {name: application[name] for name in ("name", *_OF_APPLICATION.get(args.get("state"), ())) if name in application}
    given["owner"] = _owner.of_this_playbook()
    given.update({name: plan[name] for name in _OF_PLAN.get(args.get("state"), ()) if name in plan})
    if args.get("state") == "staged" and plan.get("artifact"):
        url = (application.get("artifact") or {}).get("url")
        given["artifact"] = {**plan["artifact"], **({"url": url} if url else {})}
    if plan and args.get("state") in _OF_HOST and not (args.get("back") or args.get("share")):
        given.update(_OF_HOST[args["state"]](plan, host))
    if verdict:
        given.update(_asked.of_end(plan, host, verdict))
    args = {**given, **args}
    if isinstance(args.get("environment"), dict):
        # As a text it is one secret; as a dict every value in it ("1", "true") would be masked wherever it occurs in the result.
        args["environment"] = json.dumps(args["environment"])
    return args


def _bytes(path):
    return pathlib.Path(path).read_bytes()
