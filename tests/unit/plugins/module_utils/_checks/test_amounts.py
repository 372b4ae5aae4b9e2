# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import math

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks import amounts
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("128M", 128 << 20), ("1g", 1 << 30), ("16K", 16384), ("-1", -1), ("2621440", 2621440), (" 30 ", 30), ("0.5", 0.5),
        # B is no unit for PHP, and the last letter is all that it looks at.
        ("128MB", 128), ("128BM", 128 << 20), ("", None), ("many", None), ("8.2.1", None), ("on", None),
    ],
)  # fmt: skip
def test_numbers_have_phps_shorthand(text, number):
    assert amounts.amount("x", text) == number


@pytest.mark.parametrize(("name", "text"), [("memory_limit", "-1"), ("post_max_size", "0"), ("timeout", "0"), ("DATA_UPLOAD_MAX_MEMORY_SIZE", "")])
def test_what_stands_for_no_limit_is_infinite_where_it_does(name, text):
    assert amounts.amount(name, text) == math.inf
    assert amounts.amount("other", text) != math.inf


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none(text):
    assert amounts.amount("x", text) is None or math.isfinite(amounts.amount("x", text))


def test_sizes_are_shown_as_people_write_them():
    assert [amounts.shown(number) for number in (128 << 20, 1 << 20, 31536000, 60, 0)] == ["128M", "1M", "31536000", "60", "0"]
