# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import errno
import os
import threading
import time
from types import SimpleNamespace

import probes
import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probe_types import storage
from hypothesis import given
from hypothesis import strategies as st


def outcome(path, **options):
    return probes.outcome(type="storage", path=str(path), **options)


def _open_in(folder):
    """The files of I(folder) that this process has open, also those that no name leads to any more."""
    found = []
    for descriptor in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            found.append(os.readlink(f"/proc/self/fd/{descriptor}"))
    return [path for path in found if path.startswith(f"{folder}/")]


def room(**given):
    return SimpleNamespace(**{"f_blocks": 1000, "f_bfree": 300, "f_bavail": 200, "f_frsize": 4096, "f_files": 1000, "f_favail": 50, **given})


@pytest.fixture
def failing(monkeypatch):
    """Lets a function of the system fail with a number."""

    def fail(name, number):
        def failing(*_args, **_more):
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(storage.os, name, failing)

    return fail


def test_a_file_is_written_and_read_and_nothing_is_left(tmp_path):
    result = probes.probe(type="storage", path=str(tmp_path), bytes=3 * (1 << 20) + 7, min_free_bytes=1, min_free_percent=0.001, min_inodes_percent=0.001)
    assert result["status"] == "pass", result
    assert {"write", "read", "total"} == set(result["phases"])
    assert result["value"]["free_bytes"] > 0
    assert not os.listdir(tmp_path)


@pytest.fixture
def named(monkeypatch):
    """Files that need a name; gives an event until which the disk does not answer who makes one."""
    real, answers = os.open, threading.Event()
    answers.set()

    def open_(path, flags, *more, **named):
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "no")
        descriptor = real(path, flags, *more, **named)
        answers.wait(10)
        return descriptor

    monkeypatch.setattr(storage.os, "open", open_)
    return answers


def test_nothing_is_left_where_files_need_a_name(tmp_path, monkeypatch, named):
    seen = []
    monkeypatch.setattr(storage.os, "fsync", lambda _descriptor: seen.extend(os.listdir(tmp_path)))
    assert outcome(tmp_path)[0] == "pass"
    assert not seen and not os.listdir(tmp_path)


def test_what_was_given_up_while_a_file_was_made_is_gone_with_the_next_attempt(tmp_path, named):
    named.clear()
    assert outcome(tmp_path, timeout=0.1)[1] == "timeout"
    # Had the process ended here, this is what it had left.
    left = os.listdir(tmp_path)
    assert len(left) == 1
    named.set()
    end = time.monotonic() + 2
    while os.listdir(tmp_path) and time.monotonic() < end:
        time.sleep(0.01)
    assert not os.listdir(tmp_path)
    (tmp_path / left[0]).write_text("of a process that ended")
    assert outcome(tmp_path)[0] == "pass" and not os.listdir(tmp_path)


def test_many_at_once_have_each_a_file_of_their_own(tmp_path, named):
    result = probes.probe(type="storage", path=str(tmp_path), samples=40, concurrency=20, bytes=1000)
    assert (result["status"], result["attempts"]) == ("pass", 40), result["message"]
    assert not os.listdir(tmp_path)


def test_nothing_more_is_written_after_it_was_given_up(tmp_path):
    given_up = threading.Event()
    given_up.set()
    file, _digest = storage._written(str(tmp_path), 1 << 30, given_up)
    with file:
        assert os.fstat(file.fileno()).st_size == 0


def test_the_time_out_holds_where_the_disk_does_not_answer_and_nothing_is_left(tmp_path, monkeypatch):
    goes_on = threading.Event()
    monkeypatch.setattr(storage.os, "fsync", lambda _descriptor: goes_on.wait(10))
    began = time.monotonic()
    result = probes.probe(type="storage", path=str(tmp_path), timeout=0.2)
    assert (result["reason"], "write" in result["phases"], "read" in result["phases"]) == ("timeout", True, False)
    assert time.monotonic() - began < 0.3
    assert not os.listdir(tmp_path)
    goes_on.set()
    end = time.monotonic() + 2
    while _open_in(tmp_path) and time.monotonic() < end:
        time.sleep(0.01)
    assert not _open_in(tmp_path)


def test_what_is_read_is_compared(tmp_path, monkeypatch):
    written = storage._written

    def spoiled(*what):
        file, digest = written(*what)
        file.seek(1000)
        file.write(b"zero")
        return file, digest

    monkeypatch.setattr(storage, "_written", spoiled)
    assert outcome(tmp_path) == ("fail", "mismatch", f"what was read back from {tmp_path} is not what was written")


def test_a_folder_that_is_not_there_is_missing(tmp_path):
    assert outcome(tmp_path / "no") == ("fail", "missing", f"{tmp_path}/no: No such file or directory")
    (tmp_path / "file").write_text("")
    assert outcome(tmp_path / "file")[:2] == ("fail", "missing")


@pytest.mark.parametrize("number, reason", [
    (errno.ENOSPC, "space"), (errno.EDQUOT, "space"), (errno.EROFS, "read_only"), (errno.EACCES, "permission"), (errno.EIO, "disk"),
])  # fmt: skip
def test_why_it_can_not_be_written_is_told_apart(tmp_path, failing, number, reason):
    failing("fsync", number)
    assert outcome(tmp_path) == ("fail", reason, f"{tmp_path}: {os.strerror(number)}")


def test_a_file_that_can_not_be_written_is_closed(tmp_path, failing):
    failing("fsync", errno.EIO)
    with pytest.raises(OSError) as caught:
        storage._written(str(tmp_path), 1, threading.Event())
    assert caught.value.errno == errno.EIO
    assert not _open_in(tmp_path)


def test_space_and_inodes_have_one_error_and_are_told_apart(tmp_path, failing, monkeypatch):
    failing("fsync", errno.ENOSPC)
    monkeypatch.setattr(storage.os, "statvfs", lambda _path: room(f_favail=0))
    assert outcome(tmp_path)[1] == "inodes"
    monkeypatch.setattr(storage.os, "statvfs", lambda _path: room(f_files=0, f_favail=0))
    assert outcome(tmp_path)[1] == "space"


def test_where_no_file_can_be_made_it_fails():
    result = outcome("/proc")
    assert result[0] == "fail" and result[1] in ("permission", "missing")


@pytest.mark.parametrize("options, reason", [
    ({"min_free_percent": 22.3}, "space"), ({"min_free_bytes": 819_201}, "space"), ({"min_inodes_percent": 5.1}, "inodes"),
    ({"min_free_percent": 22.2, "min_free_bytes": 819_200, "min_inodes_percent": 5}, ""),
])  # fmt: skip
def test_room_is_what_df_says(tmp_path, monkeypatch, options, reason):
    monkeypatch.setattr(storage.os, "statvfs", lambda _path: room())
    assert outcome(tmp_path, **options)[1] == reason


def test_where_nothing_limits_inodes_none_are_wanted(tmp_path, monkeypatch):
    monkeypatch.setattr(storage.os, "statvfs", lambda _path: room(f_files=0, f_favail=0))
    assert outcome(tmp_path, min_inodes_percent=50)[0] == "pass"


@given(st.integers(0, 1 << 50), st.integers(0, 1 << 50), st.integers(0, 1 << 50))
def test_a_share_is_from_0_to_100(used, free, reserved):
    found = storage.facts(room(f_blocks=used + free + reserved, f_bfree=free + reserved, f_bavail=free))
    assert 0 <= found["free_percent"] <= 100
    assert (found["free_percent"] == 0) == (free <= (used + free) * 0.00005 or not free)


@pytest.mark.parametrize("options", [{"path": "relative"}, {"path": "/a\0b"}, {}, {"path": "/", "bytes": 0}, {"path": "/", "bytes": (1 << 30) + 1}])
def test_what_is_no_folder_and_what_is_too_much_is_refused(options):
    with pytest.raises(GoliveError, match="The probe 'probe'"):
        probes.probe(type="storage", **options)
