# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit is asked to look at: checked before anything is sent."""

from __future__ import annotations

import json
import re
import urllib.parse
from typing import NamedTuple

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import masking

_PATH = re.compile(r"/[\x21-\x7e]*")
_WHAT = "Nothing was asked."
_ROUTE = {"path": {"type": "str", "required": True}, "headers": {"type": "dict", "default": {}}}
# Of options that are one text, so that no value among them is masked wherever it occurs.
ROUTES = {
    "login": {**_ROUTE, "method": {"type": "str", "default": "POST"}, "body": {"type": "str", "default": ""}, "requests": {"type": "int", "required": True}},
    "upload": {**_ROUTE, "field": {"type": "str", "default": "file"}, "served": {"type": "str", "required": True}},
}
# A limit that takes more to be met is none against who guesses passwords, and the audit is to load nobody.
_MOST_LOGINS = 200
# What is shorter would be found in everything.
_LEAST_SECRET = 6


class Asked(NamedTuple):
    """C(pages), C(static) and C(exposed): paths. C(body_bytes): the greatest body, 0 where it is not looked at. C(login) and C(upload): as in C(ROUTES), or
    C(None). C(is_harmless): only what changes nothing is asked.
    """

    pages: tuple = ("/",)
    static: tuple = ()
    exposed: tuple = ()
    body_bytes: int = 0
    login: dict | None = None
    upload: dict | None = None
    is_harmless: bool = False


def url(text):
    """I(text), parsed. Raises C(GoliveError)."""
    try:
        parsed = urllib.parse.urlsplit(text)
        is_one = (
            parsed.scheme in ("http", "https") and parsed.hostname and parsed.path in ("", "/") and not (parsed.query or parsed.fragment or parsed.username)
        )
        # Asked for, since only then is it looked whether it is a number.
        is_one = is_one and parsed.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        # What is wrong with it may be a password.
        raise GoliveError(f"url must be http:// or https:// with a name and nothing after it; pages says what is asked for. {_WHAT}")
    return parsed


def of(params, is_harmless):
    """The C(Asked) of a module's I(params). Raises C(GoliveError)."""
    for option in ("pages", "static", "exposed"):
        for path in params[option]:
            _verify_path(option, path)
    if not params["pages"]:
        raise GoliveError(f"pages must name at least one path. {_WHAT}")
    if params["body_bytes"] is not None and params["body_bytes"] < 1:
        raise GoliveError(f"body_bytes must be at least 1. {_WHAT}")
    login, upload = (_route(option, params[option]) for option in ROUTES)
    if login and not 1 <= login["requests"] <= _MOST_LOGINS:
        raise GoliveError(f"requests of login must be from 1 to {_MOST_LOGINS}. {_WHAT}")
    if upload and "{name}" not in upload["served"]:
        raise GoliveError(f"served of upload must have {{name}} where the name of the file comes. {_WHAT}")
    return Asked(*(tuple(params[option]) for option in ("pages", "static", "exposed")), params["body_bytes"] or 0, login, upload, is_harmless)


def _verify_path(option, path):
    if not _PATH.fullmatch(path):
        raise GoliveError(f"{option} has {path[:80]!r}, which is no path: it begins with a slash and has neither spaces nor letters beyond ASCII. {_WHAT}")


def _route(option, text):
    """The dictionary that is the I(text) of an I(option), with all defaults."""
    if not text:
        return None
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise GoliveError(f"{option} must be a dictionary. {_WHAT}")
    result = ArgumentSpecValidator(ROUTES[option]).validate(given)
    if result.error_messages:
        raise GoliveError(f"{option}: {'; '.join(_without_values(message) for message in result.error_messages)}. {_WHAT}")
    route = result.validated_parameters
    _verify_path(option, route["path"])
    return {**route, "headers": {str(name): str(value) for name, value in route["headers"].items()}}


def _without_values(message):
    """An error of Ansible's that shows no value, which may be a secret."""
    return re.sub(r"<class '(\w+)'>", r"\1", message.partition(": ")[0] if "unable to convert" in message else message)


def secrets(asked):
    """Those among what is I(asked)."""
    routes = [route for route in (asked.login, asked.upload) if route]
    words = {word for route in routes for word in masking.secrets(route)}
    # What is told of a field of a form may be its value alone.
    fields = {value for route in routes for _name, value in urllib.parse.parse_qsl(route.get("body", "")) if len(value) >= _LEAST_SECRET}
    return sorted(words | fields, key=len, reverse=True)
