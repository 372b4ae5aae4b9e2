# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each planted fault is found for its reason and gone after its repair, and nothing else is said to be wrong."""

from __future__ import annotations

import pytest
from manifest import FAULTS, HOSTS

WELL = ("pass", "", "")


@pytest.mark.parametrize("host", HOSTS)
def test_healthy_host_gives_no_false_alarm(seen, host):
    assert [unwell(look) for look in seen[host].healthy()] == [{}] * len(seen[host].healthy())


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_found_and_is_gone_after_its_repair(seen, host, fault):
    before, meanwhile, after = seen[host].of(fault)
    assert (before, meanwhile[:2], after) == (WELL, (fault.status, fault.reason), WELL), meanwhile


@pytest.mark.parametrize("host", HOSTS)
def test_what_a_fault_does_not_reach_stays_well(seen, host):
    for faults, look in seen[host].planted():
        reached = set().union(*(fault.reach for fault in faults))
        assert unwell({name: said for name, said in look.items() if name not in reached}) == {}


def unwell(look):
    return {name: said for name, said in look.items() if said != WELL}
