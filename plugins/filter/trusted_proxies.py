# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The addresses of those whose word on a client's address is believed."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError
from ansible_collections.golive.web.plugins.plugin_utils._balanced import is_address


def trusted_proxies(addresses, balancers, hostvars):
    """All of I(addresses), and those of the hosts I(balancers), sorted. Raises AnsibleFilterError for what is no IP address, networks included."""
    for address in addresses:
        if not isinstance(address, str) or not is_address(address):
            raise AnsibleFilterError(
                f"nginx_trusted_proxies has {address!r}, which is no IP address. Networks are not taken: whoever is in one could give any address for his own. "
                "Nothing was changed."
            )
    return sorted({*addresses, *(_address(host, hostvars[host]) for host in balancers)})


def _address(host, known):
    address = known.get("load_balancer_address") or known.get("ansible_host") or host
    if not isinstance(address, str) or not is_address(address):
        raise AnsibleFilterError(
            f"The load balancer {host} is known as {address!r}, but nginx must know the IP address that it connects from. Set load_balancer_address of {host}."
        )
    return address


class FilterModule:
    """The filter by name."""

    def filters(self):
        return {"trusted_proxies": trusted_proxies}
