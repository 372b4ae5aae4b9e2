# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from unittest import mock

import access_log
import pytest
from ansible_collections.golive.web.plugins.module_utils import _log_search
from hypothesis import given
from hypothesis import strategies as st

NOW = access_log.NOW
DISORDER = 5.0


class File:
    """A log file in memory; C(taken) are the bytes that were read of it."""

    def __init__(self, data, modified=None):
        self.data = data
        self.size = len(data)
        self.modified = modified if modified is not None else NOW + 10**6
        self.taken = 0

    def read(self, offset, length):
        assert offset >= 0
        data = self.data[offset : offset + length]
        self.taken += len(data)
        return data

    def head(self, length):
        return self.read(0, length)


# Steps between lines, how much too early each line is written, and what lies between them.
STEPS = st.lists(st.tuples(st.floats(0, 20), st.floats(0, DISORDER), st.sampled_from([b"", b"", b"", b"torn\n", b"\0" * 300 + b"\n", b"\n"])), max_size=60)


def written(steps):
    """The lines of I(steps) as (time, line), those that tell no time with C(None)."""
    now, parts = NOW, []
    for step, early, between in steps:
        now += step
        time = round(now - early, 3)
        parts += [(None, between)] * bool(between) + [(time, access_log.line(msec=time))]
    return parts


@given(STEPS, st.floats(-10, 600), st.sampled_from([64, 400, 4096]))
def test_nothing_that_belongs_to_the_window_is_passed_over(steps, at, close):
    parts, msec = written(steps), NOW + at
    file = File(b"".join(part for _time, part in parts))
    with mock.patch.object(_log_search, "_CLOSE", close), mock.patch.object(_log_search, "_LOOKS", (64, 700)):
        start, end = _log_search.start_of(file, msec - DISORDER), _log_search.end_of(file, msec + DISORDER)
    offset = 0
    for time, part in parts:
        assert time is None or time < msec or offset >= start
        assert time is None or time > msec or offset < end
        offset += len(part)
    starts = {0, file.size, *(match for match in range(1, file.size) if file.data[match - 1 : match] == b"\n")}
    assert {start, end} <= starts


@pytest.mark.parametrize("at", [0, 1, 37_000, 59_999])
def test_a_window_in_a_big_file_is_found_with_a_few_looks(at):
    file = File(access_log.lines(NOW + number for number in range(60_000)))
    one = file.size // 60_000
    start = _log_search.start_of(file, NOW + at)
    end = _log_search.end_of(file, NOW + at)
    assert 0 <= at * one - start <= 20_000
    assert 0 < end - at * one <= 20_000 or end == file.size
    assert file.taken < 200_000 < file.size / 100


def test_a_file_that_was_last_written_before_the_end_of_the_window_belongs_to_it_to_its_end():
    file = File(access_log.lines(range(int(NOW), int(NOW) + 1000)), modified=NOW + 1000)
    assert _log_search.end_of(file, NOW + 1000) == file.size
    assert file.taken == 0


def test_a_time_is_read_at_the_beginning_of_a_line_only():
    inside = access_log.line(golive_path='\n{"time":"x","msec":1000000000.000,')
    assert b'"msec":1000000000.000' not in inside
    glued = b"torn" + access_log.line(msec=NOW - 100) + access_log.line(msec=NOW)
    assert _log_search.line_at(File(glued), 0) == (glued.index(b"\n") + 1, NOW)
    for offset in range(1, len(glued) - len(access_log.line())):
        assert _log_search.line_at(File(glued), offset).msec == NOW


def test_a_line_begins_where_it_is_looked_for_or_after():
    line = access_log.line(msec=NOW)
    file = File(line * 3)
    for offset, start in ((0, 0), (1, len(line)), (len(line) - 1, len(line)), (len(line), len(line)), (2 * len(line), 2 * len(line))):
        assert _log_search.line_at(file, offset) == (start, NOW)
        assert _log_search.line_start(file, offset) == (start or 0)
    assert _log_search.line_at(file, 2 * len(line) + 1) is None
    assert _log_search.line_start(file, 2 * len(line) + 1) == file.size


def test_damage_of_any_length_is_passed_over_to_the_next_line():
    for length in (10, 5000, 70_000, 300_000):
        file = File(b"\0" * length + b"\n" + access_log.line(msec=NOW))
        assert _log_search.line_at(file, 3) == (length + 1, NOW)
        assert _log_search.line_start(file, 3) == length + 1
        assert _log_search.first_msec(file) == NOW
    assert _log_search.first_msec(File(b"")) is None
    assert _log_search.line_at(File(b"\0" * (2 << 20)), 1) is None


def test_a_file_that_was_cut_meanwhile_ends_where_it_was_said_to():
    file = File(access_log.line(msec=NOW) * 100)
    file.data, file.size = b"", 1 << 40
    assert _log_search.line_start(file, 1) == file.size
    assert _log_search.start_of(file, NOW) == 0
    assert _log_search.end_of(file, NOW) == file.size
