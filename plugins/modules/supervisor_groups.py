# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: supervisor_groups
short_description: Have supervisord run these groups of programs and no others of that name
description:
  - Adds the groups that supervisord does not run yet, and stops and removes those that are not wanted any more.
  - A group that is wanted and there is left alone, whatever its description says by now.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: full
    details: Where supervisord is not there yet, every group is one that would be added.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  prefix:
    description: What the names of the groups begin with. Other groups are not looked at.
    type: str
    required: true
  groups:
    description: The names of all groups with that prefix that are wanted. Each is described in supervisord's configuration.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Stop everything of an application
  golive.web.supervisor_groups:
    prefix: hello-
    groups: []

- name: Run its slots
  golive.web.supervisor_groups:
    prefix: hello-
    groups: [hello-blue, hello-green]
"""

RETURN = r"""
added:
  description: The groups that were added.
  type: list
  elements: str
  returned: success
  sample: [hello-worker-queue]
removed:
  description: The groups that were stopped and removed.
  type: list
  elements: str
  returned: success
  sample: []
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.golive.web.plugins.module_utils import _supervisor
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def main():
    module = AnsibleModule(
        argument_spec={"prefix": {"type": "str", "required": True}, "groups": {"type": "list", "elements": "str", "required": True}},
        supports_check_mode=True,
    )
    prefix, wanted = module.params["prefix"], module.params["groups"]
    stray = [group for group in wanted if not prefix or not group.startswith(prefix)]
    if stray:
        module.fail_json(msg=f"{', '.join(stray)} does not begin with the prefix '{prefix}'. Nothing was changed.")
    try:
        supervisor = _supervisor.connect()
        known = supervisor.groups(prefix)
    except GoliveError as error:
        if not module.check_mode:
            module.fail_json(msg=str(error))
        known = []
    added = [group for group in wanted if group not in known]
    removed = [group for group in known if group not in wanted]
    if not module.check_mode:
        try:
            supervisor.add(added)
            supervisor.remove([process for process in supervisor.processes(prefix) if process["group"] in removed])
        except GoliveError as error:
            module.fail_json(msg=str(error))
    module.exit_json(
        changed=bool(added or removed),
        added=added,
        removed=removed,
        diff={"before": "".join(f"{group}\n" for group in known), "after": "".join(f"{group}\n" for group in sorted(wanted))},
    )


if __name__ == "__main__":
    main()
