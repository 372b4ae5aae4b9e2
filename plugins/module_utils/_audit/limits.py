# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asks for a route that has a limit, once more often than that allows, and again under other addresses."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._audit import judging

_TOO_MANY = 429
# Addresses of documentation (RFC 5737), another for each request, under all names by which proxies tell them.
_FORGED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP")


async def look(server, route):
    """Judgements S36 and S37 of the I(route): C(path), C(method), C(body), C(headers), and C(requests), after which one more is too many."""
    what = f"{route['method']} {route['path']}"
    number, answer = await _last(server, route, route["requests"] + 1)
    evidence = f"{what}, {route['requests'] + 1} times"
    if answer.trouble:
        return dict.fromkeys(("S36", "S37"), judging.untold([answer], evidence))
    if answer.status != _TOO_MANY:
        missing = judging.failed("limit", f"none was refused; the last had status {answer.status}", f"status {_TOO_MANY}", evidence)
        return {"S36": missing, "S37": judging.failed("limit", "there is no limit to get round", f"status {_TOO_MANY}", evidence)}
    waits = answer.first("retry-after")
    told = f"number {number} was refused"
    limited = judging.passed(told, evidence) if waits else judging.warned("header", f"{told} without Retry-After", "when to come again", evidence)
    return {"S36": limited, "S37": await _forged(server, route, what)}


async def _forged(server, route, what):
    """The limit holds at this moment: whoever gets through now got round it."""
    evidence = f"{what}, with a forged address in {', '.join(_FORGED)}"
    for number, name in enumerate(_FORGED, start=1):
        address = f"203.0.113.{number}"
        answer = await _ask(server, route, {name: f"for={address}" if name == "Forwarded" else address})
        if answer.trouble:
            return judging.untold([answer], evidence)
        if answer.status != _TOO_MANY:
            return judging.failed("limit", f"with {name} it was answered with status {answer.status}", f"status {_TOO_MANY}", evidence)
    return judging.passed("each was refused", evidence)


async def _last(server, route, most):
    """(number, answer) of the first of I(most) requests that is refused or has no answer, or of the last."""
    for number in range(1, most + 1):
        answer = await _ask(server, route, {})
        if answer.trouble or answer.status == _TOO_MANY:
            break
    return number, answer


def _ask(server, route, headers):
    return server.ask(route["path"], route["method"], {**route["headers"], **headers}, route["body"].encode())
