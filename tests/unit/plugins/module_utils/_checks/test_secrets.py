# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import urllib.parse

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks import secrets
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("name", ["APP_KEY", "SECRET_KEY", "DB_PASSWORD", "REDIS_PASS", "API_TOKEN", "AWS_SECRET_ACCESS_KEY", "STRIPE_APIKEY", "SENTRY_DSN"])
def test_a_name_tells_of_a_secret(name):
    assert secrets.is_secret_name(name)


@pytest.mark.parametrize("name", ["APP_ENV", "KEYBOARD", "DB_HOST", "MONKEY", "APP_DEBUG", "SESSION_DRIVER"])
def test_a_name_tells_of_none(name):
    assert not secrets.is_secret_name(name)


def test_passwords_in_addresses_are_secrets_as_they_are_written_and_as_they_are_meant():
    found = secrets.of({"DATABASE_URL": "postgres://app:p%40ss-word@db/app", "APP_KEY": "base64:abcdefgh", "APP_ENV": "production"})
    assert {"p%40ss-word", "p@ss-word", "base64:abcdefgh", "abcdefgh"} <= set(found) and "production" not in found
    assert found == sorted(found, key=len, reverse=True)


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("postgres://app:p@ss:w0rd@db/app?a=b@c", "p@ss:w0rd"), ("redis://:only-password@h:1", "only-password"),
        ("a://u:one-pass@h,b://u:other-pass@h", "one-pass"), ("amqp://u:p%20ss-word@h", "p ss-word"),
    ],
)  # fmt: skip
def test_a_password_in_an_address_ends_where_the_host_begins(value, known):
    assert known in secrets.of({"SERVICE_URL": value})


@pytest.mark.parametrize("value", ["a\"b'c", "a\\b\tc", "third-line\nfourth-line", "first   part", "schlüssel-1"])
def test_a_secret_is_known_as_errors_and_programs_show_it(value):
    found = secrets.of({"A_KEY": value})
    assert {value, repr(value)[1:-1], json.dumps(value)[1:-1], urllib.parse.quote(value, safe=""), " ".join(value.split())} <= set(found)
    assert "fourth-line" in found or "\n" not in value


def test_what_is_short_is_no_secret_or_it_would_be_masked_everywhere():
    assert secrets.of({"A_KEY": "abc", "URL": "redis://:abc@h"}) == []


def test_a_variable_is_secret_where_its_check_says_so():
    assert secrets.of({"PEPPER": "abcdefgh"}, ["PEPPER"]) == ["abcdefgh"]


@pytest.mark.parametrize(
    "value",
    [
        "changeme", "ChangeMe123", "your-secret-key-here", "secret", "password1", "django-insecure-abc123", "SomeRandomString", "example-token",
        "xxxxxxxx", "<token>",
    ],
)  # fmt: skip
def test_what_everybody_knows_is_an_example(value):
    assert secrets.is_example(value)


@given(st.text("0123456789abcdef", min_size=32, max_size=64).filter(lambda text: len(set(text)) > 8))
def test_random_digits_are_no_example(value):
    assert not secrets.is_example(value)


def test_entropy_is_shannons_of_the_characters_times_their_number():
    assert secrets.entropy("") == secrets.entropy("aaaa") == 0
    assert secrets.entropy("abcd") == 8 and secrets.entropy("abcdabcd") == 16
