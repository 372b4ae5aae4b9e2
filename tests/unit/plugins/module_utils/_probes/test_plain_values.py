# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
import decimal
import json
import math

import pytest
from ansible_collections.golive.web.plugins.module_utils._probes import values
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "value, seen",
    [
        (decimal.Decimal("3"), 3), (decimal.Decimal("0.25"), 0.25), (decimal.Decimal("1e300"), 1e300), (decimal.Decimal("NaN"), "NaN"), (math.inf, "inf"),
        (True, True), (None, None), (b"\xffa", "\ufffda"), (memoryview(b"ab"), "ab"), (b"x" * 5000, "x" * 1000),
        (datetime.date(2026, 11, 28), "2026-11-28"), ("x" * 5000, "x" * 1000), ([1], "[1]"),
    ],
)  # fmt: skip
def test_a_value_becomes_one_of_json(value, seen):
    plain = values.plain(value)
    assert (plain, type(plain)) == (seen, type(seen))


@given(st.one_of(st.decimals(), st.floats(), st.binary(), st.text(), st.integers(), st.none(), st.dates(), st.uuids(), st.lists(st.integers())))
def test_every_value_can_be_returned(value):
    json.dumps(values.plain(value), allow_nan=False)
