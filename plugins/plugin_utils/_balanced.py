# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a load balancer is to know of applications and their hosts, checked: all of it reaches its configuration."""

from __future__ import annotations

import ipaddress
import re

from ansible.errors import AnsibleLookupError

# What of an application's settings a load balancer needs, and what these are checked against. Never its secrets.
SETTINGS = ("server_names", "listen_port", "health_path", "request_seconds", "drain_seconds", "stop_seconds")

_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_ADDRESS = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_WEIGHTS = range(257)
_PORTS = range(1, 65536)
_CHECK_SECONDS = range(1, 61)
_PATH = re.compile(r"/[A-Za-z0-9_./-]+")
_TLS = ("none", "terminate", "passthrough")


def routes(applications):
    """Which application a name leads to, in the order in which it is looked for: dicts of C(match) (C(str) or C(end)), C(name) and C(application).

    As nginx chooses: the exact name, else the longest that ends so (C(*.example.com)). Raises AnsibleLookupError where two have the same one.
    """
    found = {}
    for application in applications:
        for name in application["server_names"]:
            first = found.setdefault(name.lower(), application["name"])
            if first != application["name"]:
                raise AnsibleLookupError(
                    f"The applications '{first}' and '{application['name']}' both have the server name {name}, and the load balancer tells them apart "
                    "by nothing else. Nothing was changed; give one of them another name in golive_applications."
                )
    ordered = sorted(found, key=lambda name: (name.startswith("*"), -len(name), name))
    return [{"match": "end" if name.startswith("*") else "str", "name": name.lstrip("*"), "application": found[name]} for name in ordered]


def server(host, address, weight):
    """The host I(host) of the inventory as a server: C(name), C(address) (an IPv6 address in brackets) and C(weight). Raises AnsibleLookupError."""
    if not _HOST.fullmatch(host):
        raise AnsibleLookupError(f"The host {host!r} has a name that no server of the load balancer can have: letters, digits, '_', '.' and '-' only.")
    if _whole(weight) not in _WEIGHTS:
        raise AnsibleLookupError(f"load_balancer_weight of {host} is {weight!r}, but must be a whole number from 0 to 256.")
    return {"name": host, "address": _address(host, address), "weight": _whole(weight)}


def _address(host, address):
    if isinstance(address, str):
        if is_address(address):
            return f"[{address}]" if ":" in address else address
        if _ADDRESS.fullmatch(address):
            return address
    raise AnsibleLookupError(
        f"The address of {host} is {address!r}, which is neither an IP address nor a name. Set load_balancer_address of that host, by which the load "
        "balancer reaches it."
    )


def _whole(value):
    """I(value) as a whole number, as which a command line's text counts; C(None) where it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def is_address(text):
    """Whether I(text) is an IP address; not one with a zone, which means nothing on another host."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def refuse_settings(settings):
    """Raises AnsibleLookupError for those of the role's I(settings), by name and without the prefix, that could break out of the configuration."""

    def refuse(name, must):
        raise AnsibleLookupError(f"load_balancer_{name} is {settings[name]!r}, but must be {must}. Nothing was changed.")

    for name in ("http_port", "https_port", "hosts_https_port"):
        if _whole(settings[name]) not in _PORTS:
            refuse(name, "a number from 1 to 65535")
    if _whole(settings["check_seconds"]) not in _CHECK_SECONDS:
        refuse("check_seconds", "a whole number from 1 to 60")
    if settings["tls"] not in _TLS:
        refuse("tls", f"one of {', '.join(_TLS)}")
    if settings["tls"] == "terminate" and not (isinstance(settings["certificate"], str) and _PATH.fullmatch(settings["certificate"])):
        refuse("certificate", "the absolute path of a file or folder on the load balancer, of letters, digits, '_', '.', '/' and '-'")
    if settings["tls"] != "none" and _whole(settings["https_port"]) == _whole(settings["http_port"]):
        refuse("https_port", "another one than load_balancer_http_port")
