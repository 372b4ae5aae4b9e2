# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
import os
import time

import probes
import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probe_types import heartbeat
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture
def beat(tmp_path):
    """Leaves a sign of life, with a text where it has one and some seconds ago; returns what is said of one that may be a minute old."""
    path = tmp_path / "beat"

    def beat(text="", seconds=0.0, **options):
        path.write_text(text)
        os.utime(path, (time.time() - seconds,) * 2)
        return probes.outcome(type="heartbeat", path=str(path), max_age=60, **options)

    beat.path = path
    return beat


def test_the_age_of_the_file_is_what_counts(beat):
    assert beat("0", seconds=50) == ("pass", "", "")
    assert beat(seconds=75) == ("fail", "stale", "the last sign of life is 75 s old, expected at most 60 s old")


def test_what_the_file_says_is_what_counts_where_that_is_wanted(beat):
    now = time.time()
    assert beat(f"{now - 50:.0f}\n", seconds=1000, content=True)[0] == "pass"
    assert beat(str(now - 75), content=True) == ("fail", "stale", "the last sign of life is 75 s old, expected at most 60 s old")


def test_a_time_ahead_by_more_than_clocks_differ_is_none(beat):
    assert beat(seconds=-50)[0] == "pass"
    assert beat(seconds=-75) == ("fail", "stale", "the last sign of life is 75 s in the future, expected in the past")


@pytest.mark.parametrize("text", ["", "soon", "nan", "inf", "1e999", "9" * 5000, "2026-13-01T00:00:00Z", "\0"])
def test_a_file_without_a_time_is_stale(beat, text):
    assert beat(text, content=True) == ("fail", "stale", f"{beat.path} holds no time")


def test_a_file_that_is_not_there_is_missing(tmp_path):
    for content in (False, True):
        path = str(tmp_path / "no")
        assert probes.outcome(type="heartbeat", path=path, max_age=60, content=content) == ("fail", "missing", f"{path}: No such file or directory")


def test_a_pipe_in_its_place_holds_nothing_up(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert probes.outcome(type="heartbeat", path=str(tmp_path / "pipe"), max_age=60, content=True, timeout=0.5)[1] == "stale"


@given(st.datetimes(datetime.datetime(1971, 1, 1), datetime.datetime(2200, 1, 1)), st.sampled_from([0, 3600, -19800]))
def test_a_moment_is_the_same_however_it_is_written(moment, offset):
    zone = datetime.timezone(datetime.timedelta(seconds=offset))
    seconds = moment.replace(tzinfo=datetime.timezone.utc).timestamp()
    there = moment.replace(tzinfo=datetime.timezone.utc).astimezone(zone)
    texts = [moment.isoformat(), moment.isoformat() + "Z", there.isoformat(), f" {there}\n"]
    assert [heartbeat.moment_of(text) for text in texts] == pytest.approx([seconds] * 4, abs=1e-5)
    assert heartbeat.moment_of(repr(seconds)) == seconds


@given(st.text())
def test_any_text_is_a_time_or_none(text):
    moment = heartbeat.moment_of(text)
    assert moment is None or isinstance(moment, float)


@pytest.mark.parametrize("options, word", [({"path": "/beat"}, "needs max_age"), ({"max_age": 1}, "needs path"), ({"path": "beat", "max_age": 1}, "slash")])
def test_a_file_and_an_age_are_needed(options, word):
    with pytest.raises(GoliveError, match=word):
        probes.probe(type="heartbeat", **options)
