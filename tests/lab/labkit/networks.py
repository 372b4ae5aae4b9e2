# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network of a lab: its own bridge, on a subnet that nothing on this machine uses."""

from __future__ import annotations

import ipaddress
import json

from labkit.commands import LabError, as_root, podman, podman_json, run

LABEL = "golive.lab"
POOL = ipaddress.ip_network("10.217.0.0/16")  # labs take /24s of it


def ensure(lab: str) -> ipaddress.IPv4Network:
    """Makes the network of a lab unless it is there; returns its subnet."""
    name = f"golive-{lab}"
    for network in podman_json("network", "ls", "--format", "json"):
        if network["name"] == name:
            return ipaddress.ip_network(network["subnets"][0]["subnet"])
    remove_leftover_bridges()
    subnet = free_subnet()
    podman("network", "create", "--label", f"{LABEL}={lab}", "--subnet", str(subnet), name)
    return subnet


def remove(lab: str) -> None:
    """Removes the network of a lab and any bridge that a forced removal left behind."""
    for network in podman_json("network", "ls", "--format", "json"):
        if network["name"] == f"golive-{lab}" or (network.get("labels") or {}).get(LABEL) == lab:
            podman("network", "rm", "--force", network["name"])
    remove_leftover_bridges()


def free_subnet() -> ipaddress.IPv4Network:
    """The first /24 of the pool that no route and no podman network of this machine touches."""
    taken = [
        ipaddress.ip_network(route["dst"], strict=False)
        for route in json.loads(run("ip", "-json", "-4", "route", "show", "table", "all"))
        if route["dst"][0].isdigit()
    ]
    taken += [ipaddress.ip_network(subnet) for subnet in podman_subnets()]
    for subnet in POOL.subnets(new_prefix=24):
        if not any(network.version == 4 and network.prefixlen and subnet.overlaps(network) for network in taken):
            return subnet
    raise LabError(f"No subnet of {POOL} is free for a network of test hosts.")


def remove_leftover_bridges() -> None:
    """Deletes bridges on the labs' pool that belong to no podman network any more: they would hold their subnet."""
    known = [ipaddress.ip_network(subnet) for subnet in podman_subnets()]
    for link in json.loads(run("ip", "-json", "-4", "address", "show", "type", "bridge") or "[]"):
        for address in link.get("addr_info", []):
            ours = ipaddress.ip_address(address["local"])
            if link["ifname"].startswith("podman") and ours in POOL and not any(ours in subnet for subnet in known):
                as_root("ip", "link", "delete", link["ifname"], check=False)


def podman_subnets() -> list[str]:
    """The IPv4 subnets of all podman networks."""
    subnets = [
        subnet["subnet"]
        for network in podman_json("network", "ls", "--format", "json")
        for subnet in network.get("subnets") or []
    ]
    return [subnet for subnet in subnets if ":" not in subnet]
