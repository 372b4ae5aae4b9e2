# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ledger_info
short_description: Whether the ledger of rollouts on one host is whole
description:
  - Follows the chain of hashes of an application's ledger from its first line, and compares it with copies of its lines that left the host.
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
  copies:
    description: Numbers of lines, each with the hashes that were sent for it, as M(golive.web.ledger_copies) returns them for a host.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: See whether the ledger is whole
  golive.web.ledger_info:
    name: hello
  register: hello_ledger
"""

RETURN = r"""
present:
  description: Whether there is a ledger.
  type: bool
  returned: success
  sample: true
whole:
  description: Whether no line was changed, added or removed, as far as the chain and the copies show.
  type: bool
  returned: success
  sample: true
count:
  description: How many lines are intact, from the first on.
  type: int
  returned: success
  sample: 42
head:
  description: The SHA-256 of the last of them; empty where there is none.
  type: str
  returned: success
  sample: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
copies:
  description: How many lines it was compared with.
  type: int
  returned: success
  sample: 42
reason:
  description: What is wrong with the first line that is not as it was; empty where the ledger is whole.
  type: str
  returned: success
  sample: "Line 7 does not follow from the line before: one of the two was changed, added or removed."
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.golive.web.plugins.module_utils import _calls
from ansible_collections.golive.web.plugins.module_utils._specs import LEDGER_INFO


def main():
    module = AnsibleModule(argument_spec=LEDGER_INFO, supports_check_mode=True)
    try:
        result = _calls.ledger_info(module.params, module.check_mode)
    except OSError as error:
        module.fail_json(msg=f"The ledger can't be read: {error}")
    module.exit_json(failed=False, **result)


if __name__ == "__main__":
    main()
