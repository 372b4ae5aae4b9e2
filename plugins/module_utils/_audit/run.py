# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The whole audit of one application: what is asked, in which order, and what it comes to."""

from __future__ import annotations

import asyncio
import secrets
import time

from ansible_collections.golive.web.plugins.module_utils._audit import asked as options
from ansible_collections.golive.web.plugins.module_utils._audit import exposed, judging, limits, pages, requests, secured, uploads
from ansible_collections.golive.web.plugins.module_utils._audit.catalogue import CHECKS, COMPONENT
from ansible_collections.golive.web.plugins.module_utils._audit.exchange import Seen, Server
from ansible_collections.golive.web.plugins.module_utils._checks import finding
from ansible_collections.golive.web.plugins.module_utils._checks.kind import SEVERITIES
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import tls

SPEC = {
    "address": {"type": "str", "default": ""},
    "body_bytes": {"type": "int"},
    "ca_file": {"type": "path"},
    "deadline": {"type": "float", "default": 120.0},
    "exposed": {"type": "list", "elements": "str", "default": []},
    # As one text each, so that no value among them is masked wherever it occurs.
    **{route: {"type": "json", "no_log": True} for route in options.ROUTES},
    "pages": {"type": "list", "elements": "str", "default": ["/"]},
    "plain_port": {"type": "int", "default": 80},
    "static": {"type": "list", "elements": "str", "default": []},
    "threshold": {"type": "str", "choices": list(SEVERITIES), "default": "high"},
    "timeout": {"type": "float", "default": 5.0},
    "tls_profile": {"type": "str", "choices": list(secured.PROFILES), "default": secured.PROFILES[0]},
    "url": {"type": "str", "required": True},
}
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")

# What an application may stumble over.
_CLUMSY = (
    ("{}?page[]=1&page[a]=%ff", "GET", {}, b""),
    ("{}", "POST", {"Content-Type": "application/json"}, b'{"a": '),
    ("{}", "POST", {"Content-Type": "application/x-www-form-urlencoded"}, b"a[=%zz&b=%ff"),
    ("{}", "PROPFIND", {}, b""),
)


def audit(params, is_harmless):
    """What the module returns for I(params); where it I(is_harmless), nothing is asked that could change something. Raises C(GoliveError)."""
    began, now = time.monotonic(), time.time()
    url, asked = options.url(params["url"]), options.of(params, is_harmless)
    if min(params["timeout"], params["deadline"]) <= 0:
        raise GoliveError("timeout and deadline must be greater than 0. Nothing was asked.")
    try:
        verifying = tls.Wanted(params["ca_file"] or "")
    except (OSError, ValueError) as error:
        raise GoliveError(f"ca_file {params['ca_file']} can't be used: {error}. Nothing was asked.") from error
    server, judgements = asyncio.run(_audited(params, url, asked, verifying))
    return {
        "changed": _left_something(server, asked),
        **finding.summary(findings(judgements, options.secrets(asked), now), params["threshold"], f"What an outsider sees of {server.name}"),
        "requests": len(server.seen),
        "seconds": {"total": round(time.monotonic() - began, 6)},
    }


async def _audited(params, url, asked, verifying):
    # All else is of interest where the certificate is not trusted, too, and that is a finding of its own.
    server = Server(url, tls.Wanted(verify=False), params["address"], {"http": params["plain_port"]}, params["timeout"])
    trust = secured.look(server, verifying, params["ca_file"], params["tls_profile"]) if server.is_secured else None
    return server, await looked(server, asked, trust, params["deadline"])


def _left_something(server, asked):
    return bool(asked.upload) and any(one.what == f"POST {asked.upload['path']}" and one.answer.status in uploads.ACCEPTED for one in server.seen)


async def looked(server, asked, trust, seconds):
    """The judgements of all that is C(Asked), check to C(Judgement), after I(seconds) at the most. I(trust): the coroutine of those of TLS, or C(None)."""
    end = time.monotonic() + seconds
    found = {}
    for looks in _stages(server, asked, trust):
        left = max(0.0, end - time.monotonic())
        for judgements in await asyncio.gather(*(_within(checks, look, left) for checks, look in looks)):
            found.update(judgements)
    return {check: found[check] for check in CHECKS if check in found}


def _stages(server, asked, trust):
    """Lists of looks that are made at the same time, one list after the other: which checks, and a coroutine of their judgements.

    What fills a limit comes last, as all that is asked later would be refused.
    """
    body_bytes = 0 if asked.is_harmless else asked.body_bytes
    first = [
        (tuple(pages.RULES), _pages(server, asked.pages)),
        (("S04", "S35"), exposed.look(server, asked.exposed)),
        (("S16", "S28", "S33", "S34", *(("S31",) if body_bytes else ())), requests.look(server, asked.pages, body_bytes)),
        ((), _others(server, asked)),
    ]
    if trust:
        first.append((secured.CHECKS, trust))
    if asked.upload and not asked.is_harmless:
        first.append((("S30",), uploads.look(server, asked.upload)))
    yield first
    if asked.login and not asked.is_harmless:
        yield [(("S36", "S37"), limits.look(server, asked.login))]
    yield [(pages.OF_ALL, _all(server))]


async def _within(checks, look, seconds):
    try:
        return await asyncio.wait_for(look, seconds)
    except (asyncio.TimeoutError, TimeoutError):
        return {check: judging.untold([], "the time for all was over") for check in checks}


async def _pages(server, paths):
    answers = await asyncio.gather(*(server.ask(path) for path in paths))
    silent = [answer for answer in answers if answer.trouble]
    if silent:
        return {check: judging.untold(silent, judging.listed([f"GET {path}" for path in paths])) for check in pages.RULES}
    return pages.of_pages([Seen(f"GET {path}", server.is_secured, answer) for path, answer in zip(paths, answers)])


async def _others(server, asked):
    """Answers of other kinds, which are judged with all."""
    missing = f"/golive-{secrets.token_hex(8)}"
    await asyncio.gather(
        *(server.ask(path) for path in (missing, *asked.static)),
        *(
            server.ask(target.format(path), method, fields, body)
            for path in asked.pages
            for target, method, fields, body in _CLUMSY
            if method in _SAFE or not asked.is_harmless
        ),
    )
    return {}


async def _all(server):
    if not server.seen:
        return {check: judging.untold([], "all that was asked") for check in pages.OF_ALL}
    return pages.of_all(server.seen)


def findings(judgements, known, now):
    """A finding for each of the I(judgements), without the secrets I(known)."""
    said = {check: finding.Said(check, one.title, COMPONENT, one.severity, one.source, one.remedy) for check, one in CHECKS.items()}
    return [finding.made(said[check], judgement, known, now) for check, judgement in judgements.items()]
