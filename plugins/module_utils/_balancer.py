# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One server of a load balancer taken out of traffic, brought back, or given another weight."""

from __future__ import annotations

import contextlib

from ansible_collections.golive.web.plugins.module_utils import _haproxy
from ansible_collections.golive.web.plugins.module_utils._haproxy import HaproxyError

_OUT = ("drain", "maint")
_TOLD = ("backend", "admin", "status", "weight", "sessions", "check")
_WEIGHTS = range(257)


def change(
    name, state=None, weight=None, wait_seconds=0, least_healthy=0, check=False, balancer=None, lock=_haproxy.locked, keep=_haproxy.save
):  # fmt: skip
    """Gives the servers I(name) the I(state) and I(weight) that are not C(None); returns what the module does. I(check): says it only.

    Of the rest, see the module load_balancer_server. Raises C(HaproxyError): no such server, too few others, or not well in time.
    """
    balancer = balancer or _haproxy.Balancer()
    if weight is not None and weight not in _WEIGHTS:
        raise HaproxyError(f"The weight {weight} is none of 0 to 256. Nothing was changed.")
    seconds = _await_well(balancer, name, wait_seconds, lock) if state == "ready" and not check else 0.0
    with contextlib.nullcontext() if check else lock():
        before = balancer.servers()
        mine = _own(before, name)
        if state in _OUT:
            _refuse_last(mine, before, least_healthy)
        steps = _steps(mine, state, weight)
        if steps and not check:
            _take(balancer, steps)
            keep()
    if state in _OUT and not check:
        for server in mine:
            balancer.forget_clients(server)
        # What still ends after a reload has not heard of it.
        seconds = balancer.wait(lambda every: not any(server.sessions for server in _own(every, name)) and not balancer.ending(), wait_seconds)
    return {**_told(name, mine, steps, before if check else balancer.servers(), seconds), "ending": balancer.ending()}


def _own(every, name):
    """The servers I(name), one a backend."""
    found = [server for server in every if server.name == name]
    if not found:
        known = ", ".join(sorted({server.name for server in every})) or "none"
        raise HaproxyError(
            f"The load balancer has no server {name}; its servers are: {known}. Nothing was changed; provision the load balancer, so that it knows the host."
        )
    return found


def _refuse_last(mine, every, least):
    for server in mine:
        # One that is given nothing takes nothing away.
        others = [other.name for other in every if other.backend == server.backend and other.name != server.name and other.serves]
        if server.serves and len(others) < least:
            raise HaproxyError(
                f"{server.name} was not taken out of traffic: of the other servers of {server.backend}, {len(others)} are well "
                f"({', '.join(others) or 'none'}), and {least} must stay. Nothing was changed; bring another one back first."
            )


def _steps(mine, state, weight):
    """(server, setting, value) of all that is not as wanted. What tracks another server has its state by that."""
    states = [(server, "state", state) for server in mine if state and not server.tracks and server.admin != state]
    return states + [(server, "weight", weight) for server in mine if weight is not None and server.weight != weight]


def _take(balancer, steps):
    for server, setting, value in steps:
        balancer.set(server, setting, value)


def _await_well(balancer, name, seconds, lock):
    """Waits until the servers I(name) are well, while they get no requests yet; returns how long that took."""
    with lock():
        # In maintenance nobody asks whether it is well.
        _take(balancer, [(server, "state", "drain") for server in _own(balancer.servers(), name) if server.admin == "maint" and not server.tracks])
    passed = balancer.wait(lambda every: not _unwell(name, every), seconds)
    unwell = _unwell(name, balancer.servers())
    if unwell:
        found = "; ".join(f"{server.backend} finds it {server.status} ({server.check or 'not asked yet'})" for server in unwell)
        raise HaproxyError(
            f"{name} was not well for the load balancer within {seconds} s: {found}. It was not brought back, and all other servers are as they were; "
            "see what its readiness says, then run this again."
        )
    return passed


def _unwell(name, every):
    """Those of the servers I(name) that may not be given requests: they are not well, and in their backend others are, as they aren't where nothing is live."""
    used = {server.backend for server in every if server.serves and server.name != name}
    return [server for server in every if server.name == name and not server.well and server.backend in used]


def _told(name, before, steps, every, seconds):
    after = _own(every, name)
    wanted = {(server.backend, setting): value for server, setting, value in steps}
    return {
        "changed": bool(steps),
        "servers": [{key: getattr(server, key) for key in _TOLD} for server in after],
        "sessions": sum(server.sessions for server in after),
        "seconds": round(seconds, 1),
        "serving": _haproxy.serving(every),
        "diff": {
            "before": "".join(_line(server, {}) for server in before),
            "after": "".join(_line(server, wanted) for server in before),
        },
    }


def _line(server, wanted):
    state, weight = (wanted.get((server.backend, setting), now) for setting, now in (("state", server.admin), ("weight", server.weight)))
    return f"{server.backend}/{server.name} {state}, weight {weight}\n"
