# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools

import pytest
from ansible_collections.golive.web.plugins.module_utils import _bake
from ansible_collections.golive.web.plugins.module_utils._probe import Answer, Health

RELEASE = "2.0-0123456789ab-abcdef"
WELL, ILL = Answer(200, RELEASE), Answer(503, RELEASE, "no database")


class Clock:
    """Stands still but while somebody sleeps."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def stay(answers, seconds=10, dead=lambda: ""):
    clock, given = Clock(), itertools.cycle(answers)
    outcome = _bake.stay(lambda: next(given), Health(), RELEASE, seconds, dead=dead, clock=clock, sleep=clock.sleep)
    return outcome, clock.now


def test_what_stays_well_is_watched_to_the_end():
    outcome, seconds = stay([WELL])
    assert outcome.healthy and seconds == pytest.approx(10) and outcome.attempts >= 30


def test_three_wrong_answers_in_a_row_end_it_at_once():
    outcome, seconds = stay([WELL] * 8 + [ILL] * 100)
    assert not outcome.healthy and seconds < 3.5
    assert "503: no database (3 of 11 answers were wrong in" in outcome.reason


def test_a_wrong_answer_now_and_then_is_borne():
    assert stay([WELL] * 19 + [ILL])[0].healthy


def test_too_many_wrong_answers_of_all_are_not_although_no_three_are_in_a_row():
    outcome, seconds = stay([WELL, WELL, ILL])
    assert not outcome.healthy and seconds == pytest.approx(10)


def test_another_release_at_the_door_is_wrong():
    assert "instead of" in stay([Answer(200, "1.0-0123456789ab-abcdef")])[0].reason


def test_a_process_that_ended_ends_it():
    outcome, seconds = stay([WELL], dead=lambda: "the program died")
    assert (outcome.healthy, outcome.reason, seconds) == (False, "the program died", 0)


def test_no_time_is_no_question():
    assert stay([ILL], seconds=0)[0].attempts == 0
