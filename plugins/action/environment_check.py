# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's half of the module C(environment_check): makes one list of checks out of presets, files and the inventory, so that a mistake is told
before any host is asked, and with its line.
"""

from __future__ import annotations

import base64
import json

from ansible.errors import AnsibleActionFail
from ansible_collections.golive.web.plugins.module_utils._validation import SPEC
from ansible_collections.golive.web.plugins.plugin_utils import _spec
from ansible_collections.golive.web.plugins.plugin_utils._arguments import checked
from ansible_collections.golive.web.plugins.plugin_utils._host_action import HostAction

# Options to the settings that have them.
_OF_APPLICATION = {"presets": "checks_presets", "tier": "checks_tier", "threshold": "checks_threshold", "environment": "environment"}


class ActionModule(HostAction):
    """Asks the host."""

    TRANSFERS_FILES = False
    _requires_connection = True

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        application = _application(self._task.args)
        own = [application.get("checks") or [], self._task.args.get("checks") or []]
        self._task.args = complete(self._task.args)
        params = checked(self, SPEC)
        text, name = (params["spec"], "golive.yml") if not params["spec_file"] else (self._slurped(params["spec_file"], task_vars), params["spec_file"])
        params["checks"] = json.dumps(_spec.entries(params["presets"], text, name, own, params["tier"], has_user="name" in application))
        params.update(presets=[], spec="", spec_file=None, application={key: application[key] for key in ("name",) if key in application})
        return self.call("environment_check", params, task_vars)

    def _slurped(self, path, task_vars):
        done = self._execute_module(module_name="ansible.builtin.slurp", module_args={"src": path}, task_vars=task_vars)
        if done.get("failed") or "content" not in done:
            raise AnsibleActionFail(f"The spec {path} can't be read: {done.get('msg', 'nothing came back')}. Nothing was changed.")
        try:
            return base64.b64decode(done["content"]).decode()
        except UnicodeDecodeError:
            raise AnsibleActionFail(f"The spec {path} is not UTF-8. Nothing was changed.") from None


def _application(args):
    """The settings that I(args) have; none where they are none, which the check of the arguments tells."""
    return args["application"] if isinstance(args.get("application"), dict) else {}


def complete(args):
    """The task's I(args) with what C(application) says, where it is given and they don't."""
    application = _application(args)
    args = {**{option: application[setting] for option, setting in _OF_APPLICATION.items() if setting in application}, **args}
    if isinstance(args.get("environment"), dict):
        # As a text it is one secret; as a dict every value in it ("1", "true") would be masked wherever it occurs in the result.
        args["environment"] = json.dumps(args["environment"])
    return args
