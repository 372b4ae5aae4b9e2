# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

import pytest
from ansible_collections.golive.web.plugins.module_utils import _reuse

from release_host import Host


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


def inode(host, release, name):
    return os.stat(os.path.join(host.layout.release(release), name)).st_ino


def test_unchanged_files_are_links_to_the_release_before_and_keep_its_mtime(host):
    one = host.stage("1.0", {"same": "x", "public/changed": "a", "gone": ""}, mtime=100)
    two = host.stage("2.0", {"same": "x", "public/changed": "b", "new": ""}, mtime=200)
    assert inode(host, one, "same") == inode(host, two, "same")
    assert inode(host, one, "public/changed") != inode(host, two, "public/changed")
    times = {name: os.stat(os.path.join(host.layout.release(two), name)).st_mtime for name in ("same", "public/changed", "new")}
    assert times == {"same": 100, "public/changed": 200, "new": 200}


def test_what_a_build_hook_made_gets_the_planned_time_and_is_linked_where_it_is_the_same(host):
    hook = [["sh", "-c", "echo cache > made; pwd > place"]]
    one = host.stage("1.0", build=hook, mtime=100)
    two = host.stage("2.0", build=hook, mtime=200)
    assert inode(host, one, "made") == inode(host, two, "made")
    assert inode(host, one, "place") != inode(host, two, "place")
    assert os.stat(os.path.join(host.layout.release(two), "place")).st_mtime == 200


def test_a_build_hook_that_writes_into_an_unchanged_file_leaves_the_release_before_alone(host):
    one = host.stage("1.0", {"same": "x"})
    two = host.stage("2.0", {"same": "x", "other": ""}, build=[["sh", "-c", "echo broken >> same"]])
    texts = [open(os.path.join(host.layout.release(release), "same"), encoding="utf-8").read() for release in (one, two)]
    assert texts == ["x", "xbroken\n"]


def test_the_live_release_is_the_one_that_is_linked_to(host):
    one = host.stage("1.0", {"f": "one", "a": ""})
    two = host.stage("2.0", {"f": "two"})
    os.symlink(f"../releases/{one}", host.layout.slot("blue"))
    os.symlink("slots/blue", host.layout.live)
    three = host.stage("3.0", {"f": "one"})
    assert inode(host, three, "f") == inode(host, one, "f") != inode(host, two, "f")


@pytest.mark.parametrize("change", [{"mode": 0o755}, {"text": "other"}, {"text": "longer"}, {"link": True}])
def test_only_what_differs_in_nothing_is_linked(tmp_path, change):
    for name in ("before", "after"):
        os.mkdir(tmp_path / name)
        (tmp_path / name / "f").write_text("hello")
    file = tmp_path / "after" / "f"
    if "text" in change:
        file.write_text(change["text"])
    if "mode" in change:
        file.chmod(change["mode"])
    if "link" in change:
        file.unlink()
        file.symlink_to("../before/f")
    assert _reuse.settle(str(tmp_path / "after"), str(tmp_path / "before"), 5) == (0, 0)
    assert os.lstat(file).st_ino != os.lstat(tmp_path / "before" / "f").st_ino
    assert os.stat(tmp_path / "before" / "f").st_mtime != 5


def test_a_file_system_without_links_gets_copies(tmp_path, monkeypatch):
    for name in ("before", "after"):
        os.mkdir(tmp_path / name)
        (tmp_path / name / "f").write_text("hello")

    def refuse(*_arguments, **_more):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert _reuse.settle(str(tmp_path / "after"), str(tmp_path / "before"), 5) == (0, 0)
    assert os.listdir(tmp_path / "after") == ["f"]


def test_what_is_reused_is_counted(host):
    host.stage("1.0", {"a": "12345", "b": "1"})
    path, sha256 = host.artifact({"a": "12345", "b": "2"})
    assert _reuse.Reused(1, 5) == host.make(host.recipe("2.0", sha256), path)
