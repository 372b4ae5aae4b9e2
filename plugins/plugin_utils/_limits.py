# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits of a class of routes, such as the login: how often, how many at a time, and how large."""

from __future__ import annotations

import math
import re

from ansible_collections.golive.web.plugins.plugin_utils import _kinds

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_PATH = re.compile(r"/[A-Za-z0-9._~/-]{0,254}")
# They are one word of nginx's, which may have 4095 bytes, with a backslash before each letter that has a meaning.
_LETTERS_OF_PATHS = 1800
_SIZE = re.compile(r"[0-9]{1,9}[kKmMgG]?")
_NUMBERS = {"per_minute": 1, "burst": 0, "concurrent": 1}
_DEFAULTS = {"methods": [], "per_minute": 0, "burst": 0, "concurrent": 0, "max_body": ""}


def checked(name, value, fault):
    """The limit I(name), complete: C(paths), the keys of the defaults, and C(retry_seconds), after which there is room again.

    C(methods) empty: all; C(per_minute), C(concurrent) 0 and C(max_body) empty: no limit of the kind. I(fault(setting, sentence)) raises.
    """
    where = f"limits.{name}"
    if not isinstance(name, str) or not _kinds.is_a("name", name):
        fault(where, f"takes a name of {_kinds.KINDS['name'].meaning}")
    if not isinstance(value, dict):
        fault(where, "must be a dictionary")
    unknown = sorted(map(str, set(value) - set(_DEFAULTS) - {"paths"}))
    if unknown:
        fault(where, f"has {unknown[0]!r}, but takes only paths, {', '.join(_DEFAULTS)}")
    limit = {**_DEFAULTS, **value}
    if not _is_list(limit.get("paths"), _PATH.fullmatch) or not limit["paths"]:
        fault(where, "needs paths, which are a list of paths such as '/login'")
    if sum(map(len, limit["paths"])) + len(limit["paths"]) > _LETTERS_OF_PATHS:
        fault(where, f"has paths of more than {_LETTERS_OF_PATHS} letters together, which nginx doesn't take; make two classes of them")
    if not _is_list(limit["methods"], METHODS.__contains__):
        fault(where, f"has the methods {limit['methods']!r}, but takes a list of {', '.join(METHODS)}")
    for key, least in _NUMBERS.items():
        if key in value and (not _kinds.is_whole(value[key]) or not least <= value[key] < 10**9):
            fault(where, f"has {key} {value[key]!r}, but it must be a whole number of at least {least} and of nine digits at most")
    if "max_body" in value and (not isinstance(value["max_body"], str) or not _SIZE.fullmatch(value["max_body"])):
        fault(where, f"has max_body {value['max_body']!r}, but it must be a size such as '16m'")
    if limit["burst"] and not limit["per_minute"]:
        fault(where, "has a burst, but no per_minute that it could be above")
    if not (limit["per_minute"] or limit["concurrent"] or limit["max_body"]):
        fault(where, "limits nothing: it needs per_minute, concurrent or max_body")
    return {**limit, "retry_seconds": math.ceil(60 / limit["per_minute"]) if limit["per_minute"] else 1}


def _is_list(values, is_one):
    return isinstance(values, list) and all(isinstance(value, str) and is_one(value) for value in values)
