# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits of a class of routes, such as the login: how often, how many at a time, and how large."""

from __future__ import annotations

import math
import re

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# As nginx's zone is named after it, and the response header.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,22}")
_PATH = re.compile(r"/[A-Za-z0-9._~/-]*")
_SIZE = re.compile(r"[0-9]{1,9}[kKmMgG]?")
_NUMBERS = {"per_minute": 1, "burst": 0, "concurrent": 1}
_DEFAULTS = {"methods": [], "per_minute": 0, "burst": 0, "concurrent": 0, "max_body": ""}


def checked(name, value, fault):
    """The limit I(name), complete: C(paths), the keys of the defaults, and C(retry_seconds), after which there is room again.

    C(methods) empty: all; C(per_minute), C(concurrent) 0 and C(max_body) empty: no limit of the kind. I(fault(setting, sentence)) raises.
    """
    where = f"limits.{name}"
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        fault(where, "takes a name of a lower-case letter and up to 22 lower-case letters, digits and '_'")
    if not isinstance(value, dict):
        fault(where, "must be a dictionary")
    unknown = sorted(map(str, set(value) - set(_DEFAULTS) - {"paths"}))
    if unknown:
        fault(where, f"has {unknown[0]!r}, but takes only paths, {', '.join(_DEFAULTS)}")
    limit = {**_DEFAULTS, **value}
    if not _is_list(limit.get("paths"), _PATH.fullmatch) or not limit["paths"]:
        fault(where, "needs paths, which are a list of paths such as '/login'")
    if not _is_list(limit["methods"], METHODS.__contains__):
        fault(where, f"has the methods {limit['methods']!r}, but takes a list of {', '.join(METHODS)}")
    for key, least in _NUMBERS.items():
        if key in value and (isinstance(value[key], bool) or not isinstance(value[key], int) or value[key] < least):
            fault(where, f"has {key} {value[key]!r}, but it must be a whole number of at least {least}")
    if "max_body" in value and (not isinstance(value["max_body"], str) or not _SIZE.fullmatch(value["max_body"])):
        fault(where, f"has max_body {value['max_body']!r}, but it must be a size such as '16m'")
    if limit["burst"] and not limit["per_minute"]:
        fault(where, "has a burst, but no per_minute that it could be above")
    if not (limit["per_minute"] or limit["concurrent"] or limit["max_body"]):
        fault(where, "limits nothing: it needs per_minute, concurrent or max_body")
    return {**limit, "retry_seconds": math.ceil(60 / limit["per_minute"]) if limit["per_minute"] else 1}


def _is_list(values, is_one):
    return isinstance(values, list) and all(isinstance(value, str) and is_one(value) for value in values)
