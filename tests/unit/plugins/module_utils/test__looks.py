# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._looks import FALSE_ALARMS, Looks, alpha


@pytest.mark.parametrize("total", [2, 3, 9, 50])
def test_all_tests_of_all_looks_together_have_the_rollouts_chance(total):
    parts = [alpha(Looks(number, total)) for number in range(1, total + 1)]
    assert sum(part.errors + part.latency for part in parts) == pytest.approx(FALSE_ALARMS, rel=1e-12)
    assert min(min(part) for part in parts) > 0


def test_the_first_look_has_most_and_errors_most_of_that():
    first, later = alpha(Looks(1, 3)), alpha(Looks(2, 3))
    assert first == pytest.approx((0.009, 0.0005))
    assert later == pytest.approx((0.000125, 0.000125)) == alpha(Looks(3, 3))


def test_a_single_look_has_no_more_than_the_rollouts_chance():
    assert sum(alpha(Looks(1, 1))) <= FALSE_ALARMS


@pytest.mark.parametrize("looks", [(0, 3), (4, 3), (1, 0), (-1, 3)])
def test_a_look_that_was_not_counted_is_refused(looks):
    with pytest.raises(GoliveError, match="is none of"):
        alpha(Looks(*looks))
