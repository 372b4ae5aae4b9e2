# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks import versions
from hypothesis import given
from hypothesis import strategies as st

NUMBERS = st.lists(st.integers(0, 10**6), min_size=1, max_size=6)


@given(NUMBERS, NUMBERS)
def test_versions_are_ordered_by_their_numbers(one, other):
    longest = max(len(one), len(other))
    filled = [numbers + [0] * (longest - len(numbers)) for numbers in (one, other)]
    texts = [".".join(map(str, numbers)) for numbers in (one, other)]
    assert versions.within(texts[0], texts[1], None) == (filled[0] >= filled[1])
    assert versions.within(texts[0], None, texts[1]) == (filled[0] < filled[1])


@pytest.mark.parametrize(
    ("text", "first"),
    [("8.2.29-1+deb12", "8.2.29"), ("nginx version: nginx/1.26.3", "1.26.3"), ("3.13.0rc1", "3.13.0"), ("v20", "20"), ("none", ""), ("", "")],
)
def test_the_first_version_of_a_text_is_taken(text, first):
    assert versions.first(text) == first


def test_no_version_is_within_nothing():
    assert not versions.within("none", "1", None) and versions.numbers("none") is None
