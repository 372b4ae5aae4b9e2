# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Action plugins of modules whose work is done with the code that a host keeps (C(_host_code))."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.golive.web.plugins.plugin_utils import _host_code, _preload


class HostAction(ActionBase):
    """An action plugin whose module's work is in C(module_utils/_calls.py). C(kept): whether the host was found to keep the code."""

    kept = False

    def call(self, name, params, task_vars, artifact=b""):
        """The result of the module I(name) with I(params), which were checked. I(artifact) is for a host that keeps the code."""
        order = _host_code.program(name, params, self._task.check_mode, artifact)
        done = self._python(order)
        if done["rc"] == _host_code.NOT_KEPT and not self._task.check_mode:
            self._python(_host_code.keeper())
            done = self._python(order)
        self.kept = done["rc"] != _host_code.NOT_KEPT
        if self.kept:
            return _host_code.result(done)
        # An argument without a value is one that was given, where two exclude each other.
        given = {key: value for key, value in params.items() if value is not None}
        return self._execute_module(module_name=f"golive.web.{name}", module_args=given, task_vars=task_vars)

    def _python(self, text):
        return self._low_level_execute_command(_host_code.PYTHON, in_data=text)


# Ansible imports a task's action in the process that all of its workers are forked from: read there, it is not read by each of them.
_host_code.code()
_preload.load()
