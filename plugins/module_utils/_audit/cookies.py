# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What cookies leave open, as RFC 6265bis (sections 4.1 and 5.6) has browsers read them."""

from __future__ import annotations

import re
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._audit.policy import Weakness

# What sessions are called by the frameworks, and what any application would call one.
_SESSION = re.compile(r"sess|sid$|^sid|auth|token|login|remember", re.IGNORECASE)
# A script reads it and sends it back in a header: the double submit of Laravel, Django and Angular.
_READ_BY_SCRIPTS = re.compile(r"^(?:__Host-|__Secure-)?(?:xsrf-token|csrftoken|csrf_token|_csrf)$", re.IGNORECASE)


class Cookie(NamedTuple):
    """C(attributes): lower-case name to value, of which the last one counts."""

    name: str
    attributes: dict


def parsed(value):
    """The cookie that a browser sees in a C(Set-Cookie), or C(None)."""
    first, *attributes = value.split(";")
    name = first.partition("=")[0].strip() if "=" in first else ""
    pairs = (attribute.partition("=") for attribute in attributes)
    return Cookie(name, {key.strip().lower(): said.strip() for key, _equals, said in pairs}) if first.strip() else None


def weaknesses(values, over_tls=True):
    """Of all cookies that are set by the I(values) of C(Set-Cookie)."""
    return [weakness for cookie in map(parsed, values) if cookie for weakness in _of_one(cookie, over_tls)]


def _of_one(cookie, over_tls):
    name, attributes = cookie
    is_session = bool(_SESSION.search(name)) and not _READ_BY_SCRIPTS.match(name)
    serious = "high" if is_session else "medium"
    label = f"cookie {name[:60] or 'without a name'}"
    if over_tls and "secure" not in attributes:
        yield Weakness(serious, label, "without Secure it is sent without TLS, too")
    if "httponly" not in attributes and not _READ_BY_SCRIPTS.match(name):
        yield Weakness(serious, label, "without HttpOnly any script of the page can read it")
    same_site = attributes.get("samesite", "").lower()
    if same_site == "none":
        yield Weakness("medium", label, "SameSite=None has it sent with requests that other sites make")
    elif same_site not in ("lax", "strict"):
        yield Weakness("medium", label, "it has no SameSite, of which not all browsers think the same")
    yield from _of_prefix(cookie, label, over_tls and is_session)


def _of_prefix(cookie, label, wants_one):
    name, attributes = cookie
    hosts_own = "secure" in attributes and attributes.get("path") == "/" and not attributes.get("domain")
    if name.lower().startswith("__host-"):
        if not hosts_own:
            yield Weakness("high", label, "browsers refuse it: with __Host- it must have Secure and Path=/, and no Domain")
    elif name.lower().startswith("__secure-"):
        if "secure" not in attributes:
            yield Weakness("high", label, "browsers refuse it: with __Secure- it must have Secure")
    elif wants_one:
        yield Weakness("low", label, "without __Host- in front of its name another host of the domain can set it")
