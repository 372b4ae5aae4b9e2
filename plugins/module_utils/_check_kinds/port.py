# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A port: free, or with somebody who listens, and only where they should."""

from __future__ import annotations

import ipaddress

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Mistake, Option, Remedy, judged
from ansible_collections.golive.web.plugins.module_utils._checks.types import is_open

FREE, LISTENING = "free", "listening"


def _verify(options):
    if isinstance(options["port"], int) and not 1 <= options["port"] <= 65535:
        raise Mistake(f"port is {options['port']}, but it must be from 1 to 65535", "port")
    if not is_open(options["addresses"]):
        _networks(options)


def _networks(options):
    try:
        return [ipaddress.ip_network(text, strict=False) for text in options["addresses"]]
    except ValueError:
        raise Mistake("addresses must be made of addresses or networks, such as 127.0.0.1 or 10.0.0.0/8", "addresses") from None


def _needs(options):
    return [("listeners", options["protocol"])]


def _judge(options, facts):
    found = [one for one in facts[("listeners", options["protocol"])] if one.port == options["port"]]
    return _STATES[options["state"]](found, _networks(options), " or ".join(options["addresses"]), f"/proc/net/{options['protocol']}")


def _judge_free(found, networks, where, evidence):
    """Who listens on all addresses listens on those, too."""
    met = [one for one in found if not networks or _is_in(one, networks) or ipaddress.ip_address(one.address).is_unspecified]
    return judged(not met, "listening", _shown(met), f"nothing to listen{where and f' on {where}'}", evidence)


def _judge_listening(found, networks, where, evidence):
    expected = f"somebody to listen{where and f', only on {where}'}"
    if not found:
        return judged(False, "missing", _shown(found), expected, evidence)
    wrong = [one for one in found if networks and not _is_in(one, networks)]
    return judged(not wrong, "listening", _shown(wrong or found), expected, evidence)


_STATES = {FREE: _judge_free, LISTENING: _judge_listening}


def _is_in(listener, networks):
    address = ipaddress.ip_address(listener.address)
    return any(address in network for network in networks)


def _shown(listeners):
    each = dict.fromkeys(f"{one.program or 'somebody'} listens on {one.address}" for one in listeners)
    return ", ".join(each) or "nothing listens"


def _subject(options):
    return f"{options['port']}/{options['protocol']}"


KIND = Kind(
    options={
        "port": Option("integer", needed=True),
        "state": Option(needed=True, choices=tuple(_STATES)),
        "addresses": Option("texts", []),
        "protocol": Option(default="tcp", choices=("tcp", "udp")),
    },
    severity="high",
    component="Security",
    title="Port {subject}",
    subject=_subject,
    remedy=Remedy("Start, stop or bind otherwise the program that is to listen there, or is not to."),
    judge=_judge,
    needs=_needs,
    verify=_verify,
)
