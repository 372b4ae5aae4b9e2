# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible.utils.helpers import pct_to_int
from ansible_collections.golive.web.plugins.module_utils import _waves
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from hypothesis import given
from hypothesis import strategies as st

ENTRIES = st.one_of(st.integers(1, 60), st.integers(1, 100).map("{}%".format))


def names(count):
    return [f"web{number}" for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("waves", "count", "sizes"),
    [
        ([1, "25%", "100%"], 8, [1, 2, 5]),
        ([1, "25%", "100%"], 4, [1, 1, 2]),
        ([1, "25%", "100%"], 1, [1]),
        ([1, "25%", "100%"], 50, [1, 12, 37]),
        ([1], 3, [1, 1, 1]),
        (2, 5, [2, 2, 1]),
        ("50%", 5, [2, 2, 1]),
        (["10%"], 4, [1, 1, 1, 1]),
    ],
)
def test_waves_are_what_serial_would_make(waves, count, sizes):
    assert [len(part) for part in _waves.split(names(count), waves)] == sizes


@given(st.integers(1, 60), st.lists(ENTRIES, min_size=1, max_size=4))
def test_each_host_is_in_one_wave_in_its_order_and_a_wave_is_as_large_as_ansible_would_have_it(count, waves):
    parts = _waves.split(names(count), waves)
    assert sum(parts, []) == names(count)
    for number, part in enumerate(parts[:-1]):
        assert len(part) == pct_to_int(waves[min(number, len(waves) - 1)], count)


@pytest.mark.parametrize("waves", [[], ["x"], [None], [-1], ["101%"], ["%"], [True], [1.5], {"a": 1}, ["nan%"]])
def test_what_is_no_wave_is_refused_with_the_variables_name(waves):
    with pytest.raises(GoliveError, match="rollout_waves.*Nothing was changed"):
        _waves.split(names(4), waves)


def test_hosts_that_are_not_well_go_before_those_that_are_and_after_those_that_are_done():
    assert _waves.order(["a", "b", "c", "d"], settled=["d"], healthy=["a", "c", "d"]) == ["d", "b", "a", "c"]


def test_a_wave_leaves_the_healthy_hosts_outside_of_it():
    assert _waves.capacity([["a"], ["b"], ["c", "d"]], settled=[], healthy=["a", "b", "c", "d"]) == [3, 3, 2]


def test_hosts_that_are_not_well_cost_nothing_and_are_well_after_their_wave():
    assert _waves.capacity([["a"], ["b"]], settled=[], healthy=["b"]) == [None, 1]
    assert _waves.capacity([["a"], ["b"]], settled=["a"], healthy=["a", "b"]) == [None, 1]


def test_hosts_outside_of_the_run_count():
    assert _waves.capacity([["a"]], settled=[], healthy=["a", "elsewhere"]) == [1]


@pytest.mark.parametrize(
    ("parts", "healthy", "least", "refused"),
    [
        ([["a", "b"]], "ab", 1, ["Wave 1 (a, b)"]),
        ([["a", "b"]], "ab", 0, []),
        ([["a", "b"]], "b", 1, ["Wave 1 (a, b)"]),
        ([["a"], ["b"]], "b", 1, []),
        ([["a"], ["b"]], "", 1, []),
        ([["a"], ["b"]], "ab", 1, []),
        ([["a"], ["b"]], "ab", 2, ["Wave 1 (a)", "Wave 2 (b)"]),
        ([["a"], ["b"]], "ab", "51%", ["Wave 1 (a)", "Wave 2 (b)"]),
        ([["a"], ["b"]], "ab", "50%", []),
    ],
)
def test_the_last_healthy_host_is_never_moved_nor_more_than_the_least_allows(parts, healthy, least, refused):
    problems = _waves.problems(parts, settled=[], healthy=list(healthy), fleet=2, least=least)
    assert [problem.split(" would")[0] for problem in problems] == refused


def test_a_fleet_of_one_has_none_to_spare():
    assert _waves.problems([["a"]], settled=[], healthy=["a"], fleet=1, least=1) == []


@pytest.mark.parametrize(("value", "up", "number"), [(3, True, 3), ("3", True, 3), ("7%", True, 7), ("25%", True, 25), ("0.5%", True, 1), ("0.5%", False, 0)])
def test_an_amount_is_a_count_or_a_percentage(value, up, number):
    assert _waves.amount(value, 100, "rollout_min_healthy", up=up) == number


@given(st.integers(1, 30), st.lists(ENTRIES, min_size=1, max_size=4), st.data())
def test_a_partner_is_asked_once_and_is_in_the_next_wave(count, waves, data):
    hosts = names(count)
    settled = data.draw(st.lists(st.sampled_from(hosts), unique=True))
    parts = _waves.split(hosts, waves)
    partners = _waves.partners(parts, settled, {host: "1.0" for host in hosts})
    wave = {host: number for number, part in enumerate(parts) for host in part}
    assert len(set(partners.values())) == len(partners)
    assert all(wave[partner] == wave[host] + 1 and not {host, partner} & set(settled) for host, partner in partners.items())


def test_a_host_without_a_release_is_nobodys_partner():
    assert _waves.partners([["a"], ["b", "c"]], [], {"a": "1.0", "b": "", "c": "1.0"}) == {"a": "c"}
