# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import socket
import stat

import pytest
from ansible_collections.golive.web.plugins.module_utils import _ownership
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from release_host import modes


@pytest.fixture
def tree(tmp_path):
    """A release as build hooks leave it, and beside it a file that is nobody's business."""
    tree = tmp_path / "release"
    for folder in ("web/public", "lib"):
        (tree / folder).mkdir(parents=True)
    (tree / "web/public/robots.txt").write_text("none")
    (tree / "lib/secret.php").write_text("secret")
    (tree / "lib/run").write_text("#!/bin/sh")
    (tree / "lib/run").chmod(0o4777)
    (tmp_path / "outside").write_text("not yours")
    (tmp_path / "outside").chmod(0o600)
    return tree


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def test_a_tree_that_is_taken_back_is_read_only_and_public_only_where_it_should_be(tree):
    _ownership.take_back(str(tree), "web/public", os.getegid())
    assert modes(tree) == {
        "web": 0o551, "web/public": 0o555, "web/public/robots.txt": 0o444, "lib": 0o550, "lib/secret.php": 0o440, "lib/run": 0o550,
    }  # fmt: skip
    assert mode(tree) == 0o551


@pytest.mark.parametrize("link", ["lib/out", "web/public/out"])
def test_what_a_link_leads_to_is_not_touched(tree, link):
    outside = tree.parent / "outside"
    (tree / link).symlink_to(outside)
    _ownership.take_back(str(tree), "web/public", os.getegid())
    assert mode(outside) == 0o600


def test_a_folder_above_the_public_one_that_became_a_link_leads_nowhere(tree, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (tree / "web").rename(elsewhere)
    before = mode(elsewhere)
    (tree / "web").symlink_to(elsewhere)
    _ownership.take_back(str(tree), "web/public", os.getegid())
    assert mode(elsewhere) == before


def test_a_hard_link_to_something_outside_is_refused_before_it_is_touched(tree):
    outside = tree.parent / "outside"
    os.link(outside, tree / "lib/stolen")
    with pytest.raises(GoliveError, match="hard link to a file outside"):
        _ownership.take_back(str(tree), "web/public", os.getegid())
    assert mode(outside) == 0o600


def test_hard_links_within_the_release_are_fine(tree):
    os.link(tree / "lib/secret.php", tree / "lib/again.php")
    _ownership.take_back(str(tree), "web/public", os.getegid())
    assert mode(tree / "lib/again.php") == 0o440


def test_a_socket_that_a_hook_left_is_refused(tree, monkeypatch):
    monkeypatch.chdir(tree / "lib")
    with socket.socket(socket.AF_UNIX) as left:
        left.bind("left")
    with pytest.raises(GoliveError, match="'lib/left', which is neither a file, a folder nor a link"):
        _ownership.take_back(str(tree), "web/public", os.getegid())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_handing_over_gives_every_entry_and_not_what_links_lead_to(tree):
    (tree / "lib/out").symlink_to(tree.parent / "outside")
    _ownership.hand_over(str(tree), 12345, 12345)
    assert {os.lstat(os.path.join(folder, name)).st_uid for folder, folders, files in os.walk(tree) for name in folders + files} == {12345}
    assert os.stat(tree.parent / "outside").st_uid == 0


def test_shared_folders_are_made_and_those_that_are_there_stay(tmp_path):
    (tmp_path / "storage").mkdir(mode=0o700)
    _ownership.make_folders(str(tmp_path), "storage/app/public", os.geteuid(), os.getegid())
    assert modes(tmp_path) == {"storage": 0o700, "storage/app": 0o750, "storage/app/public": 0o750}


def test_a_link_among_the_shared_folders_is_refused_not_followed(tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "etc").mkdir()
    (tmp_path / "shared/storage").symlink_to(tmp_path / "etc")
    with pytest.raises(GoliveError, match="The shared path 'storage/app' could not be made"):
        _ownership.make_folders(str(tmp_path / "shared"), "storage/app", os.geteuid(), os.getegid())
    assert os.listdir(tmp_path / "etc") == []
