# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.plugin_utils import _evidence
from hypothesis import given
from rollouts import anything, hostile_text


@given(hostile_text)
def test_nothing_that_is_shown_steers_a_terminal_or_turns_letters_around(text):
    shown = _evidence.visible(text)
    assert all(letter.isprintable() or letter == "\n" for letter in shown)
    shown.encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("web1", "web1"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\r\nb\tc", "a\nb c"),
        ("\u202eevil", "\\u202eevil"),
        ("Zürich 東京 \U0001f680", "Zürich 東京 \U0001f680"),
        (5, "5"),
    ],
)
def test_what_can_be_seen_stays_and_the_rest_is_an_escape(text, shown):
    assert _evidence.visible(text) == shown


@pytest.mark.parametrize("value", [None, True, ["a"], {"a": 1}, b"a"])
def test_what_is_no_text_is_an_empty_one(value):
    assert _evidence.visible(value) == ""


@pytest.mark.parametrize(
    ("value", "known"),
    [
        (0, 0), (2.5, 2.5), (10**11, 10**11), (10**11 + 1, None), (-0.1, None), (float("nan"), None), (float("inf"), None), (True, None), ("5", None),
        (None, None),
    ],
)  # fmt: skip
def test_a_number_is_one_that_a_time_or_count_can_be(value, known):
    assert _evidence.number(value) == known


@given(anything)
def test_anything_is_brought_into_shape(value):
    assert all(isinstance(key, str) for key in _evidence.mapping(value))
    assert all(isinstance(text, str) and text for text in _evidence.texts(value))
    seconds = _evidence.total_seconds(value)
    assert seconds is None or 0 <= seconds <= 10**11


@pytest.mark.parametrize(("seconds", "text"), [(0.9, "0:00"), (7, "0:07"), (725, "12:05"), (3723, "1:02:03"), (360_000, "100:00:00")])
def test_durations_are_read_as_on_a_watch(seconds, text):
    assert _evidence.duration(seconds) == text


@pytest.mark.parametrize(
    ("verdict", "reasons", "hosts", "own"),
    [
        ("pass", [], {"a": {"verdict": "pass"}}, "pass"),
        ("fail", ["a: no."], {"a": {"verdict": "fail"}}, "fail"),
        ("fail", [], {"a": {"verdict": "pass"}}, "pass"),
        ("fail", [], {"a": {"verdict": "none"}}, "fail"),
        ("fail", ["The deadline passed."], {"a": {"verdict": "pass"}}, "fail"),
        ("fail", [], {}, "fail"),
    ],
)
def test_a_step_after_a_failure_has_a_verdict_of_its_own(verdict, reasons, hosts, own):
    assert _evidence.verdict({"verdict": verdict, "reasons": reasons, "hosts": hosts}) == own
