# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many processes the role computes for hosts that no scenario has."""

from __future__ import annotations

import pytest
import slots


@pytest.mark.parametrize(
    ("megabytes", "cores", "wanted", "processes"),
    [
        (24105, 2, 0, 10),  # cores decide
        (2048, 8, 0, 12),  # memory decides: (2048 - 512) / 64 / 2
        (131072, 64, 0, 64),  # the most decides
        (256, 1, 0, 2),  # never fewer than two, nor negative
        (2048, 8, 7, 7),  # a number that is set is taken
    ],
)
def test_processes_fit_two_slots(megabytes, cores, wanted, processes):
    assert slots.processes("php_runtime", "vars/main.yml", megabytes, cores, wanted) == processes


def test_applications_share_the_memory():
    assert slots.processes("php_runtime", "vars/main.yml", 8192, 64, 0, applications=3) == (8192 - 512) // 64 // 2 // 3
