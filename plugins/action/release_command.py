# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's half of the module C(release_command): says who runs it."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.golive.web.plugins.module_utils import _owner


class ActionModule(ActionBase):
    """Runs the module with the owner's name."""

    _requires_connection = True

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        args = {**self._task.args, "owner": self._task.args.get("owner") or _owner.of_this_playbook()}
        return self._execute_module(module_name="golive.web.release_command", module_args=args, task_vars=task_vars)
