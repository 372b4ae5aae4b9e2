# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a content security policy that an answer had lets through, after the W3C's Content Security Policy Level 3."""

from __future__ import annotations

import re
from typing import NamedTuple

# All that may be told by default-src (section 6.8.1), as far as a rule here asks for it.
_BY_DEFAULT = ("script-src", "style-src", "object-src")
_INLINE, _EVAL, _DYNAMIC, _NONE, _SELF = "'unsafe-inline'", "'unsafe-eval'", "'strict-dynamic'", "'none'", "'self'"
_ANYWHERE = ("*", "http:", "https:", "data:", "blob:", "filesystem:")
_HASH = re.compile(r"'sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2}'", re.IGNORECASE)
_NONCE = re.compile(r"'nonce-([A-Za-z0-9+/_-]+={0,2})'", re.IGNORECASE)
# As many letters of base64 as 128 bits take (section 7.1), less those that pad it.
_NONCE_LETTERS = 22
_SPACE = re.compile(r"[ \t\n\f\r]+")


class Weakness(NamedTuple):
    """C(severity) is as of a check, C(message) a clause."""

    severity: str
    directive: str
    message: str


def parsed(values):
    """The policies, dicts of directive to a list of sources, that a browser enforces of a header that came with I(values)."""
    policies = (_policy(text) for value in values for text in value.split(","))
    return [policy for policy in policies if policy]


def _policy(text):
    policy = {}
    for directive in text.split(";"):
        name, *sources = _SPACE.split(directive.strip(" \t\n\f\r"))
        # Of two with one name browsers heed the first.
        if name and name.lower() not in policy:
            policy[name.lower()] = sources
    return policy


def weaknesses(policies):
    """What all of I(policies) let through: a resource is loaded only where each of them lets it, so the strictest counts."""
    found = []
    for rule in _RULES:
        of_each = [rule(policy) for policy in policies or [{}]]
        if all(of_each):
            found.extend(of_each[0])
    return found


def nonces(policies):
    """The nonces in I(policies)."""
    return {match[1] for policy in policies for sources in policy.values() for match in map(_NONCE.fullmatch, sources) if match}


def _sources(policy, name):
    """The sources that count for the directive I(name), in lower case but for hashes and nonces; C(None) where anything is let through."""
    found = policy.get(name, policy.get("default-src") if name in _BY_DEFAULT else None)
    return None if found is None else [one if _HASH.fullmatch(one) or _NONCE.fullmatch(one) else one.lower() for one in found]


def _vouched(sources):
    """Whether scripts are let through by a nonce or a hash, where browsers take no heed of 'unsafe-inline'."""
    return any(_HASH.fullmatch(one) or _NONCE.fullmatch(one) for one in sources)


def _scripts(policy):
    sources = _sources(policy, "script-src")
    if sources is None:
        return [Weakness("high", "script-src", "scripts may come from anywhere, and stand in the page")]
    found = []
    if _INLINE in sources and not _vouched(sources) and _DYNAMIC not in sources:
        found.append(Weakness("high", "script-src", "'unsafe-inline' lets any script run that somebody got into the page"))
    # With 'strict-dynamic' browsers take no heed of addresses.
    if _DYNAMIC not in sources:
        found += [Weakness("high", "script-src", f"{one} lets scripts come from anywhere") for one in _ANYWHERE if one in sources]
    return found


def _attributes(policy):
    """What else scripts are let through by, beside script-src."""
    return [
        Weakness("high", name, "'unsafe-inline' lets any script run that somebody got into the page")
        for name in ("script-src-elem", "script-src-attr")
        if _INLINE in (policy.get(name) or ()) and not _vouched(policy[name])
    ]


def _evaluated(policy):
    return [Weakness("medium", "script-src", "'unsafe-eval' lets text become a script")] if _EVAL in (_sources(policy, "script-src") or ()) else []


def _hosts(policy):
    sources = _sources(policy, "script-src") or []
    hosts = [one for one in sources if not one.startswith("'") and one not in _ANYWHERE]
    if hosts and _DYNAMIC not in sources:
        return [Weakness("low", "script-src", f"all that {hosts[0]} serves can be run as a script; a nonce or a hash lets through what is meant")]
    return []


def _plain(policy):
    plain = [(name, one) for name, sources in policy.items() for one in sources if one.lower().startswith(("http:/", "ws:/"))]
    return [Weakness("medium", name, f"{one} is fetched without TLS") for name, one in plain[:1]]


def _objects(policy):
    sources = _sources(policy, "object-src")
    if sources is None or any(one in _ANYWHERE for one in sources):
        return [Weakness("high", "object-src", "plug-ins may come from anywhere, and run scripts")]
    return []


def _base(policy):
    sources = _sources(policy, "base-uri")
    if sources is None or any(one in _ANYWHERE for one in sources):
        # A script with a nonce and a relative address would come from wherever the base leads.
        severity = "high" if _vouched(_sources(policy, "script-src") or ()) else "medium"
        return [Weakness(severity, "base-uri", "the page's relative addresses can be made to lead elsewhere")]
    return []


def _forms(policy):
    sources = _sources(policy, "form-action")
    if sources is None or any(one in _ANYWHERE for one in sources):
        return [Weakness("medium", "form-action", "a form can be made to send to anywhere")]
    return []


def _guessed(policy):
    short = [one for one in nonces([policy]) if len(one.rstrip("=")) < _NONCE_LETTERS]
    return [Weakness("medium", "script-src", f"a nonce of {len(short[0])} letters has less than 128 bits")] if short else []


_RULES = (_scripts, _attributes, _evaluated, _hosts, _plain, _objects, _base, _forms, _guessed)


def ancestors(policies):
    """The strictest list of frame-ancestors in I(policies), C(None) where there is none: then anybody may show the page in a frame."""
    lists = [policy["frame-ancestors"] for policy in policies if "frame-ancestors" in policy]
    return min(lists, key=lambda sources: (any(one in _ANYWHERE for one in sources), len([one for one in sources if one.lower() != _NONE])), default=None)
