# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an answer over HTTP or FastCGI has to be: its status code, headers, body, what its JSON says, and which release it is of."""

from __future__ import annotations

import re
import time

try:
    import jmespath
except ImportError:
    jmespath = None

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import formats, values
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble

OPTIONS = {
    "statuses": ["200-299"], "header_matches": {}, "body_matches": [], "body_lacks": [], "expressions": [], "format": "", "max_age": 0,
    "expect_release": "", "release_header": "X-Release", "release_expression": "", "min_instances": 0,
}  # fmt: skip
# Cut further where secrets have been taken out.
_MOST_CHARACTERS = 6000
_STATUSES = re.compile(r"([1-9][0-9]{2})(?:-([1-9][0-9]{2}))?")


def prepare(options):
    """Checks the options of an answer among I(options), and adds what need not be made for each attempt. Raises C(GoliveError)."""
    whose = f"The probe '{options['name']}':"
    options["status_ranges"] = [_range(entry, whose) for entry in options["statuses"]]
    options["header_patterns"] = {
        str(name): values.compiled(str(pattern), f"{whose} header_matches") for name, pattern in options["header_matches"].items()
    }
    prepare_body(options)
    if jmespath:
        options["searches"] = [(_search(entry["expression"], whose), entry) for entry in options["expressions"]]
        options["release_search"] = _search(options["release_expression"], whose) if options["release_expression"] else None
    for entry in options["expressions"]:
        if entry["value"] is None and entry["operator"] != "exists":
            raise GoliveError(f"{whose} {entry['expression']} {entry['operator']} needs a value.")
        if entry["operator"] == "matches":
            values.compiled(str(entry["value"]), f"{whose} {entry['expression']} matches")
    if options["max_age"] and options["format"] not in formats.WITH_TIMES:
        raise GoliveError(f"{whose} max_age needs a format that says when it was measured: {', '.join(formats.WITH_TIMES)}.")
    if options["min_instances"] and not options["expect_release"]:
        raise GoliveError(f"{whose} min_instances needs expect_release.")


def prepare_body(options):
    """Checks what a body has to be, which C(of_body) is then asked for. Raises C(GoliveError)."""
    for option in ("body_matches", "body_lacks"):
        options[f"{option}_patterns"] = [values.compiled(pattern, f"The probe '{options['name']}': {option}") for pattern in options[option]]


def libraries(options):
    """The Python libraries that I(options) need: name to whether it is there."""
    return {"jmespath": jmespath is not None} if options["expressions"] or options["release_expression"] else {}


def _range(entry, whose):
    match = _STATUSES.fullmatch(str(entry))
    if not match:
        raise GoliveError(f"{whose} statuses has {entry!r}, but takes numbers and ranges such as 200-299.")
    return int(match[1]), int(match[2] or match[1])


def _search(expression, whose):
    try:
        return jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError as error:
        raise GoliveError(f"{whose} {expression!r} is no JMESPath expression: {str(error).splitlines()[0]}.") from error


def check(options, one, status, fields):
    """Checks the answer with the code I(status), the headers I(fields) and the body of the attempt I(one)."""
    one.check(_of_head(options, one, status, fields))
    one.check(of_body(options, one))
    health = None
    if options["format"]:
        health = formats.FORMATS[options["format"]](one.body)
        one.check(formats.assertions(health, status, options["max_age"], time.time()))
    data = formats.load(one.body) if options["expressions"] or options["release_expression"] else None
    one.check(_of_values(options, one, data))
    one.release = _release(options, fields, data, health)
    if options["expect_release"]:
        one.check([Assertion("the release", one.release == options["expect_release"], "release", options["expect_release"], one.release or "not said")])


def _of_head(options, one, status, fields):
    is_wanted = any(least <= status <= most for least, most in options["status_ranges"])
    yield Assertion("the status code", is_wanted, "status", _listed(options["statuses"]), str(status))
    for name, pattern in options["header_patterns"].items():
        value = fields.get(name.lower())
        matches = value is not None and values.found(pattern, value, one)
        yield Assertion(f"the header {name}", matches, "header", pattern.pattern, "not there" if value is None else value)


def of_body(options, one):
    """What the body of the attempt I(one) has to match, and what not."""
    body = one.body
    for pattern in options["body_matches_patterns"]:
        yield Assertion("the body", values.found(pattern, body, one), "body", f"something like {pattern.pattern}", _shown(body))
    for pattern in options["body_lacks_patterns"]:
        yield Assertion("the body", not values.found(pattern, body, one), "body", f"nothing like {pattern.pattern}", _shown(body))


def _of_values(options, one, data):
    for search, entry in options.get("searches", ()):
        found = _found(search, data, entry["expression"])
        passed = values.OPERATORS[entry["operator"]](found, entry["value"], one)
        yield Assertion(entry["expression"], bool(passed), "expression", f"{entry['operator'].replace('_', ' ')} {entry['value']}", found)


def _found(search, data, expression):
    try:
        return search.search(data)
    except (jmespath.exceptions.JMESPathError, RecursionError) as error:
        raise Trouble("expression", f"{expression} can't be asked of what came back: {str(error)[:80]}") from error


def _release(options, fields, data, health):
    if options["release_expression"]:
        found = _found(options["release_search"], data, options["release_expression"])
        return found if isinstance(found, str) else ""
    return fields.get(options["release_header"].lower(), "") or (health.release if health else "")


def _listed(words):
    return " or ".join(str(word) for word in words)


def _shown(body):
    return " ".join(body[:_MOST_CHARACTERS].split()) or "empty"
