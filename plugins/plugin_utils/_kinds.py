# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds of values that reach a configuration file: each says what they may hold, never what they may not.

So that a value is one word of nginx's, supervisor's, php's and systemd's syntax, and stands for nothing but itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Kind(NamedTuple):
    """What a text has to match as a whole, and how that is said."""

    pattern: re.Pattern
    meaning: str


def _kind(pattern, meaning):
    return Kind(re.compile(pattern, re.ASCII), meaning)


# No name of a host is longer (RFC 1035), and no path or other text has to be: nginx takes no word of more than 4095 bytes.
KINDS = {
    "class": _kind(r"[A-Za-z_][A-Za-z0-9_.:#-]{0,254}", "the name of a class such as 'gthread'"),
    "email": _kind(r"[A-Za-z0-9_][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9.-]{1,253}", "an address such as 'web@example.com'"),
    "file": _kind(r"(?=.{1,1024}\Z)(/[A-Za-z0-9_.-]+)+", "the absolute path of a file, of letters, digits, '_', '.' and '-'"),
    "name": _kind(r"[a-z][a-z0-9_]{0,22}", "a lower-case letter and up to 22 lower-case letters, digits and '_'"),
    "package": _kind(r"[a-z0-9][a-z0-9.+-]{0,99}(:[a-z0-9-]{1,20})?", "the name of a Debian package, or the end of one, such as 'pgsql'"),
    "port": _kind(r"[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]", "a port, a number from 1 to 65535"),
    "php_size": _kind(r"-1|[0-9]{1,12}[KMGkmg]?", "a size as PHP writes it, such as '128M'"),
    "server_name": _kind(
        r"(?=.{1,253}\Z)(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*",
        "the name of a host such as 'shop.example.com'",
    ),
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
    return (isinstance(value, str) or is_whole(value)) and bool(KINDS[kind].pattern.fullmatch(str(value)))


def is_whole(value):
    """Whether I(value) is a whole number, which to Python a boolean is, too."""
    return isinstance(value, int) and not isinstance(value, bool)


def faults(options, kinds, values):
    """Sentences on those of a role's I(values) that aren't what they are described as: by the argument specs I(options), and by I(kinds), names of C(KINDS).

    Of a list each element has the kind. What is as in its default is not looked at.
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
    kind = kind or ("whole" if option.get("type") == "int" else None)
    if "choices" in option and value not in option["choices"]:
        yield name, value, f"one of {', '.join(map(str, option['choices']))}"
    elif option.get("type") == "bool" and str(value).lower() not in _BOOLEANS:
        yield name, value, "true or false"
    elif kind and not is_a(kind, value):
        yield name, value, KINDS[kind].meaning
