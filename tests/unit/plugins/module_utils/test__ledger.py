# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys

import pytest
from ansible_collections.golive.web.plugins.module_utils import _ledger
from ansible_collections.golive.web.plugins.module_utils._errors import LedgerError
from hypothesis import given, settings
from hypothesis import strategies as st

NOW = 1_795_000_000.25


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.jsonl"


def fill(path, count):
    for number in range(count):
        _ledger.append(path, {"event": "flip", "number": number}, NOW + number)


def test_events_are_chained(path):
    first = _ledger.append(path, {"event": "stage"}, NOW)
    second = _ledger.append(path, {"event": "flip", "note": "é\n"}, NOW)
    lines = path.read_bytes().splitlines()
    assert first == {"seq": 1, "time": "2026-11-18T11:06:40.250Z", "previous": "0" * 64, "event": "stage"}
    assert second["seq"] == 2
    assert second["previous"] == hashlib.sha256(lines[0]).hexdigest()
    assert [json.loads(line) for line in lines] == [first, second]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert _ledger.verify(path) == (2, None)


@pytest.mark.parametrize("event", [{}, {"seq": 1}, {"time": ""}, {"previous": ""}, {"event": {1, 2}}, {"event": float("nan")}])
def test_events_that_are_no_events_are_refused(path, event):
    fill(path, 1)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="not recorded"):
        _ledger.append(path, event, NOW)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("damage", "intact", "reason"),
    [
        (lambda lines: [lines[0], lines[1].replace(b"flip", b"flop"), *lines[2:]], 2, "Line 3 does not follow"),
        (lambda lines: [lines[0], *lines[2:]], 1, "Line 2 does not follow"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], 0, "Line 1 does not follow"),
        (lambda lines: [*lines[:2], b"null\n", *lines[2:]], 2, "Line 3 is not an event"),
        (lambda lines: [*lines[:2], b"\xff\n"], 2, "Line 3 is not an event"),
        (lambda lines: [*lines[:3], lines[3][:10]], 3, "Line 4 was cut off"),
        (lambda lines: lines[1:], 0, "Line 1 does not follow"),
    ],
)
def test_every_change_is_seen(path, damage, intact, reason):
    fill(path, 4)
    path.write_bytes(b"".join(damage(path.read_bytes().splitlines(keepends=True))))
    count, error = _ledger.verify(path)
    assert count == intact
    assert error.startswith(reason)


def test_the_umask_does_not_matter(path):
    before = os.umask(0o077)
    try:
        fill(path, 1)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_an_absent_ledger_is_empty(path):
    assert _ledger.verify(path) == (0, None)
    assert _ledger.tail(path, 5) == []
    assert not path.exists()


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(1, 300))
def test_a_line_cut_off_by_a_crash_is_kept_aside_and_recorded(tmp_path_factory, cut):
    path = tmp_path_factory.mktemp("cut") / "ledger.jsonl"
    fill(path, 3)
    whole = path.read_bytes()
    cut = min(cut, len(whole) - 1)
    left = whole[:-cut]
    path.write_bytes(left)
    torn = left[left.rfind(b"\n") + 1 :]
    _ledger.append(path, {"event": "next"}, NOW)
    count, error = _ledger.verify(path)
    complete = left.count(b"\n")
    assert (count, error) == (complete + (2 if torn else 1), None)
    last = _ledger.tail(path, 2)
    assert last[-1]["event"] == "next"
    if torn:
        assert last[0]["event"] == "repaired"
        assert last[0]["cut"] == len(torn)
        with open(f"{path}.torn", "rb") as file:
            assert file.read() == torn + b"\n"
        assert os.stat(f"{path}.torn").st_mode & 0o777 == 0o640


@pytest.mark.parametrize("count", [0, 1, 2, 7, 100])
@pytest.mark.parametrize("block", [16, 100, 64 * 1024])
def test_the_tail_is_the_last_events(path, monkeypatch, count, block):
    monkeypatch.setattr(_ledger, "_BLOCK", block)
    fill(path, 7)
    expected = [json.loads(line) for line in path.read_bytes().splitlines()]
    with open(path, "ab") as file:
        file.write(b'{"cut')
    assert _ledger.tail(path, count) == (expected[-count:] if count else [])


def test_the_tail_reads_only_the_end(path, monkeypatch):
    fill(path, 1)
    line = path.read_bytes()
    with open(path, "ab") as file:
        file.write(line * 5000)
    read = []
    real = os.pread
    monkeypatch.setattr(os, "pread", lambda descriptor, size, offset: (read.append(size), real(descriptor, size, offset))[1])
    assert len(_ledger.tail(path, 3)) == 3
    assert sum(read) <= 2 * 64 * 1024 < path.stat().st_size


def test_a_damaged_end_is_not_built_upon(path):
    path.write_bytes(b"not json\n")
    with pytest.raises(LedgerError, match="damaged"):
        _ledger.append(path, {"event": "x"}, NOW)
    with pytest.raises(LedgerError, match="damaged"):
        _ledger.tail(path, 1)
    assert path.read_bytes() == b"not json\n"


def test_a_full_file_system_leaves_the_ledger_as_it_was(path, monkeypatch):
    fill(path, 2)
    before = path.read_bytes()
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:5]))
    with pytest.raises(LedgerError, match="full"):
        _ledger.append(path, {"event": "x"}, NOW)
    assert path.read_bytes() == before


def test_a_link_in_the_place_of_the_ledger_is_refused(path, tmp_path):
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError):
        _ledger.append(path, {"event": "x"}, NOW)
    assert not (tmp_path / "elsewhere").exists()


def test_several_processes_write_one_chain(path):
    program = f"""
import sys
from {_ledger.__name__} import append
for number in range(20):
    append(sys.argv[1], {{"event": "x", "number": number}}, {NOW})
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    running = [subprocess.Popen([sys.executable, "-c", program, str(path)], env=environment) for _index in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert _ledger.verify(path) == (60, None)
