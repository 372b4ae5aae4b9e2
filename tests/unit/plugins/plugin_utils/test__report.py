# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

from ansible_collections.golive.web.plugins.plugin_utils import _report
from hypothesis import given
from rollouts import BEGAN, NEW, OLD, OWNER, events, gone_back, gone_well, hostile_text


def complete(rollout, **verdict):
    return _report.complete(rollout.events, {**rollout.verdict, **verdict}, rollout.plan, rollout.clock)


def test_the_last_event_says_how_it_ended_and_what_is_live():
    assert complete(gone_back())[-1] == {
        "event": "ended", "time": "2026-11-18T11:07:08.000Z", "release": NEW, "verdict": "fail", "reasons": ["web2: it answered 503."],
        "live": {"web1": OLD, "web2": OLD, "web3": OLD},
    }  # fmt: skip
    assert complete(gone_well())[-1]["verdict"] == "pass"


def test_what_fails_the_run_is_no_pass():
    assert complete(gone_well(), workers_down=["web1: queue is FATAL."])[-1]["verdict"] == "fail"
    ended = complete(gone_well(), failed_hosts={"web3": "web3: it could not be reached."})[-1]
    assert (ended["verdict"], ended["reasons"]) == ("fail", ["web3: it could not be reached."])


def test_no_verdict_at_all_is_a_failure():
    assert _report.complete([], {}, {}, lambda: BEGAN)[-1]["verdict"] == "fail"


@given(events, hostile_text)
def test_each_line_is_an_event_again(happened, application):
    text = _report.lines(happened, application)
    text.encode()
    read = [json.loads(line) for line in text.splitlines()]
    assert len(read) == len(happened) == text.count("\n")
    assert all(line["application"] == application for line in read)
    assert [_sorted(line) for line in read] == [_sorted({**event, "application": application, "owner": line["owner"]}) for line, event in zip(read, happened)]


def _sorted(event):
    return json.dumps(event, sort_keys=True)


def test_each_line_names_its_run():
    assert {json.loads(line)["owner"] for line in _report.lines(gone_well().events, "gigs").splitlines()} == {OWNER}


def test_people_are_told_in_a_sentence_and_why():
    assert _report.message(complete(gone_well()), "gigs") == f"gigs: pass. {NEW} is live on 3 of 3 hosts, after 0:32."
    assert _report.message(complete(gone_back()), "gigs") == f"gigs: fail. {NEW} is live on 0 of 3 hosts, after 0:28.\nweb2: it answered 503."


def test_of_many_and_long_reasons_there_are_a_few_short_ones():
    text = _report.message(complete(gone_back(), reasons=[f"{number} {'x' * 600}" for number in range(9)]), "gigs")
    assert text.endswith("\nand 4 reasons more")
    assert len(text) < 3000


@given(hostile_text)
def test_no_text_calls_everybody_or_is_a_link(reason):
    body = json.loads(_report.chat(_report.message(complete(gone_back(reason=f"<!channel> {reason} <https://evil.example|ok>")), "gigs")))
    assert set(body) == {"text"}
    assert "<" not in body["text"] and ">" not in body["text"]
    assert "&lt;!channel&gt;" in body["text"]
