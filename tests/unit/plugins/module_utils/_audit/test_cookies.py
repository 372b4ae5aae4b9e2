# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._audit import cookies
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("value", "severities"),
    [
        ("__Host-session=1; Secure; HttpOnly; SameSite=Lax; Path=/", []),
        ("__Host-session=1; SECURE; httponly; samesite=STRICT; path=/", []),
        ("theme=dark; Secure; HttpOnly; SameSite=Lax", []),
        # A script must read it.
        ("XSRF-TOKEN=1; Secure; SameSite=Lax", []),
        ("session=1; Secure; HttpOnly; SameSite=Lax; Path=/", ["low"]),
        ("__Host-session=1; HttpOnly; SameSite=Lax; Path=/", ["high", "high"]),
        ("__Host-session=1; Secure; SameSite=Lax; Path=/", ["high"]),
        ("__Host-session=1; Secure; HttpOnly; SameSite=Lax", ["high"]),
        ("__Host-session=1; Secure; HttpOnly; SameSite=Lax; Path=/; Domain=example.com", ["high"]),
        ("__Secure-session=1; HttpOnly; SameSite=Lax", ["high", "high"]),
        ("theme=dark; HttpOnly; SameSite=Lax", ["medium"]),
        ("theme=dark; Secure; HttpOnly", ["medium"]),
        ("theme=dark; Secure; HttpOnly; SameSite=None", ["medium"]),
        # The last one counts.
        ("theme=dark; Secure; HttpOnly; SameSite=Lax; SameSite=None", ["medium"]),
        ("", []),
    ],
)
def test_what_a_cookie_leaves_open(value, severities):
    assert [one.severity for one in cookies.weaknesses([value])] == severities


def test_without_tls_nobody_asks_for_what_needs_it():
    assert list(cookies.weaknesses(["session=1; HttpOnly; SameSite=Lax"], over_tls=False)) == []


@given(st.lists(st.text(max_size=100), max_size=3))
def test_no_value_from_outside_is_an_error(values):
    assert all(one.message for one in cookies.weaknesses(values))
