# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the headers of one answer leave open. Each rule takes C(headers), lower-case name to its values, and gives C(policy.Weakness)es."""

from __future__ import annotations

import re

from ansible_collections.golive.web.plugins.module_utils._audit import policy
from ansible_collections.golive.web.plugins.module_utils._audit.policy import Weakness

# ASVS 5.0, 3.4.1 and RFC 6797.
_YEAR = 31_536_000
_MOST_DIGITS = 18
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?([0-9]+)\"?", re.IGNORECASE)
# Those that tell the pages of other origins no more than which origin a visitor comes from (Referrer Policy, section 3).
_REFERRER = ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin", "origin", "origin-when-cross-origin")
_REFERRER_KNOWN = (*_REFERRER, "no-referrer-when-downgrade", "unsafe-url", "")
# Not told by software that is part of an answer's meaning; a version is what an attacker looks for (OWASP Secure Headers Project).
_VERSION = re.compile(r"[0-9]+\.[0-9]+")
LEAKING = (
    "x-powered-by", "x-server-powered-by", "x-powered-cms", "x-powered-by-plesk", "powered-by", "x-generator", "x-generated-by", "x-cms", "x-framework",
    "x-php-version", "x-aspnet-version", "x-aspnetmvc-version", "x-content-encoded-by", "x-redirect-by", "x-sourcefiles", "x-sourcemap", "sourcemap", "product",
    "host-header", "x-mod-pagespeed", "x-page-speed", "x-old-content-length", "x-turbo-charged-by", "liferay-portal", "x-runtime",
)  # fmt: skip


def transport(headers):
    """Strict-Transport-Security, of an answer over TLS. Browsers heed the first of several (RFC 6797, section 8.1)."""
    value = (headers.get("strict-transport-security") or [""])[0]
    if not value:
        return [Weakness("high", "Strict-Transport-Security", "it is not sent, so that the first visit of each time may be made without TLS")]
    ages = [match[1] for match in map(_MAX_AGE.fullmatch, (part.strip() for part in value.split(";"))) if match]
    if len(ages) != 1:
        return [Weakness("high", "Strict-Transport-Security", f"{_shown(value)} is not valid, so that browsers take no heed of it")]
    # Of more digits than any computer counts, it is enough for sure.
    if len(ages[0]) <= _MOST_DIGITS and int(ages[0]) < _YEAR:
        return [Weakness("high", "Strict-Transport-Security", f"max-age is {int(ages[0])} s, less than a year")]
    return []


def policies(headers):
    """Content-Security-Policy; what is only reported protects nobody."""
    enforced = policy.parsed(headers.get("content-security-policy") or [])
    if not enforced:
        return [Weakness("high", "Content-Security-Policy", "it is not sent")]
    return policy.weaknesses(enforced)


def framing(headers):
    """Whether other sites may show it in a frame."""
    allowed = policy.ancestors(policy.parsed(headers.get("content-security-policy") or []))
    if allowed is None:
        # Browsers that know frame-ancestors take X-Frame-Options where it isn't there.
        old = {value.strip().upper() for line in headers.get("x-frame-options") or () for value in line.split(",")}
        if old and old <= {"DENY", "SAMEORIGIN"}:
            return [Weakness("low", "frame-ancestors", f"it is not in the policy; X-Frame-Options {_shown(', '.join(sorted(old)))} stands in for it")]
        return [Weakness("medium", "frame-ancestors", "any site may show it in a frame")]
    return [Weakness("medium", "frame-ancestors", f"{one} lets any site show it in a frame") for one in allowed if one in ("*", "http:", "https:")]


def sniffing(headers):
    values = headers.get("x-content-type-options") or []
    # Fetch, section 3.6: the first of all values counts.
    first = ",".join(values).partition(",")[0].strip().lower()
    return [] if first == "nosniff" else [Weakness("medium", "X-Content-Type-Options", f"it is {_shown(first) or 'not sent'}, not nosniff")]


def referrer(headers):
    """Referrer Policy, section 8.1: of a list the last one counts that a browser knows."""
    known = [one for one in (part.strip().lower() for part in ",".join(headers.get("referrer-policy") or []).split(",")) if one in _REFERRER_KNOWN and one]
    if not known:
        return [Weakness("medium", "Referrer-Policy", "it is not sent, or of no known value")]
    return [] if known[-1] in _REFERRER else [Weakness("medium", "Referrer-Policy", f"{known[-1]} tells other sites the whole address")]


def permissions(headers):
    return [] if any(headers.get("permissions-policy") or ()) else [Weakness("low", "Permissions-Policy", "it is not sent")]


# The values of HTML (sections 7.1.3 and 7.1.4) and Fetch (section 3.7) that keep an answer to its own site or origin.
_ISOLATING = {
    "cross-origin-opener-policy": ("same-origin", "same-origin-allow-popups", "noopener-allow-popups"),
    "cross-origin-embedder-policy": ("require-corp", "credentialless"),
    "cross-origin-resource-policy": ("same-origin", "same-site"),
}


def isolation(headers):
    found = []
    for name, isolating in _ISOLATING.items():
        values = headers.get(name) or []
        # Twice is not valid, and counts as not sent.
        value = values[0].partition(";")[0].strip().strip('"').lower() if len(values) == 1 else ""
        if value not in isolating:
            title = "-".join(word.capitalize() for word in name.split("-"))
            found.append(Weakness("medium", title, f"it is {_shown(value)}" if value else "it is not sent" if not values else "it is sent more than once"))
    return found


def leaks(headers):
    """What tells an outsider which software made it."""
    found = [Weakness("low", name, f"it says {_shown(headers[name][0])}") for name in LEAKING if headers.get(name)]
    return found + [Weakness("low", "server", f"it says {_shown(value)}") for value in headers.get("server") or () if _VERSION.search(value)]


def _shown(value):
    """A value from outside as a clause can have it: short, of printable letters."""
    text = "".join(letter if letter.isprintable() else "?" for letter in value)
    return text if len(text) <= 80 else f"{text[:77]}..."
