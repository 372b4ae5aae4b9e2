# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils import _comparison
from ansible_collections.golive.web.plugins.module_utils._counts import Counts


def alike(slower):
    """Thirty clients who all meet the same twelve latencies, I(slower) in bins."""
    return Counts.from_clients([(48, 0, {number + slower: 4 for number in range(30, 54, 2)})] * 30)


def test_what_the_tolerance_forgives_is_not_taken_for_clients_that_differ():
    assert _comparison.latency(alike(3), alike(0), 0.001, 3).worth == (1_440, 1_440)
    assert _comparison.latency(alike(8), alike(0), 0.001, 3).worth < (1_440, 1_440)


def test_requests_of_a_client_are_worth_less_the_more_alike_they_are():
    alone = Counts.from_clients([(1, int(number < 10), {}) for number in range(1_000)])
    clinging = Counts.from_clients([(10, 10 * (number < 1), {}) for number in range(100)])
    assert _comparison.errors(alone, alone, 0.009).worth == (999, 1_000)
    worth = _comparison.errors(clinging, alone, 0.009).worth
    assert 80 < worth[0] < 110 and worth[1] == 1_000
