# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TCP: a connection, and where wanted something said and something expected."""

from __future__ import annotations

import time

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import connect, tls, values
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble

OPTIONS = {"host": "", "port": None, "address": "", "all_addresses": False, "send": "", "expect": "", "tls": False, **tls.OPTIONS}
NEEDED = ("host", "port")
# What was said by then has to have what is expected.
_MOST_BYTES = 65536


def prepare(options):
    """Checks I(options), and adds what need not be made for each attempt."""
    if not options.get("tls", True):
        tls.refuse(options)
    options["wanted_tls"] = tls.wanted(options) if options.get("tls") else None
    try:
        options["said"] = options["send"].encode("latin-1").decode("unicode_escape").encode("latin-1")
    except ValueError as error:
        raise GoliveError(f"The probe '{options['name']}' has to send what has a wrong escape in it: {error}.") from error
    options["expected"] = values.compiled(options["expect"], f"The probe '{options['name']}': expect") if options["expect"] else None


def libraries(options):
    """None but what a certificate may need."""
    return tls.libraries(options) if options.get("tls") else {}


def target(options):
    """What is asked, for people."""
    return f"{options['host']}:{options['port']}"


def addresses(options):
    """Those of the name that is to be connected to."""
    return connect.addresses(options["address"] or options["host"])


async def attempt(options, one):
    """One connection."""
    name = options["server_name"] or options["host"]
    await exchanged(options, one, connect.Target(options["address"] or options["host"], options["port"], "", options["wanted_tls"], name))


async def exchanged(options, one, whom):
    """Connects to I(whom), says what is to be said and waits for what is expected."""
    with await connect.opened(whom, one) as stream:
        if one.tls:
            one.check(tls.assertions(one.tls, options["min_tls_version"], options["min_days"], time.time()))
        if options["send"]:
            stream.send(options["said"])
        if options["expected"]:
            one.body = await stream.parsed(_heard(options["expected"], one))
            one.check([Assertion("what it says", values.found(options["expected"], one.body, one), "body", options["expect"], one.body or "nothing")])


def _heard(expected, one):
    """A parser (see C(_http)) that returns what the peer says until I(expected) is in it, it ends, or it is too much."""
    heard = b""
    while piece := (yield):
        heard += piece
        if values.found(expected, heard.decode(errors="replace"), one):
            break
        if len(heard) > _MOST_BYTES:
            raise Trouble("body", f"in {_MOST_BYTES >> 10} KiB it said nothing like {expected.pattern}")
    return heard.decode(errors="replace")
