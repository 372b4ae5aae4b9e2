# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's half of the module C(ledger_info)."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._specs import LEDGER_INFO
from ansible_collections.golive.web.plugins.plugin_utils._arguments import checked
from ansible_collections.golive.web.plugins.plugin_utils._host_action import HostAction


class ActionModule(HostAction):
    """Asks the host."""

    TRANSFERS_FILES = False
    _requires_connection = True

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        return self.call("ledger_info", checked(self, LEDGER_INFO), task_vars)
