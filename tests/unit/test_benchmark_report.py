# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
import report

LINES = ["100.0 5.00 -\n", "101.0 7.00 status 502\n", "102.0 - closed\n", "103.0 9.00 -\n"]


def test_a_section_has_the_requests_that_began_in_it():
    section = report.section(LINES, (100.0, 101.5), (102.0, 103.0))
    assert (section.latencies, section.lost, section.requests) == ([5.0, 7.0], ["status 502", "closed"], 3)


def test_losses_are_told_by_how_often():
    assert report.Section([], ["closed", "status 502", "closed"]).reasons == "2 closed, 1 status 502"


def test_a_p99_of_few_requests_is_not_told():
    assert report.Section([1.0] * 99, []).p99 is None
    assert report.Section([float(value) for value in range(1, 201)], []).p99 == 198


def test_spread_is_median_least_and_most():
    assert report.spread([2.9, 2.8, 3.04]) == "2.9 (2.8 to 3.0)"


def test_ratio_is_of_medians():
    assert report.ratio([1, 3, 100], [6, 1, 7]) == 0.5


@pytest.mark.parametrize(("value", "holds"), [(1.2, True), (1.21, False), (0, True), (None, False)])
def test_a_limit_holds_up_to_its_value_and_never_unmeasured(value, holds):
    limit = report.Limit("p99", value, 1.2)
    assert limit.holds is holds
    assert str(limit).startswith("holds" if holds else "DOES NOT HOLD")


def test_a_table_is_markdown():
    assert report.table(["a", "b"], [[1, "x"]]) == "| a | b |\n| --- | --- |\n| 1 | x |"
