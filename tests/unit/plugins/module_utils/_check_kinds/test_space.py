# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
import pytest

ROOM = {"free_bytes": 3 << 30, "free_percent": 20.0, "inodes_percent": 50.0, "read_only": False}


def judged(room=None, **options):
    return checks.judged({**ROOM, **(room or {})}, check="space", path="/srv", **options)


@pytest.mark.parametrize("options, reason, observed", [
    ({"min_free_percent": 20, "min_free_bytes": "3G", "min_inodes_percent": 50}, "", "20.0 % are free (3 GiB), 50.0 % of the inodes"),
    ({"min_free_percent": 20.1}, "space", "the free space is 20.0 %"),
    ({"min_free_bytes": "4G"}, "space", "the free space is 3221225472 bytes"),
    ({"min_inodes_percent": 51}, "inodes", "the share of free inodes is 50.0 %"),
])  # fmt: skip
def test_too_little_room_says_of_what(options, reason, observed):
    found = judged(**options)
    assert (found.outcome, found.reason, found.observed) == ("fail" if reason else "pass", reason, observed)


def test_what_can_only_be_read_has_a_reason_of_its_own():
    assert judged({"read_only": True, "free_percent": 0.0}, min_free_percent=10).reason == "read_only"


def test_where_nothing_limits_inodes_none_are_wanted():
    assert judged({"inodes_percent": None}, min_inodes_percent=50).outcome == "pass"


@pytest.mark.parametrize("options", [{"min_free_percent": 101}, {"min_inodes_percent": -1}])
def test_a_share_is_from_0_to_100(options):
    assert "from 0 to 100" in checks.mistake(check="space", path="/", **options)
