# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's half of the module C(traffic_stats)."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._specs import TRAFFIC_STATS, TRAFFIC_STATS_NEEDED
from ansible_collections.golive.web.plugins.plugin_utils._arguments import checked
from ansible_collections.golive.web.plugins.plugin_utils._host_action import HostAction


class ActionModule(HostAction):
    """Asks the host."""

    TRANSFERS_FILES = False
    _requires_connection = True

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        self._task.args = complete(self._task.args)
        params = checked(self, TRAFFIC_STATS, **TRAFFIC_STATS_NEEDED)
        return self.call("traffic_stats", params, task_vars)


def complete(args):
    """The arguments of a task, I(args), with what the application's settings say where they are given."""
    args = dict(args)
    application = args.pop("application", None)
    if not isinstance(application, dict):
        return args
    known = {"name": application.get("name"), "exclude_path": (application.get("health") or {}).get("path")}
    return {**{key: value for key, value in known.items() if value is not None}, **args}
