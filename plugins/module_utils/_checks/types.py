# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The types of options of checks, and C(${NAME}) in them, which stands for a variable of the environment."""

from __future__ import annotations

import math
import re

from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, NOT_APPLICABLE, Mistake, Trouble

# What an application has only where one of its releases is live, and only where that one is to be looked at.
OF_RELEASE = tuple(f"GOLIVE_{name}" for name in ("CONFIG", "ENTRY", "LIVE", "PROCESSES", "RELEASE", "REQUEST_SECONDS", "SOCKET"))
_PLACE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^{}]*))?\}")
_SIZE = re.compile(r"(?P<number>\d{1,15})\s*(?P<unit>[KMGT]?)i?B?", re.IGNORECASE)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_FLAGS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def is_open(value):
    """Whether something in I(value) stands for a variable, so that only the host can tell what it is."""
    if isinstance(value, dict):
        return any(map(is_open, value.values()))
    if isinstance(value, list):
        return any(map(is_open, value))
    return isinstance(value, str) and bool(_PLACE.search(value))


def filled(value, environment):
    """I(value) with the variables of I(environment) in their places. Raises C(Trouble) where one is not there."""
    if isinstance(value, dict):
        return {key: filled(inner, environment) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, environment) for inner in value]
    return _PLACE.sub(lambda place: _of(place, environment), value) if isinstance(value, str) else value


def _of(place, environment):
    return environment.get(place["name"]) or (place["default"] if place["default"] is not None else needed(place["name"], environment))


def needed(name, environment):
    """The variable I(name) of the I(environment). Raises C(Trouble) where it is not set, which is nobody's fault where it is of the live release."""
    if environment.get(name):
        return environment[name]
    if name in OF_RELEASE and "GOLIVE_APPLICATION" in environment:
        raise Trouble("", "no release is live, or it is not the one that is asked for", NOT_APPLICABLE)
    raise Trouble("missing", f"the variable {name} is not set", FAIL)


def _text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ValueError("a text")


def _integer(value):
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError("a whole number")
    try:
        return int(value)
    except ValueError:
        raise ValueError("a whole number") from None


def _number(value):
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError("a number")
    try:
        found = float(value)
    except (ValueError, OverflowError):
        found = math.nan
    # With what is no number, or has no end, nothing compares as anybody means it.
    if not math.isfinite(found):
        raise ValueError("a number")
    return found


def _flag(value):
    found = value if isinstance(value, bool) else _FLAGS.get(str(value).lower())
    if found is None:
        raise ValueError("true or false")
    return found


def _size(value):
    found = _SIZE.fullmatch(_text(value).strip())
    if not found:
        raise ValueError("a size such as 512M")
    return int(found["number"]) * _UNITS[found["unit"].upper()]


def _mode(value):
    # YAML reads 0640 as a number of its own (416), which nobody means.
    text = value if isinstance(value, str) else ""
    if not re.fullmatch("[0-7]{3,4}", text):
        raise ValueError('a mode in quotes, such as "0640"')
    return int(text, 8)


def _version(value):
    # YAML reads 3.10 as the number 3.1, which nobody means.
    text = str(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9}){0,5}", text):
        raise ValueError('a version in quotes, such as "8.2"')
    return text


def _path(value):
    text = _text(value)
    if not text.startswith("/") or "\0" in text:
        raise ValueError("a path that begins with a slash")
    return text


def _pattern(value):
    text = _text(value)
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"a regular expression ({error})") from None
    return text


def _any(value):
    return value


def _one(value, convert):
    return convert(value)


def _list(value, convert):
    if not isinstance(value, list):
        raise ValueError("a list")
    return [convert(inner) for inner in value]


def _mapping(value, convert):
    if not isinstance(value, dict):
        raise ValueError("a dictionary")
    return {_text(key): convert(inner) for key, inner in value.items()}


TYPES = {
    "any": (_one, _any), "flag": (_one, _flag), "integer": (_one, _integer), "integers": (_list, _integer), "mapping": (_mapping, _any), "mode": (_one, _mode),
    "number": (_one, _number), "path": (_one, _path), "paths": (_list, _path), "pattern": (_one, _pattern), "patterns": (_mapping, _pattern),
    "size": (_one, _size), "text": (_one, _text), "texts": (_list, _text), "version": (_one, _version),
}  # fmt: skip


def converted(option, value):
    """I(value) as the C(kind.Option) I(option) takes it; as it is where only the host can tell, which is none of the choices. Raises C(Mistake)."""
    return _taken(option, value, lambda inner: isinstance(inner, str) and is_open(inner))


def taken(option, value):
    """I(value) as the I(option) takes it, in which nothing stands for a variable: what looks so is of a variable's value. Raises C(Mistake)."""
    return _taken(option, value, lambda inner: False)


def _taken(option, value, is_left):
    if value is None:
        return value
    shape, convert = TYPES[option.type]
    try:
        value = shape(value, lambda inner: inner if is_left(inner) else convert(inner))
    except ValueError as error:
        raise Mistake(f"it must be {error}") from None
    if option.choices and value not in option.choices:
        raise Mistake(f"it must be one of {', '.join(map(str, option.choices))}")
    return value


def shown(value):
    """I(value) for an error, cut."""
    text = repr(value)
    return text if len(text) <= 80 else text[:80] + "..."
