# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import types

import guards
import page
import pytest
from report import Section


@pytest.fixture
def results():
    """Everything as it should be."""
    good = Section([5.0] * 200, [])
    runtime = types.SimpleNamespace(label="php-fpm", count=2, flips=good, control=good, ratio=1.0)
    seconds = {"golive.web": 3, "plain playbook": 14, "Capistrano": 2.5}
    taken = {tool: [types.SimpleNamespace(seconds=value, cpu=1.0, hosts=1.0)] for tool, value in seconds.items()}
    return page.Results("0123456", "2026-11-23", 2, 2, 1, runtimes=[runtime], speed=taken)


def broken(results):
    return [limit.what for limit in page.limits(results) if not limit.holds]


def test_all_limits_hold(results):
    assert (len(page.limits(results)), broken(results)) == (4, [])


def test_one_lost_request_breaks_a_limit_also_in_the_control_run(results):
    results.runtimes[0].control = Section([5.0] * 200, ["closed"])
    assert broken(results) == ["php-fpm: requests lost"]


@pytest.mark.parametrize("ratio", [1.21, None])
def test_a_worse_p99_breaks_a_limit_and_so_does_one_that_is_not_known(results, ratio):
    results.runtimes[0].ratio = ratio
    assert broken(results) == ["php-fpm: p99 over that of the control run"]


@pytest.mark.parametrize(("tool", "seconds"), [("plain playbook", 9.9), ("Capistrano", 1.9)])
def test_a_slower_release_breaks_the_limit_against_each_tool(results, tool, seconds):
    results.speed[tool][0].seconds = seconds
    assert len(broken(results)) == 1 and tool in broken(results)[0]


@pytest.mark.parametrize(("guarded", "holds"), [(957, True), (950, False)])
def test_a_guarded_site_answers_at_most_five_percent_less(results, guarded, holds):
    results.guards = guards.Result([1000.0], [float(guarded)])
    assert (broken(results) == []) is holds
    assert f"| every one | {guarded} ({guarded} to {guarded}) |" in page.text(results)


def test_the_page_has_the_figures_and_the_verdicts(results):
    text = page.text(results)
    assert "commit 0123456, 2026-11-23, 2 cores" in text
    assert "| php-fpm | 200 | 0 | 5.0 | 5.0 | 1.00 |" in text
    assert "| Capistrano | 2.5 (2.5 to 2.5) | 1.20 |" in text
    assert "- holds: php-fpm: requests lost is 0, at most 0" in text


def test_what_was_not_measured_is_said_and_has_no_table():
    text = page.text(page.Results("0123456", "2026-11-23", 2, 2, 1, problems=["It broke."]))
    assert "It broke." in text and "|" not in text


FLEET = {
    "hosts": 8, "rollouts": 10, "rollbacks": 3, "requests": 5000, "lost": 0, "met_bad": 0, "seconds": [9.0], "back": [0.5, 2.5], "at_once": [3.0],
    "ping": [1.0, 1.1, 1.2], "cpu": [0.2], "ping_cpu": [0.1], "round_trips": 5,
}  # fmt: skip


def test_a_fleets_figures_are_on_the_page_and_hold_their_limits(results):
    results.fleets = [FLEET]
    assert broken(results) == []
    assert "| 8 | 5,000 | 0 | 9.0 | 2.5 | 3.0 (3.0 to 3.0) | 1.1 (1.0 to 1.2) | 0.20 | 0.10 | 5 |" in page.text(results)


@pytest.mark.parametrize(
    "worse", [{"lost": 1}, {"met_bad": 1}, {"back": [0.5, 3.2]}, {"at_once": [3.4]}, {"round_trips": 6}], ids=lambda worse: next(iter(worse))
)
def test_a_fleet_that_does_worse_breaks_its_limit(results, worse):
    results.fleets = [{**FLEET, **worse}]
    assert len(broken(results)) == 1 and broken(results)[0].startswith("8 hosts")
