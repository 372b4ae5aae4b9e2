# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

from ansible_collections.golive.web.plugins.module_utils import _events, _verdict

PLAN = {"release": "2.0", "waves": [["a"], ["b", "c"]], "previous": {"a": "1.0"}, "shares": [], "bake_seconds": 10}


def now():
    return 1_795_000_000.5


def test_a_plan_that_could_not_be_made_says_why():
    event = _events.planned({}, ["a did not answer."], "ann", now)
    assert (event["verdict"], event["reasons"], event["owner"], event["time"]) == ("fail", ["a did not answer."], "ann", "2026-11-18T11:06:40.500Z")
    assert _events.planned(PLAN, [], "ann", now)["waves"] == PLAN["waves"]


def test_a_gate_tells_its_wave_its_hosts_and_what_it_alone_found():
    before = {**_verdict.begin(), "reasons": ["old"], "notes": ["known"]}
    after = {**before, "verdict": "fail", "reasons": ["old", "new"], "notes": ["known", "more"]}
    results = {"b": {"verdict": "pass", "live": "2.0", "seconds": {"total": 1}, "traffic": {"now": {}}, "diff": "x"}, "c": None}
    event = _events.judged("wave", results, before, after, PLAN, {"figures": {"look": 1}}, now)
    assert (event["wave"], event["verdict"], event["reasons"], event["notes"]) == (2, "fail", ["new"], ["more"])
    assert event["hosts"] == {"b": {"verdict": "pass", "live": "2.0", "seconds": {"total": 1}}, "c": {"verdict": "none"}}
    assert event["traffic"] == {"look": 1} and json.dumps(event)


def test_a_host_that_had_nothing_to_do_is_not_told_of():
    assert _events.judged("roll back", {"a": {"skipped": True}}, None, _verdict.begin(), PLAN, now=now)["hosts"] == {}


def test_a_host_that_is_away_is_told_as_such_and_a_phase_of_all_hosts_has_no_wave():
    event = _events.judged("stage", {"a": {"unreachable": True}}, None, _verdict.begin(), PLAN, now=now)
    assert (event["wave"], event["hosts"], event["traffic"]) == (0, {"a": {"verdict": "unreachable"}}, None)


def test_the_end_says_what_each_host_serves():
    event = _events.ended(PLAN, _verdict.begin(), {"a": "2.0"}, now)
    assert (event["release"], event["verdict"], event["live"]) == ("2.0", "pass", {"a": "2.0"})
