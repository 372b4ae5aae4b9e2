# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ledger_copies
short_description: What a collector of audit logs has of an application's ledgers
description:
  - Reads the hashes of ledgers' lines among the events that hosts sent to this host.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details: Nothing is changed.
  idempotent:
    support: full
options:
  name:
    description: The application.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: See what the collector has
  golive.web.ledger_copies:
    name: hello
  delegate_to: logs.example.com
  register: hello_copies
"""

RETURN = r"""
hosts:
  description: Of each host, the numbers of lines, each with the hashes that were sent for it; more than one where somebody sent another.
  type: dict
  returned: success
  sample: {web1: {"1": [2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae]}}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.golive.web.plugins.module_utils import _ledger_copies


def main():
    module = AnsibleModule(argument_spec={"name": {"type": "str", "required": True}}, supports_check_mode=True)
    try:
        hosts = _ledger_copies.collected(module.params["name"])
    except OSError as error:
        module.fail_json(msg=f"The copies can't be read: {error}")
    module.exit_json(changed=False, hosts=hosts)


if __name__ == "__main__":
    main()
