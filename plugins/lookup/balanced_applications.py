# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: balanced_applications
short_description: What a load balancer is to know of the applications of a group
description:
  - Reads the applications of the hosts of a group from the variables of its first host, not from those of the load balancer, and checks what of them reaches
    the load balancer's configuration. Environments and other secrets are not looked at.
  - A value that could break out of the configuration is an error that names the setting.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
options:
  _terms:
    description: The group of the hosts.
    required: true
  balancer:
    description: The role's own settings, without the prefix C(load_balancer_), which are checked, too.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show which hosts would be asked
  ansible.builtin.debug:
    msg: "{{ lookup('golive.web.balanced_applications', 'web', balancer=my_settings).servers }}"
"""

RETURN = r"""
_raw:
  description: >-
    One dict: C(applications), each with C(name), C(port), C(health) and its times; C(servers), each with C(name), C(address) and C(weight);
    C(routes), the server names in the order in which they are looked for.
  type: list
  elements: dict
"""

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.golive.web.plugins.plugin_utils import _balanced
from ansible_collections.golive.web.plugins.plugin_utils._settings import application_settings, of_all


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        hosts = variables["groups"].get(str(terms[0])) or []
        if not hosts:
            raise AnsibleLookupError(f"The inventory has no host in the group {terms[0]}, to which requests could be given. Set load_balancer_hosts.")
        _balanced.refuse_settings(kwargs["balancer"])
        applications = self._applications(hosts[0], variables["hostvars"][hosts[0]])
        return [
            {
                "applications": applications,
                "servers": [self._server(host, variables["hostvars"][host], kwargs["balancer"]["weight"]) for host in hosts],
                "routes": _balanced.routes(applications),
            }
        ]

    def _applications(self, host, known):
        """The applications as the variables I(known) of I(host) describe them."""
        described = known.get("golive_applications") or {}
        if not isinstance(described, dict) or not described:
            raise AnsibleLookupError(f"The host {host} has no golive_applications, so there is nothing that requests could be given to.")
        shared = of_all({f"application_{name}": known[f"application_{name}"] for name in _balanced.SETTINGS if f"application_{name}" in known})
        return [_needed(application_settings(shared, _own(settings), name)) for name, settings in described.items()]

    def _server(self, host, known, weight):
        address = known.get("load_balancer_address") or known.get("ansible_host") or host
        return _balanced.server(host, address, known.get("load_balancer_weight", weight))


def _own(settings):
    if not isinstance(settings, dict):
        return settings
    return {name: settings[name] for name in _balanced.SETTINGS if name in settings}


def _needed(settings):
    return {
        "name": settings["name"],
        "server_names": settings["server_names"],
        "port": settings["listen_port"],
        "health": settings["health"],
        "request_seconds": settings["request_seconds"],
        "drain_seconds": settings["drain_seconds"],
    }
