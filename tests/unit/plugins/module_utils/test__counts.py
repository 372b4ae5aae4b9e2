# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
from ansible_collections.golive.web.plugins.module_utils._counts import Counts
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from hypothesis import given
from hypothesis import strategies as st

histograms = st.dictionaries(st.integers(0, 128), st.integers(1, 30), max_size=5)
untimed = st.integers(0, 50)


@st.composite
def clients(draw):
    """One client: (requests, errors, histogram), of whose requests some have no time."""
    histogram = draw(histograms)
    requests = sum(histogram.values()) + draw(untimed)
    return requests, draw(st.integers(0, requests)), histogram


several = st.lists(clients(), max_size=6)


def test_sums_are_over_clients():
    counts = Counts.from_clients([(4, 1, {10: 2, 20: 1}), (2, 2, {0: 2}), (0, 0, {})])
    assert counts == Counts(
        requests=6, errors=3, clients=2, requests2=20, errors2=5, requests_errors=8,
        timed=5, latency={10: 2, 20: 1, 0: 2}, timed2=13, logs2=1600, timed_logs=120,
    )  # fmt: skip
    assert counts.logs == 40


@given(several, several)
def test_counts_add_up_over_hosts(some, others):
    assert Counts.total([Counts.from_clients(some), Counts.from_clients(others)]) == Counts.from_clients(some + others)


@given(several)
def test_counts_survive_json(some):
    counts = Counts.from_clients(some)
    assert Counts.of(json.loads(json.dumps(counts.as_dict()))) == counts
    assert Counts.of({**counts.as_dict(), "later": "unknown"}) == counts


def test_no_counts_add_up_to_nothing():
    assert Counts.total([]) == Counts.from_clients([])
    assert Counts.of(Counts.total([]).as_dict()).requests == 0


def test_adding_leaves_what_is_added_alone():
    one = Counts.from_clients([(1, 0, {3: 1})])
    Counts.total([one, one])
    assert one.latency == {3: 1}


GOOD = Counts.from_clients([(4, 1, {10: 2, 20: 1}), (2, 2, {0: 2})]).as_dict()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("errors", -1, "'errors' is -1"),
        ("errors", True, "'errors' is True"),
        ("errors", 1.0, "'errors' is 1.0"),
        ("errors", "1", "'errors' is '1'"),
        ("errors", None, "'errors' is None"),
        ("requests", 10**13, "'requests' is 10000000000000"),
        ("requests", 10**400, "'requests' is 1000"),
        ("requests2", [], "'requests2' is a list"),
        ("latency", [], "'latency' is a list"),
        ("latency", {"10": "2"}, "'latency 10' is '2'"),
        ("latency", {"129": 5}, "'129' is none"),
        ("latency", {"-1": 5}, "'-1' is none"),
        ("latency", {"1e1": 5}, "'1e1' is none"),
        ("latency", {"\u0661": 5}, "is none"),
        ("latency", {True: 5}, "True is none"),
        ("latency", {"x" * 1000: 5}, "xxx... is none"),
        ("latency", {"1" * 5000: 5}, "111... is none"),
        ("latency", {10.0: 5}, "10.0 is none"),
        ("latency", {"10": 4}, "than 'timed'"),
        ("errors", 7, "more errors"),
        ("clients", 7, "more clients"),
        ("timed", 7, "more requests with a time"),
        ("requests2", 37, "'requests2' is no sum"),
        ("requests2", 17, "'requests2' is no sum"),
        ("errors2", 10, "'errors2' is no sum"),
        ("errors2", 2, "'errors2' is no sum"),
        ("timed2", 26, "'timed2' is no sum"),
        ("logs2", 1601, "'logs2' is no sum"),
        ("requests_errors", 4, "'requests_errors' is no sum"),
        ("requests_errors", 11, "'requests_errors' is more"),
        ("timed_logs", 145, "'timed_logs' is more"),
    ],
)
def test_what_cannot_be_true_is_refused_in_one_sentence(name, value, said):
    with pytest.raises(GoliveError) as caught:
        Counts.of({**GOOD, name: value})
    assert said in caught.value.message and "Nothing was changed" in caught.value.message and len(caught.value.message) < 300


def test_more_timed_squares_than_squares_are_refused():
    data = Counts.from_clients([(3, 0, {0: 3}), (3, 0, {0: 3})]).as_dict()
    with pytest.raises(GoliveError, match="'timed2' is more than 'requests2'"):
        Counts.of({**data, "timed2": 26})


@pytest.mark.parametrize(("errors", "errors2", "requests_errors"), [(3, 2, 3), (0, 1, 1)])
def test_fewer_squares_than_errors_are_refused_and_so_are_squares_of_none(errors, errors2, requests_errors):
    data = {**Counts.from_clients([(1, 0, {})] * 10).as_dict(), "errors": errors, "errors2": errors2, "requests_errors": requests_errors}
    with pytest.raises(GoliveError, match="'errors2' is no sum"):
        Counts.of(data)


@pytest.mark.parametrize("data", [None, [], "counts", 3])
def test_anything_but_a_dictionary_is_refused(data):
    with pytest.raises(GoliveError, match="are a dictionary"):
        Counts.of(data)


@pytest.mark.parametrize("name", GOOD)
def test_what_is_missing_is_refused(name):
    with pytest.raises(GoliveError, match=f"'{name}' is None"):
        Counts.of({key: value for key, value in GOOD.items() if key != name})


def test_two_spellings_of_a_bin_are_added():
    assert Counts.of({**GOOD, "latency": {"10": 1, "010": 1, 20: 1, "0": 2, "7": 0}}).latency == {10: 2, 20: 1, 0: 2}
