# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_command
short_description: Run one command in the live release
description:
  - Runs a command as the application's user, in the live release's directory, with its environment and the C(GOLIVE_) variables.
  - A command that fails is no failed task but a RV(verdict). What it printed is returned with the release's secrets masked.
  - The ledger gets a line that says who ran what.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: full
    details: Nothing is run; RV(release) and RV(verdict) say what it would be run in.
  diff_mode:
    support: none
    details: What a command changes is not known.
  idempotent:
    support: none
    details: The command is run each time.
options:
  name:
    description: The application.
    type: str
    required: true
  command:
    description:
      - The command, a list of words, or one text that is split into words as a shell would. No shell is involved.
      - C($GOLIVE_) variables in it are expanded.
    type: raw
    required: true
  seconds:
    description: How long it may take; then it is ended, with all that it started.
    type: float
    default: 3600
  owner:
    description: Who runs it, for the ledger. The action part of this module says so by itself.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: See which files of its own the release has
  golive.web.release_command:
    name: hello
    command: [ls, -l, public]
  register: hello_listing
"""

RETURN = r"""
verdict:
  description: Whether the command ended with exit code 0.
  type: str
  returned: always
  sample: pass
reason:
  description: One sentence on what went wrong; empty with RV(verdict=pass).
  type: str
  returned: always
  sample: ""
release:
  description: The release that it ran in; empty where none is live.
  type: str
  returned: always
  sample: 2.0-0123456789ab-abcdef
rc:
  description: Its exit code; null where it was not run, or was ended because it took too long.
  type: int
  returned: always
  sample: 0
output:
  description: What it printed, both streams as they came, with secrets masked; of very much, the last 64 KiB.
  type: str
  returned: always
  sample: "total 4"
output_cut:
  description: Whether RV(output) is only the end of what it printed.
  type: bool
  returned: when the command was run
  sample: false
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.golive.web.plugins.module_utils import _live_command
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import Layout

ARGUMENTS = {
    "name": {"type": "str", "required": True},
    "command": {"type": "raw", "required": True},
    "seconds": {"type": "float", "default": 3600},
    "owner": {"type": "str", "default": ""},
}


def main():
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    params = module.params
    try:
        layout = Layout(params["name"])
        command = _live_command.words(params["command"])
        result = _live_command.predict(layout) if module.check_mode else _live_command.run(layout, command, params["seconds"], params["owner"])
    except GoliveError as error:
        module.fail_json(msg=str(error), **error.details)
    module.exit_json(failed=False, **result)


if __name__ == "__main__":
    main()
