# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Against published values, against scipy, and by what must hold of any numbers."""

from __future__ import annotations

import math

import pytest
from ansible_collections.golive.web.plugins.module_utils import _statistics
from ansible_collections.golive.web.plugins.module_utils._statistics import Clusters, design_effects, fisher, mann_whitney, shifted
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

# Fisher (1935), The Design of Experiments, 11: of 4 cups with milk first, those that were told right; and "The logic of inductive inference": convicted
# among the twins of criminals, 10 of 13 and 2 of 17.
PUBLISHED = [((4, 4, 0, 4), 1 / 70), ((3, 4, 1, 4), 17 / 70), ((2, 4, 2, 4), 53 / 70), ((10, 13, 2, 17), 619 / 1330665)]

# R's documentation, wilcox.test: ozone in New York in May and in August 1973 (Chambers et al. 1983), two-sided p = 0.0001208 by the normal
# approximation with both corrections.
MAY = [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37]
AUGUST = [39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85]

# The usual tables of U (after Mann & Whitney 1947): sizes, and the largest U that is significant at 5 %, one-sided.
TABLE = [(5, 5, 4), (8, 8, 15), (10, 10, 27), (10, 20, 62), (15, 15, 72), (20, 20, 138)]

sizes = st.integers(1, 300)
histograms = st.dictionaries(st.integers(0, 128), st.integers(1, 20), min_size=1, max_size=12)


@st.composite
def ratios(draw):
    """(events, size, other events, other size)."""
    size, other_size = draw(sizes), draw(sizes)
    return draw(st.integers(0, size)), size, draw(st.integers(0, other_size)), other_size


def expanded(histogram):
    return [value for value, count in histogram.items() for _number in range(count)]


def counted(values):
    return {value: values.count(value) for value in values}


@pytest.mark.parametrize(("arguments", "published"), PUBLISHED)
def test_fisher_gives_what_fisher_published(arguments, published):
    assert fisher(*arguments).exact == pytest.approx(published, rel=1e-9)


@given(ratios())
def test_fisher_agrees_with_scipy(arguments):
    events, size, other_events, other_size = arguments
    theirs = stats.fisher_exact([[events, size - events], [other_events, other_size - other_events]], alternative="greater")[1]
    assert fisher(*arguments).exact == pytest.approx(theirs, rel=1e-7, abs=1e-15)


@pytest.mark.parametrize(
    "arguments",
    [
        (51_000, 5_000_000, 50_000, 5_000_000),
        (100_600, 10_000_000, 100_000, 10_000_000),
        (4_999_000, 10_000_000, 5_000_000, 10_000_000),
        (0, 10_000_000, 9_000_000, 10_000_000),
        (10_000_000, 10_000_000, 0, 10_000_000),
        (2, 10, 100_000, 10_000_000),
    ],
)
def test_fisher_is_stable_with_millions(arguments):
    events, size, other_events, other_size = arguments
    theirs = stats.hypergeom(size + other_size, events + other_events, size).sf(events - 1)
    assert fisher(*arguments).exact == pytest.approx(theirs, rel=1e-5, abs=1e-12)


@given(ratios())
def test_probabilities_of_fisher_are_some(arguments):
    tail = fisher(*arguments)
    assert 0 <= tail.beyond <= 1 and 0 <= tail.just <= 1 and 0 <= tail.mid <= tail.exact <= 1


@given(ratios())
def test_one_error_more_is_more_evidence(arguments):
    events, size, other_events, other_size = arguments
    if events < size:
        assert fisher(events + 1, size, other_events, other_size).mid <= fisher(*arguments).mid + 1e-9
    if other_events < other_size:
        assert fisher(events, size, other_events + 1, other_size).mid >= fisher(*arguments).mid - 1e-9


@given(ratios())
def test_both_directions_of_fisher_make_one(arguments):
    assert fisher(*arguments).mid + fisher(*arguments[2:], *arguments[:2]).mid == pytest.approx(1, abs=1e-9)


def test_mann_whitney_gives_what_was_published():
    assert 2 * mann_whitney(counted(AUGUST), counted(MAY)) == pytest.approx(0.0001208, abs=5e-8)


@pytest.mark.parametrize(("size", "other_size", "critical"), TABLE)
def test_mann_whitney_agrees_with_the_table(size, other_size, critical):
    for u, is_significant in ((critical, True), (critical + 1, False)):
        assert (mann_whitney(*with_u(size, other_size, u)) <= 0.05) is is_significant


def with_u(size, other_size, u):
    """Two samples without ties, of whose pairs I(u) have the larger value in the other."""
    above = [size * other_size - u - other_size * full for full in range(size)]
    places = [100 * max(0, min(other_size, count)) - 50 + number for number, count in enumerate(above)]
    return dict.fromkeys(places, 1), dict.fromkeys(range(0, 100 * other_size, 100), 1)


@given(histograms, histograms, st.integers(0, 20))
def test_mann_whitney_agrees_with_scipy_on_every_single_value(histogram, other, bins):
    values = [max(0, value - bins) for value in expanded(histogram)]
    others = expanded(other)
    ours = mann_whitney(shifted(histogram, bins), other)
    theirs = stats.mannwhitneyu(values, others, alternative="greater", method="asymptotic", use_continuity=True).pvalue
    if stats.tiecorrect(stats.rankdata(values + others)) >= 0.75:
        assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-300)
    elif theirs < 0.5:
        assert theirs <= ours < 0.5


@given(st.dictionaries(st.integers(0, 128), st.floats(1e-3, 1e6), max_size=8), st.dictionaries(st.integers(0, 128), st.floats(1e-3, 1e6), max_size=8))
def test_counts_that_are_not_whole_have_a_probability(histogram, other):
    assert 0 <= mann_whitney(histogram, other) <= 1


@pytest.mark.parametrize(("histogram", "other"), [({}, {}), ({}, {1: 5}), ({1: 5}, {}), ({1: 0.4}, {0: 0.5})])
def test_nothing_to_compare_is_no_evidence(histogram, other):
    assert mann_whitney(histogram, other) == 1


def test_one_value_is_no_evidence():
    assert mann_whitney({1: 5}, {1: 9}) > 0.5


def test_one_rare_value_is_no_proof_where_nearly_all_are_the_same():
    """Of five requests one is slow, as is one of five hundred: that happens in one of a hundred such fives."""
    assert mann_whitney({0: 4, 50: 1}, {0: 4_990, 50: 10}) > 0.01


def test_slower_is_more_evidence_and_the_shift_forgives_it():
    usual = {40: 30, 44: 30, 48: 30}
    p = [mann_whitney({number + slower: count for number, count in usual.items()}, usual) for slower in (0, 2, 4, 8)]
    assert p == sorted(p, reverse=True) and p[-1] < 1e-9 and p[0] > 0.5
    assert mann_whitney(shifted({number + 3: count for number, count in usual.items()}, 3), usual) == p[0]


@given(histograms, st.integers(0, 130))
def test_a_shift_loses_no_request(histogram, bins):
    moved = shifted(histogram, bins)
    assert sum(moved.values()) == sum(histogram.values()) and min(moved) >= 0


def clusters(clients):
    """C(Clusters) of (observations, sum of their values) each, whose values are 0 and 1."""
    ratio = sum(y for n, y in clients) / sum(n for n, y in clients)
    return clusters_of_values(clients, ratio * (1 - ratio))


def clusters_of_values(clients, variance):
    size, values = (sum(column) for column in zip(*clients))
    return Clusters(len(clients), size, sum(n * n for n, y in clients), values, sum(y * y for n, y in clients), sum(n * y for n, y in clients), variance)


clustered = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 30)).map(lambda pair: (max(pair), min(pair))), min_size=1, max_size=40)


@given(clustered)
def test_the_design_effect_is_the_ratio_estimators_variance_over_the_binomial(clients):
    its = clusters(clients)
    if its.clients > 1 and 0 < its.values < its.size:
        mean = its.values / its.size
        residuals = [(y - mean * n) ** 2 for n, y in clients]
        variance = its.clients / (its.clients - 1) * sum(residuals) / its.size**2
        assert its.estimated == pytest.approx(variance / (mean * (1 - mean) / its.size), rel=1e-6, abs=1e-9)
    else:
        assert its.estimated == 1


def test_clients_that_always_or_never_fail_are_one_observation_each():
    its = clusters([(10, 10)] * 50 + [(10, 0)] * 50)
    assert its.as_one == 10
    assert its.estimated == pytest.approx(10 * 100 / 99)


def test_a_request_each_has_no_design_effect():
    its = clusters([(1, 1)] * 10 + [(1, 0)] * 990)
    assert design_effects(its, its) == pytest.approx((1000 / 999, 1), abs=1e-9)


@given(clustered, clustered)
def test_design_effects_are_one_at_least_and_no_sample_is_less_than_nothing(some, others):
    effect, other_effect = design_effects(clusters(some), clusters(others))
    assert effect >= 1
    assert 1 <= other_effect <= clusters(others).as_one + 1e-9


@given(clustered, clustered)
@settings(max_examples=50)
def test_both_samples_together_are_what_they_are_as_one(some, others):
    together = _statistics._together(clusters(some), clusters(others))
    assert together == pytest.approx(clusters(some + others), rel=1e-9, abs=1e-12)


def test_few_clients_are_one_observation_each():
    its = clusters([(10, 1)] * (_statistics.FEWEST_CLIENTS - 1))
    many = clusters([(10, 1)] * _statistics.FEWEST_CLIENTS)
    assert design_effects(its, its) == (10, 10)
    assert design_effects(many, many) == (1, 1)


def test_one_client_that_fails_always_counts_in_a_small_sample_though_the_large_one_has_none():
    alike = clusters([(10, 0)] * 900 + [(10, 1)] * 100)
    effect, other_effect = design_effects(clusters([(10, 0)] * 49 + [(10, 10)]), alike)
    assert effect > 9 and other_effect < 2


def test_a_small_sample_that_shows_no_clustering_is_not_believed():
    effects = design_effects(clusters([(10, 0)] * 48 + [(10, 1)] * 2), clusters([(10, 0)] * 990 + [(10, 10)] * 10))
    assert min(effects) > 5


def test_less_of_each_value_changes_the_mean_only():
    its = clusters([(3, 1), (5, 5), (9, 0)])
    less = its.less(2)
    assert less == clusters_of_values([(3, -5), (5, -5), (9, -18)], its.variance)
    assert less.estimated == pytest.approx(its.estimated)


def test_nothing_is_lost_far_out():
    assert 0 < fisher(60, 60, 0, 5_000).exact == pytest.approx(1 / math.comb(5_060, 60), rel=1e-6)
