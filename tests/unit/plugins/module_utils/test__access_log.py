# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import pathlib
import tempfile
from unittest import mock

import access_log
import pytest
from ansible_collections.golive.web.plugins.module_utils import _access_log, _log_line, _log_search
from ansible_collections.golive.web.plugins.module_utils._access_log import AccessLog
from hypothesis import given
from hypothesis import strategies as st

NOW = access_log.NOW
MARGIN = _access_log.MARGIN_SECONDS


@pytest.fixture
def log(tmp_path):
    return tmp_path / "gigs.access.json"


@pytest.fixture
def taken(monkeypatch):
    """The sizes of all that is read without unpacking."""
    real, sizes = os.pread, []

    def pread(descriptor, length, offset):
        data = real(descriptor, length, offset)
        sizes.append(len(data))
        return data

    monkeypatch.setattr(os, "pread", pread)
    return sizes


def read(log, since, until, **more):
    """The times of the requests in the window, in order, and the log that was read."""
    found = AccessLog(str(log), since, until, **more)
    return sorted(request[0] - NOW for request in found), found


def fill(log, *parts):
    """Writes and rotates, so that the last of I(parts) is in the file that is written to."""
    for number, part in enumerate(parts):
        if number:
            access_log.rotate(log)
        log.write_bytes(part)


def seconds(first, last):
    return access_log.lines(NOW + number for number in range(first, last))


# A line that was cut has the time at which it was begun.
CUT = "cut"
GARBAGE = st.sampled_from([b"torn", b"", b"\0" * 500, b"{}", b"[" * 3000, CUT, b"\xff" * 10])
STEPS = st.lists(st.tuples(st.floats(0, 30), st.floats(0, MARGIN), st.none() | GARBAGE), min_size=1, max_size=50)


@given(STEPS, st.lists(st.integers(0, 100), max_size=4), st.floats(-10, 700), st.floats(0, 300), st.binary(max_size=3), st.sampled_from([700, 1000, 1 << 20]))
def test_a_window_over_files_is_what_reading_all_of_them_gives(steps, cuts, since, length, end, chunk):
    now, parts = NOW, []
    for step, early, garbage in steps:
        now += step
        garbage = access_log.line(msec=round(now, 3))[:150] if garbage == CUT else garbage
        parts += [] if garbage is None else [garbage + b"\n"]
        parts += [access_log.line(msec=round(now - early, 3))]
    parts[-1] = parts[-1][: len(parts[-1]) - len(end)]
    since, until = round(NOW + since, 3), round(NOW + since + length, 3)
    requests = [request for part in parts for request in _log_line.requests(part)]
    expected = sorted(request for request in requests if request and since <= request[0] <= until)
    cuts = sorted(cut * len(parts) // 100 for cut in cuts)
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "gigs.access.json"
        fill(log, *(b"".join(parts[first:last]) for first, last in zip([0, *cuts], [*cuts, len(parts)])))
        with mock.patch.object(_access_log, "_CHUNK", chunk), mock.patch.object(_log_search, "_CLOSE", 64):
            found = AccessLog(str(log), since, until)
            assert sorted(found) == expected
    assert found.exists and not found.truncated
    assert found.unreadable <= requests.count(None)


def test_both_ends_belong_to_the_window(log):
    fill(log, seconds(0, 100))
    assert read(log, NOW + 20, NOW + 22)[0] == [20, 21, 22]


@pytest.mark.parametrize("rotations", [0, 1, 2, 5])
def test_a_window_goes_on_in_what_was_rotated(log, rotations):
    parts = [seconds(0, 100), *[seconds(100, 100)] * (rotations - 1), seconds(100, 200)] if rotations else [seconds(0, 200)]
    fill(log, *parts)
    times, found = read(log, NOW + 90, NOW + 109)
    assert times == list(range(90, 110))
    assert (found.exists, found.unreadable, found.truncated) == (True, 0, False)


def test_a_log_is_read_also_while_nginx_still_writes_to_the_file_that_was_rotated(log):
    fill(log, seconds(0, 100))
    access_log.rotate(log)
    assert read(log, NOW + 90, NOW + 200)[0] == list(range(90, 100))


def test_older_files_are_not_unpacked_where_the_window_does_not_reach_them(log, monkeypatch):
    fill(log, seconds(0, 100), seconds(100, 200), seconds(200, 300))
    monkeypatch.setattr(_access_log.gzip, "GzipFile", None)
    assert read(log, NOW + 200, NOW + 300)[0] == list(range(200, 300))
    assert read(log, NOW + 106, NOW + 300)[0] == list(range(106, 300))
    # The second file might have lines that the third's beginning is late for, but none of the window is later than the first.
    with pytest.raises(TypeError):
        read(log, NOW + 104, NOW + 300)


def test_no_log_is_nothing(log):
    times, found = read(log, NOW, NOW + 10)
    assert (times, found.exists, found.unreadable, found.truncated) == ([], False, 0, False)


def test_of_a_big_log_little_more_than_the_window_is_read(log, taken):
    fill(log, seconds(0, 60_000))
    size = log.stat().st_size
    for since in (0, 30_000, 59_900):
        taken.clear()
        assert len(read(log, NOW + since, NOW + since + 99)[0]) == 100
        assert sum(taken) < 300_000 < size / 50


def test_what_is_damaged_is_counted_and_hides_nothing(log):
    damage = [b"\0" * 3000, b"not JSON", b"{}", access_log.line()[:80] + access_log.line()[:-1], b"x" * (3 << 20)]
    fill(log, seconds(0, 3) + b"".join(line + b"\n" for line in damage) + seconds(3, 5) + access_log.line()[:99])
    times, found = read(log, NOW, NOW + 10)
    assert (times, found.unreadable) == ([0, 1, 2, 3, 4], 6)


def test_a_line_of_any_length_takes_no_more_memory_than_a_chunk(monkeypatch):
    monkeypatch.setattr(_access_log, "_CHUNK", 100)
    parts = [b"one\n", b"x" * 100, *[b"y" * 100] * 50, b"z\ntwo\nthr", b"ee\n", b"four"]
    assert b"".join(_access_log.whole_lines(parts)).split(b"\n") == [b"one", mock.ANY, b"two", b"three", b"four"]
    blocks = list(_access_log.whole_lines(parts))
    assert max(map(len, blocks)) < 300
    assert b"\0" in b"".join(blocks)


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:-30], lambda data: data[:20] + bytes(40) + data[60:], lambda data: data + b"more", lambda _data: b"no gzip", lambda _data: b""],
    ids=["cut", "overwritten", "longer", "other", "empty"],
)
def test_a_packed_file_that_is_damaged_is_no_error(log, damage):
    fill(log, seconds(0, 2000), seconds(2000, 2010), seconds(2010, 2020))
    packed = log.with_name(log.name + ".2.gz")
    packed.write_bytes(damage(packed.read_bytes()))
    times, found = read(log, NOW, NOW + 3000)
    assert times[-20:] == list(range(2000, 2020))
    assert found.unreadable or found.truncated or not packed.stat().st_size


def test_a_log_that_is_cut_meanwhile_is_read_as_far_as_it_goes(log):
    fill(log, seconds(0, 20_000))
    found = AccessLog(str(log), NOW, NOW + 30_000)
    requests = iter(found)
    next(requests)
    os.truncate(log, 0)
    assert 0 < sum(1 for _request in requests) < 10_000
    assert not found.truncated


def test_of_too_much_the_newest_is_taken_and_said_to_be_all_there_was_room_for(log):
    fill(log, seconds(0, 1000), seconds(1000, 2000))
    one = len(access_log.line())
    times, found = read(log, NOW, NOW + 3000, most_bytes=1200 * one + 10)
    assert (times, found.truncated, found.unreadable) == (list(range(800, 2000)), True, 0)
    times, found = read(log, NOW, NOW + 3000, most_bytes=2000 * one)
    assert (len(times), found.truncated) == (2000, False)


def test_the_newest_of_a_window_that_is_over_is_taken(log):
    fill(log, seconds(0, 5000))
    times, found = read(log, NOW + 1000, NOW + 2000, most_bytes=500 * len(access_log.line()))
    assert found.truncated
    assert times[-1] == 2000 and times == list(range(int(times[0]), 2001)) and len(times) > 400


def test_a_packed_file_is_taken_whole_or_not_at_all(log):
    fill(log, seconds(0, 1000), seconds(1000, 2000), seconds(2000, 3000))
    one = len(access_log.line())
    times, found = read(log, NOW, NOW + 4000, most_bytes=2999 * one)
    assert (times, found.truncated) == (list(range(1000, 3000)), True)
    times, found = read(log, NOW, NOW + 4000, most_bytes=3000 * one)
    assert (len(times), found.truncated) == (3000, False)


def test_a_packed_file_that_says_to_be_smaller_than_it_is_ends_at_the_limit(log):
    fill(log, seconds(0, 5000), b"", b"")
    packed = log.with_name(log.name + ".2.gz")
    packed.write_bytes(packed.read_bytes()[:-4] + b"\1\0\0\0")
    with mock.patch.object(_access_log, "_CHUNK", 1000):
        times, found = read(log, NOW, NOW + 9000, most_bytes=100_000)
    assert found.truncated and 0 < len(times) <= 100_000 // len(access_log.line())


def test_a_packed_file_that_begins_after_the_window_is_not_unpacked(log, monkeypatch):
    fill(log, seconds(1000, 2000), b"", b"")
    monkeypatch.setattr(_access_log.gzip, "GzipFile", None)
    assert read(log, NOW, NOW + 900)[0] == []
