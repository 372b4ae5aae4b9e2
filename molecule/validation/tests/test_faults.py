# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each planted fault is found for its reason and gone after its repair, and nothing else is said to be wrong."""

from __future__ import annotations

import planted
import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from ansible_collections.golive.web.plugins.module_utils._checks.reasons import OWN
from validated import CHECKS, FAULTS, HOSTS

LEAST = 110


@pytest.mark.parametrize("host", HOSTS)
@planted.each(FAULTS)
def test_fault_is_found_and_is_gone_after_its_repair(seen, host, fault):
    assert seen[host].has_found(fault), seen[host].of(fault)


@pytest.mark.parametrize("host", HOSTS)
def test_what_no_fault_reaches_gives_no_alarm(seen, host):
    assert list(seen[host].false_alarms()) == []


def test_all_faults_were_found_and_nothing_else(seen):
    there, found, alarms = planted.counted(seen)
    assert (found, alarms) == (there, 0)


def test_there_are_many_faults():
    assert len(FAULTS) >= LEAST


def test_every_kind_has_faults_and_is_that_of_the_checks_that_find_them():
    assert {fault.check for fault in FAULTS} == set(KINDS)
    kinds = {check["id"]: check["check"] for check in CHECKS}
    assert [fault.name for fault in FAULTS if kinds.get(fault.shows_at) != fault.check or not fault.reach <= kinds.keys()] == []


def test_every_reason_that_only_checks_have_is_planted():
    assert OWN.keys() - {fault.reason for fault in FAULTS} == set()
