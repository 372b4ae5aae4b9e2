# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _asked

PLAN = {
    "release": "2-a-b", "owner": "me", "previous": {"web1": "1-a-b", "web2": "2-a-b"}, "failed": {}, "settled": ["web2"], "proven": ["web2"],
    "scheduler": "web2", "back": False,
}  # fmt: skip
PASS = {"verdict": "pass", "reasons": [], "refused": False, "events": [1]}
REFUSED = {"verdict": "fail", "reasons": ["web1: it died.", "more"], "refused": True, "events": []}


def end(host="web1", verdict=None, **plan):
    return _asked.of_end({**PLAN, **plan}, host, verdict or PASS)


def test_what_passed_is_good_where_the_host_took_part():
    assert [end(host)["good"] for host in PLAN["previous"]] == [True, True]
    assert end(failed={"web1": "web1 is away"})["good"] is False
    assert end(host="web3")["good"] is False
    assert end(verdict={**PASS, "failed_hosts": {"web1": "web1 went away"}})["good"] is False
    assert end("web2", {**PASS, "failed_hosts": {"web1": "web1 went away"}})["good"] is True
    assert end()["bad"] == ""
    assert end()["events"] == [1]


def test_what_was_refused_is_bad_but_where_it_was_good_before():
    assert [end(host, REFUSED)["bad"] for host in PLAN["previous"]] == ["web1: it died.", ""]
    assert end(verdict=REFUSED)["good"] is False
    assert end(verdict={**REFUSED, "refused": False})["bad"] == ""
    assert end(verdict={**REFUSED, "refused": False})["reason"] == "web1: it died."


@pytest.mark.parametrize(("scheduler", "asked"), [("web1", True), ("web2", False)])
def test_one_host_has_the_scheduled_jobs(scheduler, asked):
    assert end(scheduler=scheduler)["scheduler"] is asked


def test_jobs_stay_where_they_are_if_nobody_is_to_have_them():
    assert "scheduler" not in end(scheduler=None)


def test_after_a_way_back_what_was_left_is_bad_and_nothing_becomes_good():
    asked = end(back=True)
    assert (asked["release"], asked["bad"], "good" in asked) == ("1-a-b", "rolled back by hand by me", False)
    assert end("web2", back=True)["bad"] == ""
    assert end("web3", back=True)["release"] == ""
    assert end(back=True, verdict=REFUSED)["bad"] == ""


def test_a_plan_may_be_a_part_of_one():
    part = {"release": "2-a-b", "owner": "me"}
    assert _asked.takes_part(part, "web1")
    assert (_asked.of_stage(part, "web1"), _asked.of_flip(part, "web1")) == ({"fill": False}, {"leaves": False})
    assert _asked.of_end(part, "web1", {"verdict": "pass"}) == {"events": [], "reason": "", "good": True, "bad": ""}


@pytest.mark.parametrize(
    ("plan", "verdict"), [({"failed": {"web1": "away"}}, {}), ({"previous": {"web2": ""}}, {}), ({}, {"failed_hosts": {"web1": "away"}})]
)
def test_a_host_that_the_rollout_goes_on_without_takes_no_part(plan, verdict):
    assert not _asked.takes_part(plan, "web1", verdict)


def test_a_rollout_without_a_plan_has_only_its_events():
    assert _asked.of_end({}, "web1", {"verdict": "fail", "reasons": ["web1 did not answer."], "events": [1]}) == {
        "events": [1], "reason": "web1 did not answer."
    }  # fmt: skip
