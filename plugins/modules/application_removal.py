# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: application_removal
short_description: Take an application off one host
description:
  - Removes an application's virtual host, programs, timers, directories and logs, in one round trip. Others on the host go on, nginx is not reloaded.
  - New requests for it get a 503 at once; what is under way has O(drain_seconds) to end. nginx forgets the virtual host with its next reload.
  - A removal that another run's lock forbids, or that stops on its way, is no failed task but a RV(verdict). Running it again goes on from there.
  - Packages stay, and so do databases and whatever else is not on the host.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: The application. Nothing but its name needs to be known.
    type: str
    required: true
  shared:
    description:
      - Whether the directory that outlives releases (uploads) is removed too.
      - As long as it is kept, so are the ledger, and the user and group that own it.
    type: bool
    default: false
  drain_seconds:
    description: How long requests that are under way may take to end.
    type: float
    default: 60
  owner:
    description: Whose run this is, for the lock and the ledger. The action part of this module says so by itself.
    type: str
    default: ""
  takeover:
    description: An owner whose lock may be taken although it has not expired.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Take an application off the host
  golive.web.application_removal:
    name: hello
    drain_seconds: 5
  register: hello_removal
"""

RETURN = r"""
verdict:
  description: Whether the application is gone from the host.
  type: str
  returned: always
  sample: pass
reason:
  description: One sentence on what went wrong and what to do; empty with RV(verdict=pass).
  type: str
  returned: always
  sample: ""
removed:
  description: What there was of the application and is removed, in that order.
  type: list
  elements: str
  returned: always
  sample: [/etc/nginx/sites-enabled/hello.conf, "program hello-blue:hello-blue"]
kept:
  description: What stays.
  type: list
  elements: str
  returned: always
  sample: [/srv/hello/shared, /srv/hello/ledger.jsonl]
lease:
  description: Whose lock forbids it (C(owner), and C(since) and C(expires) in seconds since the epoch); empty where none does.
  type: dict
  returned: always
  sample: {}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.golive.web.plugins.module_utils import _removal
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import Layout

ARGUMENTS = {
    "name": {"type": "str", "required": True},
    "shared": {"type": "bool", "default": False},
    "drain_seconds": {"type": "float", "default": 60},
    "owner": {"type": "str", "default": ""},
    "takeover": {"type": "str", "default": ""},
}


def main():
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    params = module.params
    try:
        removal = _removal.Removal(Layout(params["name"]), params["shared"], params["drain_seconds"])
        act = removal.predict if module.check_mode else removal.run
        result = act(params["owner"], params["takeover"])
    except GoliveError as error:
        module.fail_json(msg=str(error), **error.details)
    module.exit_json(failed=False, **result)


if __name__ == "__main__":
    main()
