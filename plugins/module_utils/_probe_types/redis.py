# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Redis, Valkey and their like: a ping, and where wanted a key set, read and deleted."""

from __future__ import annotations

import secrets
import time

from ansible_collections.golive.web.plugins.module_utils import _resp
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import connect, sql, tls
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble

OPTIONS = {"host": "", "port": 6379, "socket": "", "user": "", "password": "", "database": "", "write": False, "tls": False, **tls.OPTIONS}
NEEDED = ()
addresses = None
# The first word of an error reply.
_OF_CODES = {
    "WRONGPASS": "auth", "NOAUTH": "auth", "NOPERM": "auth", "DENIED": "auth",
    "LOADING": "unavailable", "MASTERDOWN": "unavailable", "BUSY": "unavailable", "CLUSTERDOWN": "unavailable", "TRYAGAIN": "unavailable",
}  # fmt: skip
_FULL = "max number of clients"
# By then a key is gone though the probe was cut off before it deleted it.
_KEY_SECONDS = 60


def prepare(options):
    """Checks I(options), and adds what need not be made for each attempt."""
    whose = f"The probe '{options['name']}' of the type redis"
    if bool(options["socket"]) == bool(options["host"]):
        raise GoliveError(f"{whose} needs a host or a socket, one of them.")
    if options["socket"] and options["tls"]:
        raise GoliveError(f"{whose} has tls, which needs a host; over a socket there is none.")
    if options["user"] and not options["password"]:
        raise GoliveError(f"{whose} has a user and no password.")
    if options["database"] and not (options["database"].isascii() and options["database"].isdigit()):
        raise GoliveError(f"{whose} has the database {options['database']!r}, which is no number.")
    if not options["tls"]:
        tls.refuse(options)
    options["wanted_tls"] = tls.wanted(options) if options["tls"] else None


def libraries(options):
    """None but what a certificate may need."""
    return tls.libraries(options)


def target(options):
    """What is asked, for people."""
    return options["socket"] or f"{options['host']}:{options['port']}"


async def attempt(options, one):
    """One connection and what is asked over it."""
    name = options["server_name"] or options["host"]
    with await connect.opened(connect.Target(options["host"], options["port"], options["socket"], options["wanted_tls"], name), one) as stream:
        if one.tls:
            one.check(tls.assertions(one.tls, options["min_tls_version"], options["min_days"], time.time()))
        if options["password"]:
            await _asked(stream, options, "AUTH", *filter(None, (options["user"], options["password"])))
        if options["database"]:
            await _asked(stream, options, "SELECT", options["database"])
        said = await _asked(stream, options, "PING")
        one.check([Assertion("the answer to a ping", said == "PONG", "protocol", "PONG", said)])
        if options["write"]:
            await _write(stream, options, one)


async def _write(stream, options, one):
    key, value = f"golive:probe:{secrets.token_hex(8)}", secrets.token_hex(16)
    await _asked(stream, options, "SET", key, value, "EX", str(_KEY_SECONDS))
    read = await _asked(stream, options, "GET", key)
    deleted = await _asked(stream, options, "DEL", key)
    one.check(
        [
            Assertion("what is read of a key that was set", read == value, "mismatch", value, "nothing" if read is None else read),
            Assertion("the number of keys that were deleted", deleted == 1, "mismatch", 1, deleted),
        ]
    )


async def _asked(stream, options, *words):
    """The reply to the command of I(words). Raises C(Trouble)."""
    stream.send(_resp.command(*words))
    try:
        return await stream.parsed(_resp.reply())
    except _resp.RESPError as error:
        raise Trouble("protocol", str(error)) from error
    except _resp.Refusal as refusal:
        raise trouble(words[0], refusal, options["password"]) from refusal


def trouble(command, refusal, password):
    """The C(Trouble) that the I(refusal) of a I(command) is. What quotes the I(password) is not told."""
    reason = _OF_CODES.get(refusal.code) or ("unavailable" if _FULL in refusal.text else "auth" if command == "AUTH" else "query")
    text = refusal.code if password and password in refusal.text else refusal.text
    return Trouble(reason, f"the server says to {command}: {sql.one_line(text)}")
