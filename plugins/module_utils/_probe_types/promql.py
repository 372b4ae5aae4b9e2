# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A query to a Prometheus server, whose one value has to be in a band."""

from __future__ import annotations

import math
import time
import urllib.parse

from ansible_collections.golive.web.plugins.module_utils import _metrics
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probe_types import http
from ansible_collections.golive.web.plugins.module_utils._probes import formats, sql, tls, values
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble

OPTIONS = {**http.REQUEST, "query": "", "minimum": None, "maximum": None}
NEEDED = ("url", "query")
addresses = http.addresses
_SINGLE = ("scalar", "vector")
# Its API's C(errorType).
_OF_ERRORS = {"timeout": "timeout", "canceled": "timeout", "unavailable": "unavailable", "internal": "unavailable"}
_REFUSED = (401, 403)


def prepare(options):
    """Checks I(options), and adds what need not be made for each attempt."""
    if options["minimum"] is None and options["maximum"] is None:
        raise GoliveError(f"The probe '{options['name']}' of the type promql needs a minimum or a maximum; without, it could not fail.")
    http.prepare_request(options)
    server = options["parsed"]
    options["parsed"] = server._replace(path=f"{server.path.rstrip('/')}/api/v1/query", query=urllib.parse.urlencode({"query": options["query"]}), fragment="")


def libraries(options):
    """None but what a certificate may need."""
    return tls.libraries(options)


def target(options):
    """What is asked, for people."""
    return f"{sql.one_line(options['query'])} at {options['parsed'].netloc}"


async def attempt(options, one):
    """One query."""
    headers = {"User-Agent": "golive-probe", "Accept": "application/json", **http.fields(options)}
    status, _fields, content = await http.asked(options, one, options["parsed"], "GET", headers)
    one.check(tls.assertions(one.tls, options["min_tls_version"], options["min_days"], time.time()) if one.tls else ())
    one.body = content.decode(errors="replace")
    number = value(status, one.body)
    one.value = values.plain(number)
    one.check(values.band("what the query says", number, options["minimum"], options["maximum"]))


def value(status, body):
    """The number that an answer with the code I(status) and the I(body) has. Raises C(Trouble)."""
    if status in _REFUSED:
        raise Trouble("auth", f"the server answers {status}")
    if len(body) >= http.MOST_BYTES:
        raise Trouble("query", f"the answer is larger than {http.MOST_BYTES >> 10} KiB, and has to be one value")
    try:
        answer = formats.load(body)
    except Trouble:
        if status != 200:
            raise Trouble("status", f"the server answers {status}") from None
        raise
    try:
        if answer["status"] != "success":
            said = sql.one_line(str(answer.get("error", "no reason given")))
            raise Trouble(_OF_ERRORS.get(str(answer.get("errorType")), "query"), f"the server says: {said}")
        kind = answer["data"]["resultType"]
        found = [number for _labels, number in _metrics.values(answer["data"])] if kind in _SINGLE else []
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise Trouble("json", "what came back is no answer to a query") from error
    return _only(found, str(kind))


def _only(found, kind):
    if kind not in _SINGLE:
        raise Trouble("query", f"the query gives a {sql.one_line(kind, 40)}, and has to give one value")
    if len(found) > 1:
        raise Trouble("query", f"the query gives {len(found)} values, and has to give one, their sum, say")
    if not found or math.isnan(found[0]):
        raise Trouble("sample", "what it gives is no number (0 of 0, say)" if found else "there is no value for it")
    return found[0]
