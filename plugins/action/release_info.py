# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's half of the module C(release_info)."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._specs import RELEASE_INFO, RELEASE_INFO_NEEDED
from ansible_collections.golive.web.plugins.plugin_utils._arguments import checked
from ansible_collections.golive.web.plugins.plugin_utils._host_action import HostAction


class ActionModule(HostAction):
    """Asks the host."""

    TRANSFERS_FILES = False
    _requires_connection = True

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        args = dict(self._task.args)
        application = args.pop("application", None) or {}
        self._task.args = {**{key: application[key] for key in ("name", "health") if key in application}, **args}
        params = checked(self, RELEASE_INFO, **RELEASE_INFO_NEEDED)
        return self.call("release_info", params, task_vars)
