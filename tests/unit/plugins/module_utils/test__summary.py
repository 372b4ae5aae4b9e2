# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import types

from ansible_collections.golive.web.plugins.module_utils import _summary

OLD, NEW = "1.0-0123456789ab-abcdef", "2.0-0123456789ab-abcdef"
PLAN = {
    "release": NEW, "previous": {"web1": OLD, "web20": OLD, "web3": ""}, "waves": [["web3"], ["web1", "web20"]], "capacity": [None, 1], "settled": [],
    "shares": [], "failed": {}, "max_failed": 0, "bake_seconds": 10, "min_requests": 0, "on_inconclusive": "ask", "moves": True,
}  # fmt: skip


def lines(settle_seconds=0, forks=0, **more):
    return _summary.lines(types.SimpleNamespace(**{**PLAN, **more}), settle_seconds, forks)


def test_it_says_who_flips_when_from_what_to_what_and_how_many_stay_healthy():
    assert lines()[:6] == [
        f"Release {NEW}",
        "Wave 1 of 2, 1 host",
        f"  web3   (none) -> {NEW}",
        "Wave 2 of 2, 2 hosts, 1 healthy outside of it",
        f"  web1   {OLD} -> {NEW}",
        f"  web20  {OLD} -> {NEW}",
    ]


def test_it_says_the_least_time_and_what_would_stop_it():
    text = "\n".join(lines(settle_seconds=3))
    assert "Takes 23 s at least: 2 bakes of 10 s" in text and "Goes back everywhere when 1 host refuses it" in text
    assert "43 s at least: 4 bakes" in "\n".join(lines(settle_seconds=3, shares=[5, 25])) and "share of 5, 25 %" in "\n".join(lines(shares=[5, 25]))
    assert "13 s at least: 1 bake of" in "\n".join(lines(settle_seconds=3, settled=["web3"]))
    assert "Takes" not in "\n".join(lines(settle_seconds=3, bake_seconds=0))
    assert "when 3 hosts refuse it" in "\n".join(lines(max_failed=2))
    assert "Of fewer than 50 requests to compare in a wave, it pauses" in "\n".join(lines(min_requests=50, on_inconclusive="pause"))


def test_a_plan_that_found_no_release_names_none():
    assert lines(release="", waves=[], capacity=[], moves=False) == []


def test_what_moves_nothing_takes_no_time():
    stays = lines(moves=False, previous=dict.fromkeys(PLAN["previous"], NEW))
    assert not [line for line in stays if "at least" in line] and sum("stays" in line for line in stays) == 3


def test_hosts_that_are_done_without_are_named():
    assert "left out: web4 did not answer." in lines(failed={"web4": "web4 did not answer."})


def test_too_few_forks_are_said():
    assert [line for line in lines(forks=2) if "--forks 3" in line]
    assert not [line for forks in (0, 3, 5) for line in lines(forks=forks) if "--forks" in line]
