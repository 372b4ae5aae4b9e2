# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each planted fault is found for its reason and gone after its repair, and nothing else is said to be wrong."""

from __future__ import annotations

import planted
import pytest
from ansible_collections.golive.web.plugins.module_utils._probes.kinds import KINDS
from ansible_collections.golive.web.plugins.module_utils._probes.reasons import REASONS
from manifest import FAULTS, HOSTS, PROBES, ROOT, UNPLANTED

LEAST = 130


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


def test_every_type_has_faults_and_is_what_its_probes_are_named_by():
    assert {fault.check for fault in FAULTS} == set(KINDS)
    types = {probe["name"]: probe["type"] for probe in PROBES}
    assert [fault.name for fault in FAULTS if types.get(fault.shows_at) != fault.check or not fault.reach <= types.keys()] == []


def test_every_reason_is_planted_or_shown_by_a_unit_test():
    assert REASONS.keys() - {fault.reason for fault in FAULTS} == UNPLANTED.keys()


@pytest.mark.parametrize("where", UNPLANTED.values())
def test_the_unit_test_of_what_can_not_be_planted_is_there(where):
    file, _colons, name = where.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text()
