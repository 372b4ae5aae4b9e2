# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, PASS, Trouble
from ansible_collections.golive.web.plugins.module_utils._facts.telling import Told
from checks import judged, mistake
from hypothesis import given
from hypothesis import strategies as st

SECRET = "Zx9kTq2LmV7pRw4s"


def setting(value, name="x", others=None, **options):
    """(outcome, reason, observed, expected) of a check of the setting I(name), which has the I(value)."""
    return judged(Told(settings={name: value, **(others or {})}), check="setting", runtime="php_cli", name=name, **options)[:4]


@pytest.mark.parametrize(
    ("value", "options", "reason"),
    [
        ("", {"allowed": [False]}, ""), ("0", {"allowed": ["off"]}, ""), ("Off", {"allowed": ["0"]}, ""), ("1", {"allowed": ["on"]}, ""),
        ("1", {"allowed": ["off"]}, "not_allowed"), ("stderr", {"allowed": ["off"]}, "not_allowed"), ("Production", {"allowed": ["production"]}, "not_allowed"),
        ("1", {"forbidden": ["on", "stderr"]}, "forbidden"), ("stderr", {"forbidden": ["on", "stderr"]}, "forbidden"), ("", {"forbidden": ["on"]}, ""),
        ([], {"forbidden": ["", "*"]}, "forbidden"), (["a.example", "*"], {"forbidden": ["", "*"]}, "forbidden"), (["a.example"], {"forbidden": ["", "*"]}, ""),
        (["a", "b"], {"allowed": ["a", "b", "c"]}, ""), (["a", "d"], {"allowed": ["a", "b", "c"]}, "not_allowed"), (["a", "b"], {"pattern": "^a, b$"}, ""),
        ("abc", {"pattern": "^b"}, "pattern"), ("abc", {"pattern": "b"}, ""),
        ("128M", {"min": "128M"}, ""), ("96M", {"min": "128M"}, "range"), ("128MB", {"min": "128M"}, "range"), ("no number", {"max": 3}, "range"),
        ("30", {"min": 30, "max": 60}, ""), ("61", {"min": 30, "max": 60}, "range"),
    ],
)  # fmt: skip
def test_a_value_is_as_it_must_be_or_has_its_reason(value, options, reason):
    outcome, found, observed, expected = setting(value, **options)
    assert (outcome, found) == (FAIL if reason else PASS, reason)
    assert observed and bool(expected) == bool(reason)


def test_no_limit_is_more_than_any_and_at_least_any():
    assert setting("-1", name="memory_limit", min="1G")[0] == PASS
    assert setting("-1", name="memory_limit", max="1G") == (FAIL, "range", "'-1'", "at most 1024M")
    assert setting("0", name="timeout", min=30)[0] == PASS


def test_limits_that_are_ordered_and_those_that_are_not():
    limits = {"post_max_size": "17M", "odd": "many"}
    assert setting("16M", "upload_max_filesize", limits, not_above="post_max_size")[0] == PASS
    assert setting("17M", "upload_max_filesize", limits, not_above="post_max_size")[0] == PASS
    assert setting("18M", "upload_max_filesize", limits, not_above="post_max_size") == (FAIL, "conflict", "'18M'", "not above post_max_size ('17M')")
    assert setting("18M", "upload_max_filesize", {"post_max_size": "0"}, not_above="post_max_size")[0] == PASS
    assert setting("1", "x", limits, not_above="odd")[1] == "conflict"
    assert setting("1", "x", limits, not_above="none")[3] == "not above none (which is not there)"


def test_a_setting_that_is_not_there_is_missing_unless_it_may_be():
    assert judged(Told(), check="setting", runtime="node", name="NODE_ENV", allowed=["production"])[:2] == (FAIL, "missing")
    assert judged(Told(), check="setting", runtime="node", name="NODE_ENV", allowed=["production"], required=False)[0] == PASS


def test_secrets_are_measured():
    assert setting(SECRET * 3, name="SECRET_KEY", min_entropy=128)[:3] == (PASS, "", "a value of 48 characters")
    assert setting("django-insecure-" + SECRET, name="SECRET_KEY", min_entropy=10)[1] == "example"
    assert setting(SECRET, name="SECRET_KEY", min_entropy=128)[:3] == (FAIL, "weak", "64 bits of entropy")
    assert setting(SECRET, name="pepper", min_entropy=10, forbidden=[SECRET])[2] == "a value of 16 characters"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", SECRET), ("app.key", SECRET), ("database.connections.pgsql.password", SECRET), ("services.stripe.apiKey", SECRET),
        ("mysqli.default_pw", SECRET), ("session.save_path", f"tcp://10.0.0.1?auth={SECRET}"), ("DATABASES.default.URL", f"postgres://user:{SECRET}@host/db"),
        ("x", "a" * 100),
    ],
)  # fmt: skip
def test_what_may_be_a_secret_is_not_shown(name, value):
    for options in ({"forbidden": [value]}, {"allowed": ["other"]}, {"pattern": "^$"}, {"max": 1}, {"min_entropy": 1000}):
        found = setting(value, name=name, **options)
        assert found[0] == FAIL and value not in found[2] and SECRET not in found[2]
    assert SECRET not in str(setting("1M", others={name: value}, not_above=name)[2:])


@given(st.text(max_size=60) | st.lists(st.text(max_size=10), max_size=3))
def test_any_value_is_judged(value):
    options = {"forbidden": ["x"], "pattern": "a", "min": 1, "not_above": "y", "min_entropy": 3}
    for name, wanted in options.items():
        assert setting(value, others={"y": value}, **{name: wanted})[0] in (PASS, FAIL)


def test_what_the_runtime_does_not_tell_is_passed_on():
    with pytest.raises(Trouble, match="not there"):
        judged(Trouble("tool", "not there"), check="setting", runtime="php_cli", name="x", allowed=["y"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "it says nothing of the value, which takes one of allowed, forbidden, pattern, min, max, not_above, min_entropy"),
        ({"min": 5, "max": 4}, "max is 4, but less than min"),
        ({"min": "a lot"}, "min is 'a lot', but it must be a size such as 512M"),
    ],
)
def test_what_can_not_be_meant_is_refused(options, message):
    assert mistake(check="setting", runtime="php_cli", name="x", **options) == message
