# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A spec: the list of checks that a host has to pass, from presets and an application's own, checked before any host is asked."""

from __future__ import annotations

import difflib

from ansible_collections.golive.web.plugins.module_utils._checks import types
from ansible_collections.golive.web.plugins.module_utils._checks.kind import COMPONENTS, SEVERITIES, Mistake, Option

# What every check takes. Where it says nothing of severity, component, title or remedy, its kind does.
COMMON = {
    "check": Option(),
    "id": Option(),
    "enabled": Option("flag", True),
    "title": Option(),
    "severity": Option(choices=SEVERITIES),
    "component": Option(choices=COMPONENTS),
    "source": Option(default=""),
    "remediation": Option(),
    "tiers": Option("texts", []),
    "when": Option("patterns", {}),
}


def merged(lists, kinds):
    """The entries of all I(lists), where one with the C(id) of another list's lays what it says over that. Their places come along, for C(Mistake).

    Returns pairs of an entry and C((number of the list, number in it)), the place of what was said of it last.
    """
    found, places = {}, {}
    for number, entries in enumerate(lists):
        if not isinstance(entries, list):
            raise Mistake("the checks must be a list", number)
        for index, entry in enumerate(entries):
            if not isinstance(entry, dict):
                raise Mistake("a check must be a dictionary of its kind and what that takes", number, index)
            key = entry.get("id") or _own_id(entry, kinds) or (number, index)
            if not isinstance(key, (str, tuple)):
                raise Mistake("it must be a text", number, index, "id")
            if places.get(key, (None,))[0] == number:
                raise Mistake(f"another check has the id '{key}', too", number, index, "id")
            found[key] = {**found.get(key, {}), **entry}
            places[key] = (number, index)
    return [(entry, places[key]) for key, entry in found.items()]


def _own_id(entry, kinds):
    """The id of an I(entry) that does not say one; empty where it is too wrong to have one, which C(checked) tells."""
    kind = kinds.get(entry.get("check")) if isinstance(entry.get("check"), str) else None
    try:
        return _id({**{name: option.default for name, option in kind.options.items()}, **entry}, kind) if kind else ""
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return ""


def _id(check, kind):
    return f"{check['check']}:{kind.subject(check)}"


def checked(pairs, kinds, tier):
    """The checks of C(merged) I(pairs) that are to be done at I(tier), each complete. Raises C(Mistake)."""
    found, ids = [], {}
    for entry, place in pairs:
        try:
            check = _complete(entry, kinds)
        except Mistake as mistake:
            raise mistake.within(*place) from None
        if not check["enabled"] or (check["tiers"] and tier not in check["tiers"]):
            continue
        if check["id"] in ids:
            raise Mistake(f"another check is '{check['id']}', too; give one of them an id of its own", *place)
        ids[check["id"]] = place
        found.append(check)
    return found


def _complete(entry, kinds):
    kind = kinds.get(entry.get("check")) if isinstance(entry.get("check"), (str, type(None))) else None
    if kind is None:
        raise _of_no_kind(entry, kinds)
    known = {**COMMON, **kind.options}
    for name in entry:
        if name not in known:
            raise Mistake(f"a check of the kind {entry['check']} has no option '{name}'{_near(name, known)}", name)
    check = {}
    for name, option in known.items():
        try:
            # What is not asked of the host is not for its variables.
            convert = types.taken if name in COMMON else types.converted
            # One without a value, as "when:" in YAML, is one that was left out.
            check[name] = convert(option, option.default if entry.get(name) is None else entry[name])
        except Mistake as mistake:
            raise Mistake(f"{name} is {types.shown(entry.get(name))}, but {mistake.message}", name) from None
        if option.needed and check[name] in (None, "", [], {}):
            raise Mistake(f"a check of the kind {entry['check']} needs {name}")
    kind.verify(check)
    check["id"] = check["id"] or _id(check, kind)
    return check


def _of_no_kind(entry, kinds):
    known = f"; the kinds are {', '.join(sorted(kinds))}"
    if "check" in entry:
        return Mistake(f"{types.shown(entry['check'])} is no kind of check{_near(entry['check'], kinds)}{known}", "check")
    return Mistake(f"it does not say which kind of check it is{_alone(entry)}{known}")


def _near(word, known):
    near = difflib.get_close_matches(str(word), list(known), 1)
    return f" (did you mean '{near[0]}'?)" if near else ""


def _alone(entry):
    return f", and no preset has a check with the id '{entry['id']}'" if "id" in entry else ""
