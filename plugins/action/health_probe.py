# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's half of the module C(health_probe): puts the secrets of each probe into one text.

Ansible masks the value of each secret option wherever it occurs in what a module returns, and all values of a dict: a header C(DNT: 1) would make the
result unreadable, and a secret with a backslash is masked in no log.
"""

from __future__ import annotations

import base64
import json

from ansible.plugins.action import ActionBase
from ansible_collections.golive.web.plugins.module_utils._probes.options import SECRETS


class ActionModule(ActionBase):
    """Runs the module."""

    TRANSFERS_FILES = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        args, probes = dict(self._task.args), self._task.args.get("probes")
        if isinstance(probes, list):
            args["probes"] = [hidden(probe) if isinstance(probe, dict) else probe for probe in probes]
        result.update(self._execute_module(module_args=args, task_vars=task_vars))
        return result


def hidden(probe):
    """I(probe) with those of its options that are secret as one text."""
    secret = {name: _text(name, value) for name, value in probe.items() if name in SECRETS and value is not None}
    if not secret:
        return probe
    return {
        **{name: value for name, value in probe.items() if name not in secret},
        "secrets": base64.b64encode(json.dumps(secret).encode()).decode(),
    }


def _text(name, value):
    """I(value) as its option takes it, and in the plain types of JSON."""
    if name == "headers" and isinstance(value, dict):
        return {str(header): str(said) for header, said in value.items()}
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)
