# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: application_probes
short_description: How each application is asked whether it is well
description:
  - Makes a probe for M(golive.web.health_probe) of each application of C(golive_applications), which asks it through nginx on its own host, and one of the
    certificate of each that has one; with the variable C(application) only of that one.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
"""

EXAMPLES = r"""
- name: Ask all applications of this host
  golive.web.health_probe:
    probes: "{{ lookup('golive.web.application_probes') }}"
"""

RETURN = r"""
_raw:
  description: The probes.
  type: list
  elements: list
"""

from ansible.errors import AnsibleLookupError
from ansible.plugins.loader import lookup_loader
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        applications = variables.get("golive_applications") or {}
        if isinstance(applications, str):
            applications = self._templar.template(applications)
        names = [self._templar.template(variables["application"])] if "application" in variables else list(applications)
        if set(names) - set(applications):
            raise AnsibleLookupError(f"There is no application '{names[0]}' in golive_applications; known are: {', '.join(applications)}.")
        settings = lookup_loader.get("golive.web.application_settings", self._loader, self._templar).run(names, variables)
        private = bool(variables.get("tls_acme_directory"))
        return [
            [probe(name, one["health"]) for name, one in zip(names, settings)]
            + [certificate_probe(name, one, private) for name, one in zip(names, settings) if one["certificate"]]
        ]


def probe(name, health):
    """The probe of the application I(name), which is asked as its I(health) says."""
    return {
        "name": name,
        "type": "http",
        "url": f"http://{health['host']}:{health['port']}{health['path']}",
        "address": "127.0.0.1",
        "format": "auto",
        "release_header": health["header"] or "X-Release",
        "samples": 3,
        "interval": 0.05,
    }


def certificate_probe(name, settings, private):
    """The probe of the certificate of the application I(name), which fails three weeks before its end, and where what stands in for one is still there.

    Whether the host knows its authority is not asked where that is a I(private) one by ACME.
    """
    source = settings["certificate"]["source"]
    known = {"ca_file": f"/etc/golive/tls/{name}.authority.pem"} if source == "own" else {"verify": not (private and source == "acme")}
    return {
        "name": f"{name} certificate",
        "type": "tls",
        "host": settings["health"]["host"],
        "address": "127.0.0.1",
        "port": settings["tls_port"],
        "min_days": 21,
        **known,
    }
