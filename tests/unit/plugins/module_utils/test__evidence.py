# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils import _evidence
from ansible_collections.golive.web.plugins.module_utils._counts import Counts

OLD, NEW = "1.0-0123456789ab-abcdef", "2.0-0123456789ab-abcdef"
PLAN = {
    "release": NEW,
    "previous": {"a": OLD, "b": OLD, "c": OLD},
    "waves": [["a"], ["b"], ["c"]],
    "settled": [],
    "shares": [],
    "partners": {"a": "b", "b": "c"},
    "min_requests": 0,
}


def counts(requests, errors=0, clients=50):
    each = requests // clients
    return Counts.from_clients([(each, errors // clients, {30: each}) for _client in range(clients)]).as_dict()


def traffic(now=None, before=None):
    return {"verdict": "pass", "traffic": {"now": now or {}, "before": before or {}}}


def compare(results, partners=None, phase="wave", **plan):
    return _evidence.compare({**PLAN, **plan}, phase, results, partners or {})


def test_where_nothing_moved_nothing_is_compared():
    assert compare({"a": {"verdict": "pass"}, "b": None}) is None


def test_a_release_that_does_worse_than_the_hosts_that_have_not_flipped_and_than_before_fails():
    worse = {"a": traffic({NEW: counts(1000, 50)}, {OLD: counts(5000)})}
    assert compare(worse, {"a": {"releases": {OLD: counts(1000)}}})["verdict"] == "fail"
    assert compare(worse, {"a": {"releases": {OLD: counts(1000, 50)}}})["verdict"] == "pass", "the others have the same errors now"
    assert compare(worse, {"a": {"unreachable": True}})["verdict"] == "fail", "what was before is left to compare with"


def test_a_log_that_can_not_be_read_is_no_evidence():
    unread, well = {"verdict": "pass", "traffic": {"unreadable": "The log is a link."}}, traffic({NEW: counts(1000)}, {OLD: counts(5000)})
    alone = compare({"a": unread}, min_requests=100)
    assert alone["verdict"] == "inconclusive"
    beside = compare({"a": well, "b": unread}, {"a": {"releases": {OLD: counts(1000)}}}, min_requests=100)
    assert (beside["verdict"], beside["reasons"]) == ("inconclusive", ["b: The log is a link."])
    assert "b: The log is a link." in compare({"a": well, "b": unread})["notes"], "where no minimum is asked for"
    worse = compare({"a": traffic({NEW: counts(1000, 500)}, {OLD: counts(5000)}), "b": unread}, min_requests=100)
    assert worse["verdict"] == "fail"


def test_a_share_is_compared_with_the_rest_of_its_hosts_traffic():
    result = compare({"a": traffic({NEW: counts(500, 50), OLD: counts(5000)})}, phase="share of 5 %", shares=[5, 25])
    assert result["verdict"] == "fail" and [side["what"] for side in result["figures"]["baselines"]] == ["the same hosts' other traffic"]


def test_looks_are_counted_over_steps_and_waves():
    def look(host, phase="wave", **plan):
        return compare({host: traffic({NEW: counts(500)})}, phase=phase, **plan)["figures"]["look"]

    assert look("a") == {"number": 1, "total": 3}
    assert look("c") == {"number": 3, "total": 3}
    assert look("a", "share of 25 %", shares=[5, 25]) == {"number": 2, "total": 5}
    assert look("a", shares=[5, 25]) == {"number": 3, "total": 5}
    assert look("b", settled=["a"]) == {"number": 1, "total": 2}


def test_what_is_no_counts_is_inconclusive_and_said():
    result = compare({"a": traffic({NEW: {"requests": "many"}})})
    assert result["verdict"] == "inconclusive" and "whole numbers" in result["reasons"][0]


def test_no_traffic_passes_with_a_note_or_is_inconclusive_where_some_was_asked_for():
    assert compare({"a": traffic()})["verdict"] == "pass"
    assert compare({"a": traffic()})["notes"]
    assert compare({"a": traffic()}, min_requests=100)["verdict"] == "inconclusive"
