# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables that must fit each other. No value is shown."""

from __future__ import annotations

import urllib.parse

from ansible_collections.golive.web.plugins.module_utils._checks import looks
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Mistake, Option, Remedy, judged


def _host(value):
    """The host in an address; I(value) itself where it is none, which is the same as no other."""
    try:
        return (urllib.parse.urlsplit(value if "//" in value else f"//{value}").hostname or "").lower()
    except ValueError:
        return value


def _number(value):
    try:
        return float(value)
    except ValueError:
        return float("nan")


def _neighbours(values):
    return list(zip(values, values[1:]))


# Each of the values, C(None) for a variable that is not set.
_RULES = {
    "ascending": ("each less than the next", lambda values: all(_number(one or "") < _number(other or "") for one, other in _neighbours(values))),
    "different": ("all different", lambda values: len({value for value in values if value}) == len([value for value in values if value])),
    "equal": ("all the same", lambda values: len(set(values)) == 1),
    "same_host": ("of the same host", lambda values: len({_host(value or "") for value in values}) == 1),
    "together": ("all set, or none", lambda values: len({bool(value) for value in values}) == 1),
}


def _verify(options):
    if bool(options["rule"]) == bool(options["if"]) or bool(options["if"]) != bool(options["then"]):
        raise Mistake("it needs either names and a rule, or if and then")
    if options["rule"] and len(options["names"]) < 2:
        raise Mistake("a rule needs two names at least", "names")


def _judge(options, facts):
    if options["if"]:
        return _implied(options, facts.environment)
    words, rule = _RULES[options["rule"]]
    names = ", ".join(options["names"])
    passed = rule([facts.environment.get(name) for name in options["names"]])
    return judged(passed, "conflict", f"{names} are {'' if passed else 'not '}{words}", f"{names} {words}", "the environment")


def _implied(options, environment):
    """Where all patterns of C(if) match, those of C(then) have to."""
    for name, pattern in options["if"].items():
        if not looks.matches(pattern, environment.get(name, "")):
            return judged(True, "", f"{name} does not match {pattern}, so nothing follows", "", "the environment")
    wrong = [name for name, pattern in options["then"].items() if not looks.matches(pattern, environment.get(name, ""))]
    observed = f"{wrong[0]} does not match {options['then'][wrong[0]]}" if wrong else "they agree"
    why = " and ".join(f"{name} matches {pattern}" for name, pattern in options["if"].items())
    return judged(not wrong, "conflict", observed, f"it to match, as {why}", "the environment")


def _subject(options):
    return ",".join(options["names"] or [*options["if"], *options["then"]])


KIND = Kind(
    options={
        "names": Option("texts", []),
        "rule": Option(choices=tuple(sorted(_RULES))),
        "if": Option("patterns", {}),
        "then": Option("patterns", {}),
    },
    severity="high",
    component="Security",
    title="Variables that must agree",
    subject=_subject,
    remedy=Remedy("Correct one of the variables in the environment of the application (application_environment)."),
    judge=_judge,
    verify=_verify,
)
