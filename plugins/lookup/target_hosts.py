# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: target_hosts
short_description: The hosts of a play, refused where that would be none
description:
  - Returns the pattern that it is given, for C(hosts) of a play, if the inventory and C(--limit) leave a host of it. A play without hosts would
    look like a success.
  - Refuses C(--skip-tags always), since what that skips is what the rest needs.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
options:
  _terms:
    description: The pattern, such as a group's name.
    required: true
"""

EXAMPLES = r"""
- name: Set up the hosts of the group web
  hosts: "{{ lookup('golive.web.target_hosts', 'web') }}"
  roles:
    - golive.web.nginx
"""

RETURN = r"""
_raw:
  description: The pattern.
  type: list
  elements: str
"""

from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.inventory.manager import InventoryManager
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        groups = (variables or {}).get("groups") or {}
        # Tools that only check the syntax come without an inventory.
        if set(groups.get("all", [])) - {"localhost"}:
            self._refuse(terms[0], groups, variables.get("ansible_limit"), variables.get("ansible_skip_tags") or ())
        return terms

    def _refuse(self, pattern, groups, limit, skipped):
        inventory = InventoryManager(self._loader, parse=False)
        for group, hosts in groups.items():
            inventory.add_group(group)
            for host in hosts:
                inventory.add_host(host, group=group)
        if not _hosts(inventory, pattern):
            raise AnsibleLookupError(f"The inventory has no host in the group {pattern}. Nothing was changed; set golive_hosts.")
        if limit:
            inventory.subset(limit)
            if not _hosts(inventory, pattern):
                raise AnsibleLookupError(f"'--limit {limit}' leaves no host of the group {pattern}. Nothing was changed; name hosts of that group.")
        if "always" in skipped:
            raise AnsibleLookupError("With '--skip-tags always' a run would leave out what the rest of it needs. Nothing was changed; leave that out.")


def _hosts(inventory, pattern):
    """The hosts, none of which may be an error of its own (ANSIBLE_HOST_PATTERN_MISMATCH), which doesn't say what to do."""
    try:
        return inventory.get_hosts(pattern)
    except AnsibleError:
        return []
