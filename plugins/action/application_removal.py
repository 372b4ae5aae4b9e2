# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's half of the module C(application_removal): says whose run it is, and which runs are known to have ended."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.golive.web.plugins.module_utils import _owner


class ActionModule(ActionBase):
    """Runs the module; where a run of this controller that has ended holds the lock, takes it over."""

    _requires_connection = True

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        args = {**self._task.args, "owner": self._task.args.get("owner") or _owner.of_this_playbook()}
        result = self._remove(args, task_vars)
        holder = (result.get("lease") or {}).get("owner", "")
        if holder and _owner.is_dead(holder, _owner.controller()):
            result = self._remove({**args, "takeover": holder}, task_vars)
        return result

    def _remove(self, args, task_vars):
        return self._execute_module(module_name="golive.web.application_removal", module_args=args, task_vars=task_vars)
