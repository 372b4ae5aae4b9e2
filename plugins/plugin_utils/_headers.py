# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The security headers of an application: those of a preset, with what the application says laid over them."""

from __future__ import annotations

import pathlib
import re

import yaml
from ansible_collections.golive.web.plugins.plugin_utils import _csp

PRESETS = yaml.safe_load((pathlib.Path(__file__).parent / "_header_presets.yml").read_text(encoding="utf-8"))
# RFC 9110, section 5.6.2, without what nginx would take for a variable.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}", re.ASCII)
# What can be in double quotes in a configuration file of nginx; a $ would begin a variable, and a backslash hide the quote.
_VALUE = re.compile(r"[ !#%-\[\]-~\"]+", re.ASCII)
_PATH = re.compile(r"/[A-Za-z0-9._~/-]{0,254}", re.ASCII)
# In one word, nginx takes 4095 bytes.
_LETTERS = 4000
_LAID_OVER = ("csp", "headers", "permissions", "report_only")
OPTIONS = (*_LAID_OVER, "locations", "reports")
_FEATURE = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)
_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?", re.ASCII)
# Random for each request: 16 bytes, which OpenSSL gives nginx.
NONCE = "$request_id"
REPORTS = "/.golive/csp-reports"
_GROUP = "golive"
# Of headers that are not said by their names, where they come from.
_PLACES = {"Content-Security-Policy": ("csp",), "Content-Security-Policy-Report-Only": ("report_only",), "Permissions-Policy": ("permissions",)}


def by_location(preset, locations=None, **options):
    """The C(headers) of I(preset) and I(options), and what they are elsewhere: dicts of C(name), C(value) and C(locations), a list of dicts C(path), C(value).

    I(locations): the beginning of a path to the options that are laid over there. A value is empty where the header is not sent. Raises C(_csp.Mistake).
    """
    everywhere = dict(headers(preset, **options))
    # The longest first, as it says most.
    elsewhere = {path: dict(_of_location(preset, path, own, options)) for path, own in sorted(_mapping(locations, "locations").items(), key=_by_length)}
    names = list(dict.fromkeys([*everywhere, *(name for found in elsewhere.values() for name in found)]))
    return [
        {
            "name": name,
            "value": everywhere.get(name, ""),
            "locations": [{"path": path, "value": found.get(name, "")} for path, found in elsewhere.items() if found.get(name) != everywhere.get(name)],
        }
        for name in names
    ]


def _by_length(item):
    return -len(str(item[0])), str(item[0])


def _of_location(preset, path, own, options):
    if not isinstance(path, str) or not _PATH.fullmatch(path):
        raise _csp.Mistake(f"{path!r} is no beginning of a path, such as /docs", "locations", path)
    if not isinstance(own, dict) or not own.keys() <= {*_LAID_OVER}:
        raise _csp.Mistake(f"it must be a dictionary of {', '.join(_LAID_OVER)}", "locations", path)
    try:
        return headers(preset, **{**options, **{name: {**(options.get(name) or {}), **_mapping(own[name], name)} for name in own}})
    except _csp.Mistake as mistake:
        raise _csp.Mistake(str(mistake), "locations", path, *mistake.where) from None


def headers(preset, headers=None, csp=None, report_only=None, permissions=None, reports=False):
    """Pairs of a name and a value, in the order in which they are sent.

    I(headers): names to values, C(None) of those of the I(preset) that are not wanted. I(csp) and I(permissions): what is laid over the preset's, by directive
    and feature. I(report_only): the directives of a policy that is tried, laid over the one that is enforced; nothing is tried where there are none.
    I(reports): whether browsers are told to report to C(REPORTS). Raises C(_csp.Mistake).
    """
    if preset not in [*PRESETS]:
        raise _csp.Mistake(f"there is no preset {preset!r}; there are {', '.join(PRESETS)}", "preset")
    if not isinstance(reports, bool):
        raise _csp.Mistake("it is true or false", "reports")
    base = PRESETS[preset]
    enforced = {**base["csp"], **_mapping(csp, "csp")}
    reporting = {"report-to": [_GROUP]} if reports else {}
    found = {**base["headers"], "Permissions-Policy": _permissions({**base["permissions"], **_mapping(permissions, "permissions")})}
    found["Content-Security-Policy"] = _policy({**enforced, **reporting}, "csp")
    if report_only:
        found["Content-Security-Policy-Report-Only"] = _policy({**enforced, **_mapping(report_only, "report_only"), **reporting}, "report_only")
    if reporting:
        found["Reporting-Endpoints"] = f'{_GROUP}="{REPORTS}"'
    for name, value in _mapping(headers, "headers").items():
        found = {known: kept for known, kept in found.items() if known.lower() != str(name).lower()}
        if value is not None:
            found[name] = _checked(name, value)
    for name, value in found.items():
        if len(value) + value.count('"') > _LETTERS:
            raise _csp.Mistake(f"it makes a header of {len(value)} letters, and nginx takes {_LETTERS}", *_PLACES.get(name, ("headers", name)))
    return [(name, value) for name, value in found.items() if value]


def _mapping(value, where):
    if value is not None and not isinstance(value, dict):
        raise _csp.Mistake("it must be a dictionary", where)
    return value or {}


def _policy(policy, where):
    try:
        return _csp.text(policy, NONCE)
    except _csp.Mistake as mistake:
        raise _csp.Mistake(str(mistake), where, *mistake.where) from None


def _checked(name, value):
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise _csp.Mistake(f"{name!r} is no name of a header", "headers", name)
    if name.lower().startswith("content-security-policy"):
        raise _csp.Mistake("a policy is said by csp and report_only, where it is checked", "headers", name)
    if not isinstance(value, str) or not _VALUE.fullmatch(value) or value != value.strip():
        raise _csp.Mistake("its value must be a text of printable ASCII letters without $ and \\, and without spaces around it", "headers", name)
    return value


def _permissions(features):
    found = []
    for feature, allowed in features.items():
        if allowed is None:
            continue
        if not isinstance(feature, str) or not _FEATURE.fullmatch(feature):
            raise _csp.Mistake(f"{feature!r} is no name of a feature, such as camera", "permissions", feature)
        if not isinstance(allowed, list):
            raise _csp.Mistake("it must be a list, which is empty where nobody may", "permissions", feature)
        found.append(f"{feature}=({' '.join(_allowed(feature, index, one) for index, one in enumerate(allowed))})")
    return ", ".join(found)


def _allowed(feature, index, one):
    if one == "self":
        return one
    if isinstance(one, str) and _ORIGIN.fullmatch(one):
        return f'"{one}"'
    raise _csp.Mistake(f"{one!r} is neither self nor an origin such as https://maps.example.com", "permissions", feature, index)
