# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of the playbook status."""

from __future__ import annotations

import pytest

from ansible_collections.golive.web.plugins.filter.rollout_status import rollout_status

INFO = {
    "provisioned": True, "live": "1.0-a", "live_slot": "blue", "standby": "2.0-b", "share": 0, "maintenance": False, "lease": {}, "paused": {},
    "scheduler": False,
    "bad": {}, "programs": {"gigs-blue:gigs-blue": "RUNNING"}, "serving": {"healthy": True, "release": "1.0-a", "status": 200, "reason": ""},
}  # fmt: skip


def notes(**differences):
    heading, line = rollout_status({"web1": {**INFO, **differences}})
    return line[heading.index("notes") :]


def test_nothing_is_noted_where_all_is_as_ever():
    assert notes() == ""


@pytest.mark.parametrize(
    ("difference", "note"),
    [
        ({"share": 25}, "25 % of the traffic on standby"),
        ({"maintenance": True}, "in maintenance"),
        ({"lease": {"owner": "ann"}}, "locked by ann"),
        ({"paused": {"release": "2.0-b", "reason": "too little traffic"}}, "rollout of 2.0-b paused: too little traffic"),
        ({"bad": {"1.0-a": "why"}}, "live release is marked bad"),
    ],
)
def test_what_is_not_as_ever_is_noted(difference, note):
    assert notes(**difference) == note
