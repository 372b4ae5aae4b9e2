# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: load_balancer_server
short_description: Take a server out of a load balancer's traffic, bring it back, or give it another weight
description:
  - Speaks to the HAProxy that the role P(golive.web.load_balancer#role) set up on this host. All backends that have the server are meant.
  - What it changes is kept over reloads and restarts of HAProxy.
  - Without O(state) and O(weight) it only tells.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: full
    details: Says what would change and refuses what would be refused, but waits for nothing.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: The server, by the name that its host has in the inventory.
    type: str
    required: true
  state:
    description:
      - V(drain) gives it no new request, but goes on asking whether it is well; V(maint) does not do that either.
      - V(ready) gives it requests again, as soon as it is found well in every backend in which others serve. One that is not is left as it was
        (where that was V(maint), as V(drain)).
    type: str
    choices: [ready, drain, maint]
  weight:
    description: Its share of the requests beside the other servers' weights. V(0) gives it no new one.
    type: int
  wait_seconds:
    description:
      - With V(drain) and V(maint), how long to wait at most until the requests that it has have ended, and the processes of HAProxy that a reload left
        behind, which may give it more. What is left then is told as RV(sessions) and RV(ending).
      - With V(ready), how long to wait at most until it is well; then the module fails.
    type: int
    default: 0
  least_healthy:
    description: >-
      How many other servers that are well must stay in each backend that loses this one by V(drain) or V(maint). With fewer the module fails and changes
      nothing.
    type: int
    default: 0
"""

EXAMPLES = r"""
- name: Have web2 finish what it has and get nothing new
  golive.web.load_balancer_server:
    name: web2
    state: drain
    wait_seconds: 60
    least_healthy: 1
  delegate_to: lb1

- name: Bring it back as soon as it is well
  golive.web.load_balancer_server:
    name: web2
    state: ready
    wait_seconds: 30
  delegate_to: lb1

- name: Give it a tenth of what the others get
  golive.web.load_balancer_server:
    name: web2
    weight: 10
  delegate_to: lb1
"""

RETURN = r"""
servers:
  description:
    - The server in each backend, as it is afterwards; in check mode, as it is.
    - C(admin) is what it was told to be, C(status) what HAProxy finds, C(check) the outcome of the last check.
  type: list
  elements: dict
  returned: success
  sample: [{backend: hello, admin: drain, status: DRAIN, weight: 100, sessions: 0, check: L7OK/200}]
sessions:
  description: How many requests it still has, in all backends together; connections, where TLS is passed through.
  type: int
  returned: success
  sample: 0
ending:
  description: How many processes of HAProxy still end after a reload; they may give it requests whatever its state is by now.
  type: int
  returned: success
  sample: 0
seconds:
  description: How long was waited.
  type: float
  returned: success
  sample: 0.2
serving:
  description: The servers that are given requests, by backend.
  type: dict
  returned: success
  sample: {hello: [web1, web3]}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.golive.web.plugins.module_utils import _balancer


def main():
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "state": {"type": "str", "choices": ["ready", "drain", "maint"]},
            "weight": {"type": "int"},
            "wait_seconds": {"type": "int", "default": 0},
            "least_healthy": {"type": "int", "default": 0},
        },
        supports_check_mode=True,
    )
    try:
        result = _balancer.change(check=module.check_mode, **module.params)
    except _balancer.HaproxyError as error:
        module.fail_json(msg=str(error))
    module.exit_json(**result)


if __name__ == "__main__":
    main()
