# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the scenarios that plant faults have in common."""

from __future__ import annotations

import json

import planted
import pytest

WELL, UNWELL = ("pass", "", ""), ("fail", "refused", "nothing listens there")


def fault(check, cause="stopped", **more):
    return planted.Fault(**{"check": check, "cause": cause, "reason": "refused", "plant": "", "repair": "", **more})


WEB, CACHE, OTHER = fault("http"), fault("redis"), fault("http", "killed")


def seen(*looks):
    """Of two rounds, after three looks while all was well."""
    return planted.Seen([[WEB, CACHE], [OTHER]], [{"http": WELL, "redis": WELL}] * 3 + [dict(zip(("http", "redis"), look)) for look in looks])


def test_faults_that_reach_the_same_are_not_there_at_the_same_time():
    wide = fault("tcp", touches=["http"])
    assert [{one.name for one in there} for there in planted.rounds([WEB, CACHE, OTHER, wide])] == [
        {"tcp-stopped", "redis-stopped"}, {"http-stopped"}, {"http-killed"},
    ]  # fmt: skip


def test_a_fault_is_counted_once(tmp_path):
    path = tmp_path / "faults.yml"
    path.write_text(json.dumps([WEB._asdict(), CACHE._asdict()]))
    assert planted.load(path) == [WEB, CACHE]
    with pytest.raises(ValueError, match="planted twice: http-stopped, redis-stopped"):
        planted.load(path, path)


def test_what_is_found_is_there_meanwhile_for_its_reason_and_at_no_other_time():
    assert seen((UNWELL, UNWELL), (WELL, WELL), (UNWELL, WELL), (WELL, WELL)).has_found(OTHER)
    assert not seen((UNWELL, UNWELL), (UNWELL, WELL), (UNWELL, WELL), (WELL, WELL)).has_found(OTHER)
    assert not seen((UNWELL, UNWELL), (WELL, WELL), (WELL, WELL), (WELL, WELL)).has_found(OTHER)
    assert not seen((UNWELL, UNWELL), (WELL, WELL), (("fail", "timeout", ""), WELL), (WELL, WELL)).has_found(OTHER)
    assert not seen((UNWELL, UNWELL), (WELL, WELL), (UNWELL, WELL), (UNWELL, WELL)).has_found(OTHER)


def test_an_alarm_is_false_where_no_fault_of_the_moment_reaches():
    assert list(seen((UNWELL, UNWELL), (WELL, WELL), (UNWELL, WELL), (WELL, WELL)).false_alarms()) == []
    assert list(seen((UNWELL, UNWELL), (WELL, UNWELL), (UNWELL, UNWELL), (WELL, WELL)).false_alarms()) == [(4, "redis", UNWELL), (5, "redis", UNWELL)]
