# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: application_settings
short_description: The checked settings of one application
description:
  - Lays the settings that an application has of its own in C(golive_applications) over those of all applications, and checks the result.
  - The variable C(application_SETTING) has what all of them have unless they say something else; without it, it is what the role
    P(golive.web.application#role) has as its default.
  - An unknown setting, or a value that could break out of the place it is written to, is an error that names the setting.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
options:
  _terms:
    description: The name of the application.
    required: true
"""

EXAMPLES = r"""
- name: Show by which names the application gigs is reached
  ansible.builtin.debug:
    msg: "{{ lookup('golive.web.application_settings', 'gigs').server_names }}"
"""

RETURN = r"""
_raw:
  description: The settings, workers and jobs completed with their defaults, and C(health), how the application is asked.
  type: list
  elements: dict
"""

from ansible.plugins.lookup import LookupBase
from ansible_collections.golive.web.plugins.plugin_utils._settings import application_settings, of_all


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        shared = self._templar.template(of_all(variables))
        return [application_settings(shared, self._own(variables, name), name) for name in terms]

    def _own(self, variables, name):
        """What the application I(name) says of itself; the secrets of the others are not looked up."""
        applications = variables.get("golive_applications") or {}
        if isinstance(applications, str):
            applications = self._templar.template(applications)
        return self._templar.template(applications.get(str(name)) or {})
