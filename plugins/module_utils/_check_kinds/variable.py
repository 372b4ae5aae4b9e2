# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One variable of the environment. Its value is shown only where it is one of few, and its name does not say that it is a secret."""

from __future__ import annotations

import ipaddress
import json
import re
import urllib.parse

from ansible_collections.golive.web.plugins.module_utils._checks import looks, secrets
from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, PASS, Judgement, Kind, Mistake, Option, Remedy


def _is_url(text):
    parsed = urllib.parse.urlsplit(text)
    return bool(parsed.scheme and parsed.hostname) and parsed.port != 0


def _is_address(text):
    ipaddress.ip_address(text)
    return True


def _is_json(text):
    json.loads(text)
    return True


def _is(pattern):
    compiled = re.compile(pattern)
    return lambda text: bool(compiled.fullmatch(text))


_TYPES = {
    "address": _is_address,
    "boolean": _is("(?i)true|false|yes|no|on|off|1|0"),
    "email": _is(r"[^@\s]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}"),
    "host": _is(r"(?=.{1,253}\Z)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\.?"),
    "integer": _is(r"[+-]?\d{1,18}"),
    "json": _is_json,
    "number": _is(r"[+-]?\d{1,18}(\.\d{1,18})?"),
    "path": _is(r"/[^\0]*"),
    "port": lambda text: text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535,
    "url": _is_url,
}


def _fits(type_name, text):
    try:
        return _TYPES[type_name](text)
    except (ValueError, RecursionError):
        return False


def _verify(options):
    if looks.are_crossed(options["min"], options["max"]):
        raise Mistake(f"max is {options['max']:g}, but less than min", "max")
    if options["required"] is False and options["absent"]:
        return
    if options["absent"] and any(options[name] for name in ("type", "pattern", "allowed", "min_entropy")):
        raise Mistake("a variable that must be absent can't be asked for anything else", "absent")


def _judge(options, facts):
    name, value = options["name"], facts.environment.get(options["name"])
    if options["absent"]:
        return _told(value is None, "forbidden", "it is set", "not set")
    if value is None:
        return _told(not options["required"], "missing", "it is not set", "set")
    if not value:
        return _told(not options["required"] or options["empty"], "empty", "it is empty", "a value")
    for passed, reason, observed, expected in _looks(options, value, _shown(options, name, value)):
        if not passed:
            return _told(False, reason, observed, expected)
    return _told(True, "", "it is set" if not options["allowed"] else _shown(options, name, value), "")


def _told(passed, reason, observed, expected):
    return Judgement(PASS if passed else FAIL, "" if passed else reason, observed, "" if passed else expected, "the environment")


def _shown(options, name, value):
    """I(value), or what can be said of it where it may be a secret."""
    is_open = (options["allowed"] or options["type"] in ("boolean", "integer", "port")) and not options["min_entropy"] and not secrets.is_secret_name(name)
    return f"'{value}'" if is_open else f"a value of {len(value)} characters"


def _looks(options, value, shown):
    """What there is to look at, one after the other: whether it is well, the reason where not, what was seen, what is expected."""
    lower = value.lower()
    if options["type"]:
        yield _fits(options["type"], value), "type", shown, f"of the type {options['type']}"
    if options["allowed"]:
        yield value in options["allowed"], "not_allowed", shown, " or ".join(options["allowed"])
    if options["forbidden"]:
        yield lower not in map(str.lower, options["forbidden"]), "forbidden", "one of the values that are forbidden", "another value"
    if options["pattern"]:
        yield looks.matches(options["pattern"], value), "pattern", shown, f"of the form {options['pattern']}"
    if options["min"] is not None or options["max"] is not None:
        yield _in_range(value, options["min"], options["max"]), "range", shown, looks.limits(options["min"], options["max"])
    if options["min_length"]:
        yield len(value) >= options["min_length"], "length", f"{len(value)} characters", f"at least {options['min_length']}"
    if options["min_entropy"]:
        yield from looks.strength(value, options["min_entropy"])


def _in_range(value, least, most):
    try:
        number = float(value)
    except ValueError:
        return False
    return looks.within(number, least, most)


KIND = Kind(
    options={
        "name": Option(needed=True),
        "required": Option("flag", True),
        "absent": Option("flag", False),
        "empty": Option("flag", False),
        "type": Option(choices=tuple(sorted(_TYPES))),
        "pattern": Option("pattern"),
        "allowed": Option("texts", []),
        "forbidden": Option("texts", []),
        "min": Option("number"),
        "max": Option("number"),
        "min_length": Option("integer"),
        "min_entropy": Option("number"),
    },
    severity="high",
    component="Security",
    title="Variable {name}",
    subject=lambda options: options["name"],
    remedy=Remedy("Set {name} in the environment of the application (application_environment)."),
    judge=_judge,
    verify=_verify,
)
