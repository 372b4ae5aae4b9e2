# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What probes of SQL databases have in common: the one statement that may be asked, and what an answer has to be."""

from __future__ import annotations

import importlib
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import tls, values
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble

OPTIONS = {
    "host": "", "socket": "", "database": "", "user": "", "password": "", "query": "SELECT 1", "encrypted": False, "ca_file": "", "verify": None,
    "minimum": None, "maximum": None, "max_lag": None,
}  # fmt: skip


class Found(NamedTuple):
    """C(value): the query's first, C(None) where there is none. C(encrypted) and C(lag) (seconds; C(None): unknown) only where they were asked for.

    C(lag_words) says why the lag is unknown.
    """

    value: object
    encrypted: bool = False
    lag: float | None = None
    lag_words: str = ""


def driver(name):
    """The Python library I(name), or C(None). It is loaded only for a probe that needs it: that takes up to 60 ms."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def guarded(function, *args):
    """What I(function) returns. A driver that stumbles over what a server says may raise anything; here that is C(Trouble), too."""
    try:
        return function(*args)
    except (Trouble, OSError):
        raise
    except Exception as error:
        raise Trouble("protocol", f"the driver makes nothing of what the server says ({type(error).__name__})") from error


def prepare(options):
    """Checks I(options), and adds what need not be made for each attempt. Raises C(GoliveError)."""
    whose = f"The probe '{options['name']}' of the type {options['type']}"
    if bool(options["socket"]) == bool(options["host"]):
        raise GoliveError(f"{whose} needs a host or a socket, one of them.")
    options["statement"] = options["query"].strip().rstrip(";").rstrip()
    # What ends a transaction, or says that the next one may write, needs a second statement.
    if not options["statement"] or ";" in options["statement"]:
        raise GoliveError(f"{whose} has a query that is not one statement; a ';' may stand only at its end, not in a text either.")
    if options["verify"] is None:
        options["verify"] = bool(options["ca_file"])
    options["wanted_tls"] = tls.wanted({**tls.OPTIONS, **options}) if options["verify"] else None


def target(options):
    """What is asked, for people."""
    where = options["socket"] or f"{options['host']}:{options['port']}"
    return f"{options['database']} at {where}" if options["database"] else where


def check(options, one, found):
    """Checks what was I(found) by the attempt I(one). Raises C(Trouble) where there is nothing to be judged."""
    one.value = values.plain(found.value)
    if options["encrypted"]:
        one.check([Assertion("the connection", found.encrypted, "encryption", "encrypted", "encrypted" if found.encrypted else "not encrypted")])
    if options["max_lag"] is not None:
        told = found.lag_words or "unknown" if found.lag is None else f"{found.lag:.1f} s"
        well = found.lag is not None and found.lag <= options["max_lag"]
        one.check([Assertion("the replication lag", well, "lag", f"at most {options['max_lag']:g} s", told)])
    if options["minimum"] is None and options["maximum"] is None:
        return
    # NaN, which no other value is unlike itself as, says as little as NULL.
    has_value = found.value is not None and found.value == found.value
    if not has_value and all(assertion.passed for assertion in one.assertions):
        raise Trouble("sample", "the query has no value to be judged")
    if has_value:
        one.check(values.band("what the query says", one.value, options["minimum"], options["maximum"]))


def one_line(text, most=200):
    """The I(text) of a server, which may quote the query, in one line and cut."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most] + "..."
