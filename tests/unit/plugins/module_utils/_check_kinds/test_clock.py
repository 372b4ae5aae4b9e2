# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts.clock import Clock
from ansible_collections.golive.web.plugins.module_utils._facts.sntp import Offset


def by_server(seconds, delay=0.0, **options):
    found = checks.judged(Offset(seconds, delay, 2), check="clock", server="ntp.example", **options)
    return found.reason, found.observed


@pytest.mark.parametrize("seconds, delay, reason, observed", [
    (1.0, 0.0, "", "1.000 s slow, give or take 0.000 s"),
    (-1.01, 0.0, "clock", "1.010 s fast, give or take 0.000 s"),
    (1.01, 0.0, "clock", "1.010 s slow, give or take 0.000 s"),
    (1.01, 0.04, "", "1.010 s slow, give or take 0.020 s"),
])  # fmt: skip
def test_a_clock_that_is_off_for_certain_is_not_right(seconds, delay, reason, observed):
    assert by_server(seconds, delay) == (reason, observed)


def test_how_far_it_may_be_off_is_said():
    assert by_server(0.2, max_offset=0.1)[0] == "clock"


def test_without_a_server_the_kernel_is_believed():
    assert checks.judged(Clock(True, 0.012), check="clock").observed == "kept in time, within 0.012 s"
    assert checks.judged(Clock(False, 16.0), check="clock").reason == "clock"


@pytest.mark.parametrize("options", [{"max_offset": 0}, {"max_offset": "nan"}, {"port": 0}])
def test_what_can_not_be_meant_is_refused(options):
    assert "must be" in checks.mistake(check="clock", **options)
