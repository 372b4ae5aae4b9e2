# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._audit import policy
from ansible_collections.golive.web.plugins.plugin_utils import _csp, _headers
from hypothesis import given
from hypothesis import strategies as st

CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'"
NONCE = "'nonce-MTIzNDU2Nzg5MDEyMzQ1Ng=='"


def weak(*values):
    """(severity, directive) of all weaknesses."""
    return [(one.severity, one.directive) for one in policy.weaknesses(policy.parsed(values))]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (CLOSED, []),
        (f"default-src 'none'; script-src {NONCE} 'strict-dynamic' https: 'unsafe-inline'; base-uri 'none'; form-action 'self'", []),
        (f"{CLOSED}; script-src 'self'", []),
        # A hash vouches as a nonce does.
        (f"{CLOSED}; script-src 'unsafe-inline' 'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='", []),
        ("", [("high", "script-src"), ("high", "object-src"), ("medium", "base-uri"), ("medium", "form-action")]),
        (f"{CLOSED}; script-src 'unsafe-inline'", [("high", "script-src")]),
        (f"{CLOSED}; SCRIPT-SRC 'UNSAFE-INLINE'", [("high", "script-src")]),
        (f"{CLOSED}; script-src-elem 'unsafe-inline'", [("high", "script-src-elem")]),
        (f"{CLOSED}; script-src 'self' 'unsafe-eval'", [("medium", "script-src")]),
        (f"{CLOSED}; script-src *", [("high", "script-src")]),
        (f"{CLOSED}; script-src data: https:", [("high", "script-src"), ("high", "script-src")]),
        (f"{CLOSED}; script-src https://cdn.example.com", [("low", "script-src")]),
        (f"{CLOSED}; script-src http://cdn.example.com", [("low", "script-src"), ("medium", "script-src")]),
        (f"{CLOSED}; img-src http://cdn.example.com", [("medium", "img-src")]),
        (f"{CLOSED}; object-src *", [("high", "object-src")]),
        ("default-src 'self'; form-action 'self'", [("medium", "base-uri")]),
        (f"default-src 'none'; script-src {NONCE}; form-action 'self'", [("high", "base-uri")]),
        ("default-src 'none'; base-uri 'none'", [("medium", "form-action")]),
        (f"{CLOSED}; script-src 'nonce-c2hvcnQ='", [("medium", "script-src")]),
        # The first of two counts.
        (f"{CLOSED}; script-src 'none'; script-src *", []),
        (f"{CLOSED}; script-src *; script-src 'none'", [("high", "script-src")]),
    ],
)
def test_what_a_policy_lets_through(value, expected):
    assert weak(value) == expected


def test_of_several_policies_the_strictest_counts_also_where_they_stand_in_one_line():
    assert weak("default-src *", CLOSED) == weak(f"default-src *, {CLOSED}") == weak(CLOSED) == []
    assert weak("script-src 'none'", "object-src 'none'; base-uri 'none'; form-action 'none'") == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), None),
        (("default-src 'none'",), None),
        (("frame-ancestors 'none'",), ["'none'"]),
        (("frame-ancestors *", "frame-ancestors 'none'"), ["'none'"]),
        (("frame-ancestors *", "frame-ancestors 'self' https://a.example.com"), ["'self'", "https://a.example.com"]),
    ],
)
def test_who_may_frame_it(values, expected):
    assert policy.ancestors(policy.parsed(values)) == expected


def test_nonces_are_found():
    assert policy.nonces(policy.parsed([f"script-src {NONCE} 'nonce-'", "style-src 'nonce-abc'"])) == {"MTIzNDU2Nzg5MDEyMzQ1Ng==", "abc"}


@pytest.mark.parametrize("preset", _headers.PRESETS)
def test_what_the_presets_send_is_found_strict(preset):
    sent = dict(_headers.headers(preset))["Content-Security-Policy"].replace(_headers.NONCE, "0123456789abcdef0123456789abcdef")
    assert [one for one in policy.weaknesses(policy.parsed([sent])) if one.severity != "low"] == []


@given(st.lists(st.text(max_size=80), max_size=4))
def test_no_text_from_outside_is_an_error(values):
    assert all(isinstance(one, policy.Weakness) for one in policy.weaknesses(policy.parsed(values)))


@given(st.dictionaries(st.sampled_from(_csp.SOURCES), st.lists(st.sampled_from(["self", "https://a.example.com", "data:", "nonce"]), min_size=1, unique=True)))
def test_what_was_written_is_read_again(directives):
    nonce = "0123456789abcdef0123456789abcdef"
    try:
        text = _csp.text(directives, nonce)
    except _csp.Mistake:
        return
    read = policy.parsed([text])
    assert ([*read[0]] if read else []) == [*directives]
    assert all(len(sources) == len(directives[name]) for policy_ in read for name, sources in policy_.items())
