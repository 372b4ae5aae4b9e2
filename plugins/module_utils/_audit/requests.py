# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asks as no browser would: without TLS, for another name, by TRACE, from another origin, with too much."""

from __future__ import annotations

import asyncio
import urllib.parse

from ansible_collections.golive.web.plugins.module_utils._audit import judging

# Of a name that is no one's (RFC 2606, section 2).
_STRANGER = "stranger.invalid"
_ORIGIN = f"https://{_STRANGER}"
_PERMANENT = (301, 308)
_LEAST_REFUSAL = 400
_TOO_LARGE = 413


async def look(server, pages, body_bytes):
    """Judgements S16, S28, S33 and S34, and S31 where I(body_bytes) says what the limit is. I(pages): paths."""
    page = pages[0]
    plain, origins, trace, stranger = await asyncio.gather(
        _plain(server, page), _origins(server, pages), server.ask(page, "TRACE"), server.ask(page, headers={"Host": _STRANGER})
    )
    # Who talks to nobody does not refuse these.
    talks = bool(server.seen)
    found = {
        "S16": plain,
        "S28": origins,
        "S33": _refused(trace, talks, f"TRACE {page}"),
        "S34": _refused(stranger, talks, f"GET {page} with the Host {_STRANGER}"),
    }
    return {**found, "S31": await _too_large(server, pages[0], body_bytes)} if body_bytes else found


async def _plain(server, path):
    evidence = f"GET {path} without TLS"
    if not server.is_secured:
        return judging.failed("encryption", "the application itself is asked without TLS", "https", "its address")
    answer = await server.ask(path, scheme="http")
    if answer.is_refused:
        return judging.not_applicable("nothing answers without TLS", evidence)
    if answer.trouble:
        return judging.untold([answer], evidence)
    there = urllib.parse.urlsplit(answer.first("location"))
    is_right = answer.status in _PERMANENT and there.scheme == "https" and there.hostname == server.url.hostname
    told = f"status {answer.status}" + (f", to {there.scheme}://{there.netloc}" if there.netloc else "")
    expected = f"status 301 or 308, to https://{server.url.hostname}"
    return judging.passed(told, evidence) if is_right else judging.failed("status", told, expected, evidence)


async def _origins(server, pages):
    asked = [(path, origin) for path in pages for origin in (_ORIGIN, "null")]
    answers = await asyncio.gather(*(server.ask(path, headers={"Origin": origin}) for path, origin in asked))
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    answers += await asyncio.gather(*(server.ask(path, "OPTIONS", {"Origin": origin, **preflight}) for path, origin in asked))
    evidence = f"{len(answers)} requests with the Origin {_ORIGIN} and null"
    allowed, anybody = [], []
    for (path, origin), answer in zip(asked * 2, answers):
        said = answer.first("access-control-allow-origin").strip()
        with_cookies = answer.first("access-control-allow-credentials").strip() == "true"
        if said == origin or (said == "*" and with_cookies):
            allowed.append(f"{path} lets {origin} read it" + (", with the visitor's cookies" if with_cookies else ""))
        elif said == "*":
            anybody.append(path)
    if allowed:
        return judging.failed("header", judging.listed(list(dict.fromkeys(allowed))), "no leave for it", evidence)
    if anybody:
        return judging.warned(
            "header", f"anybody may read {judging.listed(list(dict.fromkeys(anybody)))}", "a list of origins, unless it is meant for all", evidence
        )
    silent = [answer for answer in answers if answer.trouble]
    return judging.untold(silent, evidence) if silent else judging.passed("neither may read it", evidence)


def _refused(answer, talks, evidence):
    if answer.is_refused and talks:
        return judging.passed("the connection was closed", evidence)
    if answer.trouble:
        return judging.untold([answer], evidence)
    told = f"status {answer.status}"
    return judging.passed(told, evidence) if answer.status >= _LEAST_REFUSAL else judging.failed("status", told, "a refusal", evidence)


async def _too_large(server, path, most):
    # What is announced is enough: nobody has to take it in to refuse it.
    evidence = f"POST {path} with a Content-Length of {most + 1}"
    answer = await server.ask(path, "POST", {"Content-Length": str(most + 1), "Content-Type": "application/octet-stream"})
    if answer.trouble:
        return judging.untold([answer], evidence)
    told = f"status {answer.status}"
    return judging.passed(told, evidence) if answer.status == _TOO_LARGE else judging.failed("limit", told, f"status {_TOO_LARGE}", evidence)
