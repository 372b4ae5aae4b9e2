# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A setting that a runtime has in effect, whichever files, flags and variables it comes from. It is shown unless it may be a secret."""

from __future__ import annotations

import re

from ansible_collections.golive.web.plugins.module_utils._checks import amounts, looks, runtimes, secrets
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Mistake, Option, Remedy, judged

# Each runtime has its own words for the same, and YAML has others.
_FLAGS = {**dict.fromkeys(("1", "true", "yes", "on"), "on"), **dict.fromkeys(("", "0", "false", "no", "off"), "off")}
_LOOKED_AT = ("allowed", "forbidden", "pattern", "min", "max", "not_above", "min_entropy")
_PLAIN = re.compile(r"[\w.:/,*+ -]{0,80}")


def _verify(options):
    runtimes.verify(options)
    if options["required"] and options["name"] and not any(options[name] not in (None, []) for name in _LOOKED_AT):
        raise Mistake(f"it says nothing of the value, which takes one of {', '.join(_LOOKED_AT)}")
    if looks.are_crossed(options["min"], options["max"]):
        raise Mistake(f"max is {options['max']}, but less than min", "max")


def _needs(options):
    return [runtimes.fact(options)]


def _judge(options, facts):
    settings, name, evidence = facts[runtimes.fact(options)].settings, options["name"], runtimes.evidence(options)
    if name not in settings:
        return judged(not options["required"], "missing", "there is no such setting", "a setting of this name", evidence)
    values = settings[name] if isinstance(settings[name], list) else [settings[name]]
    shown = _shown(options, ", ".join(values))
    for passed, reason, observed, expected in _looks(options, values or [""], shown, settings):
        if not passed:
            return judged(False, reason, observed, expected, evidence)
    return judged(True, "", shown, "", evidence)


def _shown(options, text):
    is_open = _PLAIN.fullmatch(text) and options["min_entropy"] is None and not secrets.is_secret_name(options["name"])
    return f"'{text}'" if is_open else f"a value of {len(text)} characters"


def _looks(options, values, shown, settings):
    """What there is to look at: whether it is well, the reason where not, what was seen, what is expected. A list has several I(values)."""
    plain, text = set(map(_plain, values)), ", ".join(values)
    if options["allowed"]:
        yield plain <= set(map(_plain, options["allowed"])), "not_allowed", shown, _listed(options["allowed"])
    if options["forbidden"]:
        yield not plain & set(map(_plain, options["forbidden"])), "forbidden", shown, f"not {_listed(options['forbidden'])}"
    if options["pattern"]:
        yield looks.matches(options["pattern"], text), "pattern", shown, f"of the form {options['pattern']}"
    number = amounts.amount(options["name"], text)
    if options["min"] is not None or options["max"] is not None:
        is_within = number is not None and looks.within(number, options["min"], options["max"])
        yield is_within, "range", shown, looks.limits(options["min"], options["max"], amounts.shown)
    if options["not_above"]:
        yield _not_above(number, options["not_above"], settings), "conflict", shown, f"not above {options['not_above']} ({_other(options, settings)})"
    if options["min_entropy"] is not None:
        yield from looks.strength(text, options["min_entropy"])


def _not_above(number, other, settings):
    limit = amounts.amount(other, str(settings.get(other, "")))
    return number is not None and limit is not None and number <= limit


def _other(options, settings):
    other = options["not_above"]
    return _shown({**options, "name": other}, str(settings[other])) if other in settings else "which is not there"


def _listed(words):
    return " or ".join(word or "empty" for word in words)


def _plain(value):
    return _FLAGS.get(value.lower(), value)


KIND = Kind(
    options={
        **runtimes.options(runtimes.SETTING),
        "name": Option(needed=True),
        "required": Option("flag", True),
        "allowed": Option("texts", []),
        "forbidden": Option("texts", []),
        "pattern": Option("pattern"),
        "min": Option("size"),
        "max": Option("size"),
        "not_above": Option(),
        "min_entropy": Option("number"),
    },
    severity="high",
    component="Security",
    title="Setting {name} of {runtime}",
    subject=lambda options: f"{runtimes.name(options)}.{options['name']}",
    remedy=Remedy("Set {name} where {runtime} takes it from: its configuration, its flags, or the environment of the application."),
    judge=_judge,
    needs=_needs,
    verify=_verify,
)
