# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds of values that reach a configuration file: each says what they may hold, never what they may not.

So that a value is one word of nginx's, supervisor's, php's and systemd's syntax, and stands for nothing but itself.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Callable, NamedTuple


class Kind(NamedTuple):
    """What a text has to match as a whole, and how that is said."""

    pattern: re.Pattern
    meaning: str
    # Raises C(ValueError) where the text has the letters of one and is none.
    parse: Callable[[str], object] = str


def _kind(pattern, meaning, parse=str):
    return Kind(re.compile(pattern, re.ASCII), meaning, parse)


def _address(text):
    return text == "localhost" or ipaddress.ip_address(text)


def _network(text):
    return ipaddress.ip_network(text, strict=False)


# No name of a host is longer (RFC 1035), and no path or other text has to be: nginx takes no word of more than 4095 bytes.
KINDS = {
    "address": _kind(r"localhost|[0-9a-fA-F.:]{2,45}", "'localhost' or an address such as '192.0.2.7'", _address),
    "certificate_source": _kind(r"acme|files|own", "one of acme, files, own"),
    "class": _kind(r"[A-Za-z_][A-Za-z0-9_.:#-]{0,254}", "the name of a class such as 'gthread'"),
    "email": _kind(r"[A-Za-z0-9_][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9.-]{1,253}", "an address such as 'web@example.com'"),
    "command": _kind(r"[a-z]{1,40}(\|[a-z-]{1,40})?", "a command of Redis such as 'scan' or 'client|list'"),
    "file": _kind(r"(?=.{1,1024}\Z)(/[A-Za-z0-9_.-]+)+", "the absolute path of a file, of letters, digits, '_', '.' and '-'"),
    "name": _kind(r"[a-z][a-z0-9_]{0,22}", "a lower-case letter and up to 22 lower-case letters, digits and '_'"),
    "network": _kind(r"[0-9a-fA-F.:]{2,45}/[0-9]{1,3}", "a network such as '192.0.2.0/24'", _network),
    "package": _kind(r"[a-z0-9][a-z0-9.+-]{0,99}(:[a-z0-9-]{1,20})?", "the name of a Debian package, or the end of one, such as 'pgsql'"),
    "port": _kind(r"[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]", "a port, a number from 1 to 65535"),
    "php_size": _kind(r"-1|[0-9]{1,12}[KMGkmg]?", "a size as PHP writes it, such as '128M'"),
    "prefix": _kind(r"[A-Za-z0-9_]([A-Za-z0-9_.:-]{0,62}[.:-])", "the beginning of a key, of letters, digits and '_', with ':', '.' or '-' at its end"),
    # What no connection string and no option file of a client takes for more than a password.
    "secret": _kind(r"[A-Za-z0-9_.~-]{20,128}", "20 to 128 letters, digits, '_', '.', '~' and '-'"),
    "server_name": _kind(
        r"(?=.{1,253}\Z)(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*",
        "the name of a host such as 'shop.example.com'",
    ),
    "unit": _kind(r"[a-z0-9][a-z0-9@._-]{0,90}\.service", "a service of systemd such as 'nginx.service'"),
    "url": _kind(r"https://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._~%/?=&-]{0,1024})?", "an address such as 'https://acme.example.com/directory'"),
    "positive": _kind(r"[1-9][0-9]{0,8}", "a whole number of at least 1"),
    # Nine digits are a number to every program, and so is one without zeros in front: Python takes no others.
    "whole": _kind(r"0|[1-9][0-9]{0,8}", "a whole number"),
}
# As Ansible takes them for a boolean (from the command line everything is a text).
_BOOLEANS = ("true", "false", "yes", "no", "on", "off", "1", "0", "t", "f", "y", "n")
_LONGEST_SHOWN = 80


def is_a(kind, value):
    """Whether I(value) is a text, or a whole number, of that I(kind)."""
    if not (isinstance(value, str) or is_whole(value)) or not KINDS[kind].pattern.fullmatch(str(value)):
        return False
    try:
        KINDS[kind].parse(str(value))
    except ValueError:
        return False
    return True


def is_whole(value):
    """Whether I(value) is a whole number, which to Python a boolean is, too."""
    return isinstance(value, int) and not isinstance(value, bool)


def faults(options, kinds, values):
    """Sentences on those of a role's I(values) that aren't what they are described as: by the argument specs I(options), and by I(kinds), names of C(KINDS).

    Of a list each element has the kind. Where the kind is a dict, the value is one of entries by name, and it says what their fields are; in a list, it says
    that of the value itself. The kind of a field ends in '[]' where it is a list, and then in '?' where it may be left out. What is as in its default is
    not looked at.
    """
    return [
        f"{place} is {shown(one)}, but must be {meaning}."
        for name, option in options.items()
        if name in values and not ("default" in option and _is_default(values[name], option["default"]))
        for place, one, meaning in _wrong(name, values[name], option, kinds.get(name))
    ]


def shown(value):
    """I(value) as a message has it."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _is_default(value, default):
    return value == default and isinstance(value, bool) == isinstance(default, bool)


def _wrong(name, value, option, kind):
    if option.get("type") == "list":
        if not isinstance(value, list):
            yield name, value, "a list"
            return
        for index, one in enumerate(value):
            yield from _wrong(f"{name}[{index}]", one, {"type": option.get("elements")}, kind)
        return
    if isinstance(kind, dict):
        yield from _wrong_entries(name, value, kind)
        return
    if isinstance(kind, list):
        yield from _wrong_fields(name, value, kind[0])
        return
    kind = kind or ("whole" if option.get("type") == "int" else None)
    if "choices" in option and value not in option["choices"]:
        yield name, value, f"one of {', '.join(map(str, option['choices']))}"
    elif option.get("type") == "bool" and str(value).lower() not in _BOOLEANS:
        yield name, value, "true or false"
    elif kind and not is_a(kind, value):
        yield name, _Hidden() if kind == "secret" else value, KINDS[kind].meaning


class _Hidden:
    """Stands in a message for what is nobody's to read."""

    def __repr__(self):
        return "what can't be used"


def _wrong_entries(name, entries, kinds):
    """Of a value that has entries by name, each with fields of I(kinds)."""
    if not isinstance(entries, dict):
        yield name, _Hidden(), "a dictionary of entries by name"
        return
    for key, entry in entries.items():
        if is_a("name", key):
            yield from _wrong_fields(f"{name}.{key}", entry, kinds)
        else:
            yield f"a name in {name}", key, KINDS["name"].meaning


def _wrong_fields(place, entry, kinds):
    if not isinstance(entry, dict):
        yield place, _Hidden(), f"a dictionary with {', '.join(kinds)}"
        return
    yield from ((f"a field of {place}", field, f"one of {', '.join(kinds)}") for field in entry if field not in kinds)
    for field, kind in kinds.items():
        bare = kind.rstrip("?")
        if field in entry:
            yield from _wrong(f"{place}.{field}", entry[field], {"type": "list"} if bare.endswith("[]") else {}, bare.removesuffix("[]"))
        elif bare == kind:
            yield f"{place}.{field}", None, KINDS[kind].meaning
