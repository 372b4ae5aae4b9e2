# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._probes import masking
from hypothesis import example, given
from hypothesis import strategies as st


@example("Bearer", "", "")
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=4, max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_what_was_given_as_a_secret_is_shown_nowhere(secret, before, after):
    options = {"password": secret, "user": "me", "headers": {"Accept": "*/*"}}
    known = masking.secrets(options)
    shown = masking.masked(before + " " + secret + " " + after, known, 100)
    assert secret not in shown or secret in "********"
    basic = base64.b64encode(f"me:{secret}".encode()).decode()
    assert basic not in masking.masked(basic, known, 100)


@given(st.text(), st.lists(st.text(min_size=4), max_size=3), st.integers(0, 40))
def test_whatever_is_shown_is_short_and_shows_no_secret(text, known, length):
    shown = masking.masked(text, known, length)
    assert len(shown) <= length + 3
    assert not [secret for secret in known if secret in shown and not set(secret) & set("*.")]


def test_headers_that_hold_secrets_are_known_by_their_names():
    known = masking.secrets({"headers": {"Authorization": "Bearer sesame99", "X-Api-Key": "abcdef", "Accept": "text/html", "Cookie": "a=b1b2"}})
    assert masking.masked("sesame99 abcdef text/html a=b1b2 Bearer", known, 100) == "******** ******** text/html ******** Bearer"


@pytest.mark.parametrize("piece", ["x", "://", "secret", "token: ", "secret=", "a-", '"token": "', "\\", " = "])
def test_nobody_chooses_how_long_it_takes(piece):
    began = time.process_time()
    assert len(masking.masked(piece * (65536 // len(piece)), ["sesame"], 1000)) <= 1003
    assert time.process_time() - began < 0.1


def test_a_secret_that_is_cut_off_is_hidden_as_a_whole():
    text = "x" * 95 + ' "token": "abcdefghij"'
    assert masking.masked(text, [], 108) == "x" * 95 + ' "token": ***...'
    assert masking.masked("x" * 95 + "sesame", ["sesame"], 98) == "x" * 95 + "***..."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"db_password": "x y", "b": 1}', '{"db_password": ********, "b": 1}'),
        ("APP_KEY_TOKEN=abc DEBUG=1", "APP_KEY_TOKEN=******** DEBUG=1"),
        ("Authorization: Basic", "Authorization: ********"),
        ("postgres://me:pw@db/x", "postgres://********@db/x"),
        ("nothing of the kind: 5", "nothing of the kind: 5"),
    ],
)
def test_what_looks_like_a_secret_is_not_shown(text, shown):
    assert masking.masked(text, [], 100) == shown
