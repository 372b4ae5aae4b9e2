# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._gate import is_refused, judge, workers_down


def test_all_passes_are_a_pass():
    assert judge("wave", {"a": {"verdict": "pass"}, "b": {"verdict": "pass"}}) == ("pass", [])


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (None, "nothing came back"),
        ({"unreachable": True, "msg": "ssh"}, "could not be reached"),
        ({"verdict": "fail", "reason": "it answered 500."}, "it answered 500."),
        ({"failed": True, "msg": "MODULE FAILURE", "module_stderr": "Traceback\nMemoryError\n"}, "MODULE FAILURE (MemoryError)"),
        ({"verdict": "pass", "failed": True, "msg": "odd"}, "odd"),
        ({"failed": True, "msg": "", "stderr": "", "stdout": "last words"}, "last words"),
        ({}, "without a verdict"),
        ({"failed": True, "msg": "Timed out.", "timedout": {"period": 400, "frame": "x"}}, "it said nothing for 400 s in the phase 'wave'"),
    ],
)
def test_anything_else_is_a_fail_that_names_the_host(result, reason):
    verdict, reasons = judge("wave", {"a": {"verdict": "pass"}, "b": result})
    assert verdict == "fail"
    assert len(reasons) == 1 and reasons[0].startswith("b: ") and reason in reasons[0]


def test_workers_that_are_down_where_traffic_stays_are_no_fail_but_are_told():
    results = {"a": {"verdict": "fail", "reason": "queue is FATAL.", "workers_down": True}, "b": {"verdict": "pass", "workers_down": False}, "c": None}
    assert judge("wave", {host: results[host] for host in "ab"}) == ("pass", [])
    assert judge("wave", results)[0] == "fail"
    assert workers_down(results) == ["a: queue is FATAL."]


def test_a_host_that_had_nothing_to_do_is_no_failure():
    assert judge("roll back", {"a": {"skipped": True, "changed": False}})[0] == "pass"


def test_of_a_loop_the_first_failure_speaks():
    result = {"failed": True, "msg": "All items completed", "results": [{"rc": 0}, {"failed": True, "msg": "", "stderr": "no such table"}]}
    assert judge("migrate", {"a": result}) == ("fail", ["a: no such table"])
    assert judge("migrate", {"a": {"results": [{"rc": 0}]}})[0] == "pass"


@pytest.mark.parametrize("result", [{"failed": True, "msg": "no item", "results": []}, {"results": [{"unreachable": True}]}])
def test_a_loop_that_says_nothing_or_went_away_is_no_pass(result):
    assert judge("migrate", {"a": result})[0] == "fail"


def test_only_a_host_that_ran_it_refuses_a_release():
    assert is_refused({"a": {"verdict": "pass", "refused": False}, "b": {"verdict": "fail", "refused": True}})
    assert not is_refused({"a": None, "b": {"unreachable": True}, "c": {"verdict": "fail", "refused": False}})
