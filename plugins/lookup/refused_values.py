# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: refused_values
short_description: What of a role's variables could break out of a configuration file
description:
  - Compares the variables of the role that asks with its argument specs, and with what it says itself of those that are text.
  - Ansible's own validation takes C("80\n") for a number and any text for a text, and a template then writes it as it is.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
options:
  _terms:
    description:
      - "Variables, each with the kind of text that it, or each of its elements, has to be: C(address), C(certificate_source), C(class), C(command), C(email),
        C(file), C(name), C(network), C(package), C(php_size), C(port), C(positive), C(prefix), C(secret), C(server_name), C(unit), C(url) or C(whole)."
      - A dictionary in place of a kind is for a variable that has entries by name, and says of each of their fields the kind; with C([]) behind it for a
        list, and then C(?) where it may be left out. In a list it is for a variable that has these fields itself.
      - A variable of the type int is C(whole) without being named here.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Refuse what could break out of a configuration file
  ansible.builtin.assert:
    that: my_refused | length == 0
    fail_msg: "{{ my_refused | join(' ') }} Nothing was changed."
  vars:
    my_refused: "{{ query('golive.web.refused_values', {'my_role_certificate': 'file', 'my_role_names': 'server_name'}) }}"
"""

RETURN = r"""
_raw:
  description: A sentence for each value that is refused, which names the variable.
  type: list
  elements: str
"""

import pathlib

from ansible.module_utils.common.yaml import yaml_load
from ansible.plugins.lookup import LookupBase
from ansible_collections.golive.web.plugins.plugin_utils import _kinds


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        described = yaml_load((pathlib.Path(variables["role_path"]) / "meta/argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
        options = {name: option for entry in described.values() for name, option in entry["options"].items()}
        values = {name: self._templar.template(variables[name]) for name in options if name in variables}
        return _kinds.faults(options, terms[0], values)
