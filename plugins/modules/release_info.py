# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_info
short_description: What is live, on standby, good and bad on one host
description:
  - Reads an application's symlinks, its memory, its lease, the state of its programs, and asks through nginx which release answers.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
  - golive.web.health
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
    description: The application. Taken from O(application) where it is not given.
    type: str
  application:
    description: The application's settings, which O(health) is taken from where it is not given.
    type: dict
"""

EXAMPLES = r"""
- name: See what is live
  golive.web.release_info:
    name: hello
    health:
      host: hello.test
  register: hello_info
"""

RETURN = r"""
provisioned:
  description: Whether the application is set up on this host; where it isn't, nothing else is returned.
  type: bool
  returned: always
  sample: true
live:
  description: The live release; empty where there is none.
  type: str
  returned: provisioned
  sample: 2.0-0123456789ab-abcdef
live_slot:
  description: The live slot; empty where there is none.
  type: str
  returned: provisioned
  sample: green
standby:
  description: The release in the other slot; empty where there is none.
  type: str
  returned: provisioned
  sample: 1.0-ba9876543210-abcdef
slots:
  description: What each slot holds.
  type: dict
  returned: provisioned
  sample: {blue: 1.0-ba9876543210-abcdef, green: 2.0-0123456789ab-abcdef}
share:
  description: How much of the traffic the standby slot serves, in percent.
  type: int
  returned: provisioned
  sample: 0
maintenance:
  description: Whether the application is in maintenance on this host.
  type: bool
  returned: provisioned
  sample: false
releases:
  description: All complete releases, oldest first.
  type: list
  elements: str
  returned: provisioned
  sample: [1.0-ba9876543210-abcdef, 2.0-0123456789ab-abcdef]
mtimes:
  description: The modification time that each complete release gave its new files, in seconds since the epoch.
  type: dict
  returned: provisioned
  sample: {1.0-ba9876543210-abcdef: 1790000000, 2.0-0123456789ab-abcdef: 1790086400}
good:
  description: The releases that ended a rollout well, oldest first.
  type: list
  elements: str
  returned: provisioned
  sample: [1.0-ba9876543210-abcdef, 2.0-0123456789ab-abcdef]
bad:
  description: The releases that were refused, each with the reason.
  type: dict
  returned: provisioned
  sample: {}
left:
  description: The release that a rollback has moved the traffic from, until it ends; empty where none is under way.
  type: str
  returned: provisioned
  sample: ""
paused:
  description: A rollout that waits for a person, its C(release), C(reason), C(owner) and C(since) (seconds since the epoch); empty where none does.
  type: dict
  returned: provisioned
  sample: {}
lease:
  description: Who is deploying (C(owner), and C(since) and C(expires) in seconds since the epoch); empty where nobody is.
  type: dict
  returned: provisioned
  sample: {}
scheduler:
  description: Whether this host runs the scheduled jobs.
  type: bool
  returned: provisioned
  sample: true
runtime:
  description: The runtime's C(name), the C(digest) of its contract and the C(versions) of its packages.
  type: dict
  returned: provisioned
  sample: {name: php, digest: 2c26b46b68ff, versions: {php8.4-fpm: 8.4.1-1}}
programs:
  description: supervisord's programs of the application's slots and of the live release's workers, each with its state.
  type: dict
  returned: provisioned
  sample: {"hello-blue:hello-blue": RUNNING}
serving:
  description: What one request through nginx said, C(healthy), C(release), C(status) (0 for no answer) and C(reason).
  type: dict
  returned: provisioned
  sample: {healthy: true, release: 2.0-0123456789ab-abcdef, status: 200, reason: ""}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.golive.web.plugins.module_utils import _calls
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._specs import RELEASE_INFO, RELEASE_INFO_NEEDED


def main():
    module = AnsibleModule(argument_spec=RELEASE_INFO, **RELEASE_INFO_NEEDED, supports_check_mode=True)
    try:
        result = _calls.release_info(module.params, module.check_mode)
    except GoliveError as error:
        module.fail_json(msg=str(error), **error.details)
    module.exit_json(failed=False, **result)


if __name__ == "__main__":
    main()
