# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may reach which port of a host, checked: all of it reaches the rules of nftables."""

from __future__ import annotations

import ipaddress
import re

from ansible.errors import AnsibleFilterError

PROTOCOLS = ("tcp", "udp")
_KEYS = ("port", "protocol", "sources", "comment")
# nftables takes 128 bytes, between quotation marks that nothing inside can escape.
_COMMENT = re.compile(r"[A-Za-z0-9 .,:;/_()@+=#-]{0,100}")
# Linux takes 15 bytes; a '*' at the end stands for all that begin so.
_INTERFACE = re.compile(r"[A-Za-z0-9_.-]{1,14}[A-Za-z0-9_.*-]?")


def _refuse(where, sentence):
    raise AnsibleFilterError(f"{where} {sentence}. The rules of the firewall are as they were.")


def rules(ports, allow):
    """What is let in, as a list of dicts of C(protocol), C(port), C(comment), and C(ip) and C(ip6), lists of networks, both empty for everybody.

    I(ports) are TCP ports that are everybody's; entries of I(allow) for one of them say instead whose it is. Raises AnsibleFilterError.
    """
    if not isinstance(ports, list):
        _refuse("firewall_ports", "must be a list of ports")
    if not isinstance(allow, list):
        _refuse("firewall_allow", "must be a list")
    given = [_entry(f"firewall_allow[{number}]", entry) for number, entry in enumerate(allow)]
    narrowed = {entry["port"] for entry in given if entry["protocol"] == "tcp"}
    declared = {_port(f"firewall_ports[{number}]", port) for number, port in enumerate(ports)}
    everybody = [{"protocol": "tcp", "port": port, "ip": [], "ip6": [], "comment": ""} for port in sorted(declared - narrowed)]
    return everybody + given


def interfaces(names):
    """The list I(names), if all are names of network interfaces. Raises AnsibleFilterError."""
    if not isinstance(names, list):
        _refuse("firewall_forward_interfaces", "must be a list of names")
    for number, name in enumerate(names):
        if not isinstance(name, str) or not _INTERFACE.fullmatch(name):
            _refuse(f"firewall_forward_interfaces[{number}]", f"is {name!r}, which is no name of an interface such as 'podman0' or 'br-*'")
    return names


def _entry(where, entry):
    if not isinstance(entry, dict):
        _refuse(where, "must be a dictionary such as {port: 9100, sources: [192.0.2.0/24]}")
    unknown = sorted(map(str, set(entry) - set(_KEYS)))
    if unknown:
        _refuse(where, f"has {unknown[0]!r}, but takes only {', '.join(_KEYS)}")
    protocol, comment = entry.get("protocol", "tcp"), entry.get("comment", "")
    if protocol not in PROTOCOLS:
        _refuse(f"{where}.protocol", f"is {protocol!r}, but must be one of {', '.join(PROTOCOLS)}")
    if not isinstance(comment, str) or not _COMMENT.fullmatch(comment):
        _refuse(f"{where}.comment", "must be at most 100 letters, digits, spaces and '.,:;/_()@+=#-'")
    networks = _networks(f"{where}.sources", entry["sources"]) if "sources" in entry else {"ip": [], "ip6": []}
    return {"protocol": protocol, "port": _port(f"{where}.port", entry.get("port")), "comment": comment, **networks}


def _port(where, value):
    if isinstance(value, bool) or not isinstance(value, int) or value not in range(1, 65536):
        _refuse(where, f"is {value!r}, but must be a number from 1 to 65535")
    return value


def _networks(where, sources):
    """I(sources) by family, without those that lie in others: nftables refuses networks that overlap."""
    if not isinstance(sources, list) or not sources:
        _refuse(where, "must be a list of networks; leave it out to let everybody in")
    found = {4: [], 6: []}
    for number, source in enumerate(sources):
        try:
            # A number would be an address, too, and a zone can be any text.
            network = ipaddress.ip_network(source) if isinstance(source, str) and "%" not in source else None
        except ValueError:
            network = None
        if network is None:
            _refuse(f"{where}[{number}]", f"is {source!r}, which is no address and no network such as 192.0.2.0/24 or 2001:db8::/32")
        found[network.version].append(network)
    return {family: list(map(str, ipaddress.collapse_addresses(found[version]))) for family, version in (("ip", 4), ("ip6", 6))}
