# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulation behind docs/statistics.md: that it draws what it says, and says what it drew."""

from __future__ import annotations

import random

import canaries
import enumerated
import pytest
import simulated
from ansible_collections.golive.web.plugins.module_utils._counts import Counts
from ansible_collections.golive.web.plugins.module_utils._statistics import fisher
from canaries import Fair, Look, Row, Unfair
from enumerated import Enumerated
from scipy import stats
from simulated import Change, Clients, Population

WEB = Clients(simulated.pareto(1.3, 300), simulated.beta(0.01, 0.02))


@pytest.fixture(autouse=True)
def few_clients(monkeypatch):
    monkeypatch.setattr(simulated, "_CLIENTS", 300)


def test_a_sample_is_the_sum_of_clients(monkeypatch):
    monkeypatch.setattr(simulated, "_CLIENTS", 1)
    population = Population(Clients(lambda rng: 3, lambda rng: 1), random.Random(1))
    one, two = population.sample(random.Random(1), 3), population.sample(random.Random(1), 6)
    assert (one.requests, one.errors, one.clients, one.errors2) == (3, 3, 1, 9)
    assert two == Counts.total([one, one])


def test_samples_are_counts_that_can_be_true():
    sample = Population(WEB, random.Random(1)).sample(random.Random(2), 2_000)
    assert Counts.of(sample.as_dict()) == sample
    assert 1_000 < sample.requests < 4_000


@pytest.mark.parametrize("ratio", [0.0, 0.003, 0.02, 1.0])
def test_the_ratio_of_errors_is_just_what_it_is_said_to_be(ratio):
    each = [[10, 1, {}] for _number in range(100)]
    simulated._settle(each, ratio, random.Random(1))
    assert sum(errors for _requests, errors, _histogram in each) == round(ratio * 1_000)
    assert all(0 <= errors <= requests for requests, errors, _histogram in each)


def test_a_change_makes_requests_fail_and_slower():
    usual = Population(WEB, random.Random(1)).sample(random.Random(1), 5_000)
    worse = Population(WEB, random.Random(1), Change(failing=0.5, slower=8)).sample(random.Random(1), 5_000)
    assert worse.errors / worse.requests > 0.3 > usual.errors / usual.requests
    assert 7 < worse.logs / worse.timed - usual.logs / usual.timed < 9


@pytest.mark.parametrize(("failing", "mean"), [(simulated.beta(0.05, 0.1), 0.05), (simulated.beta(0.05, 0), 0.05), (simulated.broken(0.05, 0.01), 0.0595)])
def test_clients_fail_as_often_as_is_said(failing, mean):
    rng = random.Random(1)
    assert sum(failing(rng) for _number in range(20_000)) / 20_000 == pytest.approx(mean, abs=0.004)


def test_the_interval_is_wilsons():
    assert Row("", 10, 0).interval == pytest.approx((0, 0.2775), abs=1e-4)
    assert Row("", 263, 81).interval == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, his first example


def test_the_same_seed_gives_the_same():
    fair = Fair("", WEB, canaries.WAVES, (200, 200), canary=Change(failing=0.02))
    first, again, other = (canaries.false_alarms(fair, 60, random.Random(seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_what_is_twice_as_bad_is_found_and_what_is_the_same_is_not():
    look = Look(1_000, 0, 1_000)
    assert canaries.detection(Unfair("", WEB, look, Change(failing=0.3)), 5, random.Random(1)).worse == 5
    assert canaries.detection(Unfair("", WEB, look, Change()), 5, random.Random(1)).worse == 0


def test_looks_count_up_and_a_rollout_ends_with_the_first_alarm(monkeypatch):
    seen = []
    monkeypatch.setattr(canaries, "is_worse", lambda rng, populations, look, looks: seen.append((look.canary, looks)) or looks.number == 2)
    assert canaries.false_alarms(Fair("", WEB, requests=(100, 100)), 1, random.Random(1)).worse == 1
    assert [(round(size), *looks) for size, looks in seen] == [(100, 1, 3), (400, 2, 3)]


@pytest.fixture
def figures():
    """Everything as it should be."""
    fair = [Row(one.label, 10_000, 90) for one in canaries.FAIR]
    outcomes = [Enumerated(50, 500, {"mid-p": 0.008, "exact": 0.004}, {"mid-p": 0.3, "exact": 0.2})]
    return canaries.Figures(fair, [Row(one.label, 1_000, 955) for one in canaries.UNFAIR], outcomes)


def broken(figures):
    return [limit.what for limit in canaries.limits(figures) if not limit.holds]


def test_limits_are_false_alarms_and_what_is_promised(figures):
    assert len(canaries.limits(figures)) == len(canaries.FAIR) + sum(one.is_promised for one in canaries.UNFAIR)
    assert broken(figures) == []
    figures.fair[0] = figures.fair[0]._replace(worse=101)
    figures.unfair[0] = figures.unfair[0]._replace(worse=949)
    assert [limit.rsplit(": ", 1)[1] for limit in broken(figures)] == ["false alarms in %", "missed in %"]


def test_the_tables_have_every_row(figures):
    text = canaries.text(figures)
    assert text.count("\n| ") + 1 == len(canaries.FAIR) + len(canaries.UNFAIR) + 1 + 6
    assert "| each request another client's | 10,000 | 0.90 % | 0.73 to 1.10 % |" in text
    assert "| errors 1 % to 2 %, of any client | 3,000 | 27,000 | - | 95.5 % | 94.0 to 96.6 % |" in text
    assert "| 50 | 500 | 0.80 % | 0.40 % | 30.00 % | 20.00 % |" in text


@pytest.mark.parametrize("name", enumerated.P_VALUES)
def test_enumeration_agrees_with_every_single_outcome(name):
    p_value = enumerated.P_VALUES[name]
    outcomes = [(x, y) for x in range(13) for y in range(31) if x >= 2 and p_value(fisher(x, 12, y, 30)) <= 0.05]
    theirs = sum(stats.binom.pmf(x, 12, 0.4) * stats.binom.pmf(y, 30, 0.1) for x, y in outcomes)
    assert enumerated.called_worse(12, 0.4, 30, 0.1, 0.05, p_value) == pytest.approx(theirs, rel=1e-6)
