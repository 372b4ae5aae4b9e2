# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's half of the module C(release): sends the artifact to a host only when that host needs it."""

from __future__ import annotations

import json
import os

from ansible.plugins.action import ActionBase

_MODULE = "golive.web.release"


class ActionModule(ActionBase):
    """Runs the module; where it answers C(artifact_needed), sends the file and runs it again."""

    TRANSFERS_FILES = True
    _requires_connection = True

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        args = dict(self._task.args)
        if isinstance(args.get("environment"), dict):
            # As a text it is one secret; as a dict every value in it ("1", "true") would be masked wherever it occurs in the result.
            args["environment"] = json.dumps(args["environment"])
        result = self._execute_module(module_name=_MODULE, module_args=args, task_vars=task_vars)
        if not result.get("artifact_needed") or result.get("verdict") != "pass":
            return result
        source = (args.get("artifact") or {}).get("path")
        if not source:
            return self._refused(result, "the artifact has neither a path nor a url")
        source = os.path.expanduser(source)
        if not os.path.isfile(source):
            return self._refused(result, f"there is no file {source} on the controller")
        try:
            args["artifact_file"] = self._send(source)
            return self._execute_module(module_name=_MODULE, module_args=args, task_vars=task_vars)
        finally:
            self._remove_tmp_path(self._connection._shell.tmpdir)

    def _send(self, source):
        folder = self._make_tmp_path() if self._connection._shell.tmpdir is None else self._connection._shell.tmpdir
        remote = self._connection._shell.join_path(folder, "artifact")
        self._transfer_file(source, remote)
        self._fixup_perms2((folder, remote))
        return remote

    @staticmethod
    def _refused(result, reason):
        result.update(verdict="fail", reason=f"The release could not be staged: {reason}. The live release was not touched.")
        return result
