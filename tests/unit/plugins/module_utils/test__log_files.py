# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import gzip
import os
import socket

import access_log
import pytest
from ansible_collections.golive.web.plugins.module_utils import _log_files
from ansible_collections.golive.web.plugins.module_utils._errors import AccessLogError

KINDS = {
    "link": lambda name: os.symlink("secret", name),
    "pipe": os.mkfifo,
    "folder": os.mkdir,
    "socket": lambda name: socket.socket(socket.AF_UNIX).bind(name),
}


@pytest.fixture
def log(tmp_path):
    return tmp_path / "gigs.access.json"


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    pauses = []
    monkeypatch.setattr(_log_files.time, "sleep", pauses.append)
    return pauses


@contextlib.contextmanager
def opened(log):
    with contextlib.ExitStack() as stack:
        yield _log_files.open_files(stack, str(log))


def contents(log):
    """What is in each file, newest first."""
    with opened(log) as files:
        return [file.head(1000) for file in files]


def fill(log, *texts):
    """Writes and rotates, so that the last of I(texts) is in the file that is written to."""
    for number, text in enumerate(texts):
        if number:
            access_log.rotate(log)
        log.write_bytes(text)


def test_files_come_newest_first_packed_or_not(log):
    texts = [f"day {number}\n".encode() for number in range(12)]
    fill(log, *texts)
    for name in ("gigs.access.json.bak", "gigs.access.json.0", "other.access.json", "gigs.access.json.1.gz.tmp", "gigs.access.json.99999"):
        log.with_name(name).write_bytes(b"no part of it")
    assert contents(log) == texts[::-1]


def test_no_log_has_no_files(log):
    assert contents(log) == []
    assert contents(log.parent / "nowhere" / "gigs.access.json") == []


def test_what_is_rotated_between_listing_and_opening_is_there_once(log, monkeypatch, pauses):
    fill(log, b"oldest\n", b"older\n", b"newer\n")
    real, tried = os.open, []

    def open_and_rotate(path, *more, **named):
        tried.append(path)
        if len(tried) in (1, 4):
            access_log.rotate(log)
        return real(path, *more, **named)

    monkeypatch.setattr(_log_files.os, "open", open_and_rotate)
    assert contents(log) == [b"", b"", b"newer\n", b"older\n", b"oldest\n"]
    assert len(pauses) == 2


def test_a_log_that_is_between_two_names_is_waited_for(log, monkeypatch):
    fill(log, b"newer\n")
    real = os.open

    def open_while_it_is_renamed(path, *more, **named):
        monkeypatch.setattr(_log_files.os, "open", real)
        log.rename(log.with_name(log.name + ".1"))
        return real(path, *more, **named)

    monkeypatch.setattr(_log_files.os, "open", open_while_it_is_renamed)
    monkeypatch.setattr(_log_files.time, "sleep", lambda _seconds: log.write_bytes(b"newest\n"))
    assert contents(log) == [b"newest\n", b"newer\n"]


def test_what_is_rotated_while_it_is_read_stays_what_it_was(log):
    fill(log, b"older\n", b"newer\n")
    with opened(log) as files:
        access_log.rotate(log)
        access_log.rotate(log)
        assert [file.read(0, 100) for file in files] == [b"newer\n", b"older\n"]


def test_what_is_being_packed_is_read_unpacked(log):
    fill(log, b"older\n", b"newer\n")
    log.with_name(log.name + ".1.gz").write_bytes(gzip.compress(b"older\n")[:10])
    assert contents(log) == [b"newer\n", b"older\n"]
    log.with_name(log.name + ".1").unlink()
    log.with_name(log.name + ".1.gz").write_bytes(gzip.compress(b"older\n"))
    assert contents(log) == [b"newer\n", b"older\n"]


def test_a_log_that_is_rotated_for_ever_is_no_log_to_be_read(log, monkeypatch, pauses):
    fill(log, b"newer\n")
    monkeypatch.setattr(_log_files.os.path, "samestat", lambda _one, _other: False)
    with pytest.raises(AccessLogError, match="rotated again and again.*Nothing was changed"):
        contents(log)
    assert sum(pauses) <= 2


@pytest.mark.parametrize("name", ["gigs.access.json", "gigs.access.json.1", "gigs.access.json.2.gz"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_only_regular_files_are_read(tmp_path, log, name, kind, monkeypatch):
    fill(log, b"oldest\n", b"older\n", b"newer\n")
    path = tmp_path / name
    path.unlink()
    (tmp_path / "secret").write_bytes(b"somebody's\n")
    monkeypatch.chdir(tmp_path)
    KINDS[kind](name)
    with pytest.raises(AccessLogError, match=f"{name} is no regular file.*Nothing was changed"):
        contents(log)


def test_a_log_that_may_not_be_read_is_said_to_be_so(log, monkeypatch):
    fill(log, b"newer\n")

    def refuse(path, *_more):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(_log_files.os, "open", refuse)
    with pytest.raises(AccessLogError, match="can't be read: Permission denied. Nothing was changed"):
        contents(log)


def test_a_disk_that_fails_is_said_to_do_so(log, monkeypatch):
    fill(log, b"newer\n")

    def fail(_descriptor, _length, _offset):
        raise OSError(5, "Input/output error")

    with opened(log) as files:
        monkeypatch.setattr(_log_files.os, "pread", fail)
        with pytest.raises(AccessLogError, match=f"The log {log} can't be read: Input/output error. Nothing was changed"):
            files[0].read(0, 10)


@pytest.mark.parametrize("refused", [False, True])
def test_no_file_stays_open(log, refused):
    fill(log, b"older\n", b"newer\n")
    if refused:
        os.mkfifo(log.with_name(log.name + ".3.gz"))
    before = os.listdir("/proc/self/fd")
    try:
        contents(log)
    except AccessLogError:
        pass
    assert os.listdir("/proc/self/fd") == before


def test_files_are_closed(log):
    fill(log, b"older\n", b"newer\n")
    with opened(log) as files:
        assert not any(file.stream.closed for file in files)
    assert [file.stream.closed for file in files] == [True, True]


def test_of_a_packed_file_no_more_is_unpacked_than_is_asked_for(log):
    fill(log, bytes(10 << 20), b"", b"")
    with opened(log) as files:
        assert files[-1].logged_bytes() == 10 << 20
        assert files[-1].head(4096) == bytes(4096)


def test_a_packed_file_that_is_damaged_has_no_head(log):
    log.with_name(log.name + ".2.gz").write_bytes(b"no gzip")
    log.with_name(log.name + ".3.gz").write_bytes(b"")
    assert contents(log) == [b"", b""]
    with opened(log) as files:
        assert [file.logged_bytes() for file in files] == [int.from_bytes(b"gzip", "little"), 0]
