# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: application_name
short_description: The name of the application that is meant
description:
  - The variable C(application), or the only application of C(golive_applications); empty where neither says it.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
"""

EXAMPLES = r"""
- name: Show which application is meant
  ansible.builtin.debug:
    msg: "{{ lookup('golive.web.application_name') }}"
"""

RETURN = r"""
_raw:
  description: The name.
  type: list
  elements: str
"""

from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        if "application" in variables:
            return [self._templar.template(variables["application"])]
        applications = variables.get("golive_applications") or {}
        if isinstance(applications, str):
            applications = self._templar.template(applications)
        return list(applications) if len(applications) == 1 else [""]
