# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import errno
import os
import stat

import pytest
from ansible_collections.golive.web.plugins.module_utils import _atomic


def test_write_replaces_the_whole_file_with_its_mode(tmp_path):
    path = tmp_path / "f"
    _atomic.write(path, "héllo", 0o640)
    assert path.read_bytes() == "héllo".encode()
    before = path.stat().st_ino
    _atomic.write(path, b"2", 0o600, os.getuid(), os.getgid())
    assert path.read_bytes() == b"2"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_ino != before
    assert os.listdir(tmp_path) == ["f"]


def test_write_replaces_a_link_and_not_what_it_leads_to(tmp_path):
    (tmp_path / "target").write_text("kept")
    (tmp_path / "l").symlink_to("target")
    _atomic.write(tmp_path / "l", "new", 0o644)
    assert (tmp_path / "target").read_text() == "kept"
    assert (tmp_path / "l").read_text() == "new"
    assert not (tmp_path / "l").is_symlink()


@pytest.mark.parametrize("step", ["fchown", "fchmod", "fsync", "rename"])
def test_a_failed_write_leaves_the_file_as_it_was(tmp_path, monkeypatch, step):
    path = tmp_path / "f"
    path.write_text("old")

    def fail(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="No space"):
        _atomic.write(path, "new", 0o644)
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["f"]


def test_the_data_is_never_readable_before_owner_and_mode_are_right(tmp_path, monkeypatch):
    seen = []
    real = os.fchown

    def fchown(descriptor, uid, gid):
        seen.append((stat.S_IMODE(os.fstat(descriptor).st_mode), os.fstat(descriptor).st_size))
        real(descriptor, uid, gid)

    monkeypatch.setattr(os, "fchown", fchown)
    before = os.umask(0)
    try:
        _atomic.write(tmp_path / "f", "secret", 0o640)
    finally:
        os.umask(before)
    assert seen == [(0o600, 0)]


def test_symlink_says_whether_it_changed(tmp_path):
    path = tmp_path / "live"
    assert _atomic.symlink("slots/blue", path) is True
    assert _atomic.symlink("slots/blue", path) is False
    assert _atomic.symlink("slots/green", path) is True
    assert os.readlink(path) == "slots/green"
    assert os.listdir(tmp_path) == ["live"]


def test_symlink_never_replaces_a_directory(tmp_path):
    (tmp_path / "d").mkdir()
    with pytest.raises(OSError):
        _atomic.symlink("x", tmp_path / "d")
    assert os.listdir(tmp_path) == ["d"]


def test_fsync_tree_works_with_and_without_syncfs(tmp_path, monkeypatch):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "f").write_text("1")
    (tmp_path / "d" / "l").symlink_to("nowhere")
    os.mkfifo(tmp_path / "d" / "fifo")
    _atomic.fsync_tree(tmp_path / "d")
    synced = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (synced.append(os.readlink(f"/proc/self/fd/{descriptor}")), real(descriptor)))
    monkeypatch.setattr(_atomic, "_syncfs", lambda descriptor: False)
    _atomic.fsync_tree(tmp_path / "d")
    assert synced == [str(tmp_path / "d" / "f"), str(tmp_path / "d"), str(tmp_path)]


def test_remove_tree_follows_no_link(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "f").write_text("1")
    (tmp_path / "d" / "e").mkdir(parents=True)
    (tmp_path / "d" / "l").symlink_to(tmp_path / "kept")
    (tmp_path / "l").symlink_to("kept")
    assert _atomic.remove_tree(tmp_path / "d") is True
    assert _atomic.remove_tree(tmp_path / "l") is True
    assert _atomic.remove_tree(tmp_path / "d") is False
    assert os.listdir(tmp_path) == ["kept"]
    assert (tmp_path / "kept" / "f").exists()


def test_remove_tree_removes_read_only_directories_for_any_user(tmp_path):
    tmp_path.chmod(0o777)
    (tmp_path / "d" / "e").mkdir(parents=True)
    (tmp_path / "d" / "e" / "f").write_text("1")
    (tmp_path / "d" / "l").symlink_to("e")
    for path in (tmp_path / "d" / "e", tmp_path / "d"):
        path.chmod(0o500)
    if os.getuid() == 0:  # as somebody whom permissions hold back
        for path in (tmp_path / "d" / "e" / "f", tmp_path / "d" / "e", tmp_path / "d"):
            os.chown(path, 65534, 65534)
        home = os.getcwd()
        os.chdir(tmp_path)
        os.seteuid(65534)
        try:
            _atomic._remove("d")
        finally:
            os.seteuid(0)
            os.chdir(home)
    else:
        _atomic.remove_tree(tmp_path / "d")
    assert os.listdir(tmp_path) == []


def test_remove_tree_removes_where_it_is_what_the_file_system_can_not_rename(tmp_path, monkeypatch):
    def refuse(_old, _new):
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    (tmp_path / "d" / "e").mkdir(parents=True)
    monkeypatch.setattr(os, "rename", refuse)
    assert _atomic.remove_tree(tmp_path / "d") is True
    assert os.listdir(tmp_path) == []


def test_a_crash_while_removing_leaves_nothing_under_the_name(tmp_path, monkeypatch):
    (tmp_path / "d").mkdir()
    (tmp_path / "other").write_text("1")

    def crash(_path):
        raise KeyboardInterrupt

    monkeypatch.setattr(_atomic, "_remove", crash)
    with pytest.raises(KeyboardInterrupt):
        _atomic.remove_tree(tmp_path / "d")
    monkeypatch.undo()
    left = set(os.listdir(tmp_path)) - {"other"}
    assert all(name.startswith(_atomic.UNFINISHED) for name in left)
    assert _atomic.sweep(tmp_path) == 1
    assert os.listdir(tmp_path) == ["other"]
