# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils import _assets, _prune
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

from release_host import Host

BUILT = "public/build/app-0a1b2c3d.js"


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


def served(host):
    found = [os.path.join(folder, name) for folder, _folders, names in os.walk(host.layout.assets) for name in names]
    return sorted(os.path.relpath(path, host.layout.assets) for path in found)


def test_the_assets_of_all_releases_are_in_one_place(host):
    one = host.stage("1.0", {BUILT: "one", "public/robots.txt": ""}, assets=["build"])
    host.stage("2.0", {"public/build/app-99999999.js": "two"}, assets=["build"])
    assert served(host) == ["build/app-0a1b2c3d.js", "build/app-99999999.js"]
    asset = os.stat(os.path.join(host.layout.assets, "build/app-0a1b2c3d.js"))
    assert os.path.samestat(asset, os.stat(os.path.join(host.layout.release(one), BUILT)))
    assert os.stat(os.path.join(host.layout.assets, "build")).st_mode & 0o777 == 0o755


def test_an_asset_that_returns_is_the_one_that_is_there(host):
    """So it keeps its mtime, and whoever has it cached is right."""
    host.stage("1.0", {BUILT: "one"}, assets=["build"], mtime=100)
    host.stage("2.0", {"public/build/x": "two"}, assets=["build"], mtime=200)
    three = host.stage("3.0", {BUILT: "one"}, assets=["build"], mtime=300)
    assert os.stat(os.path.join(host.layout.release(three), BUILT)).st_mtime == 100


def test_a_name_without_a_hash_is_refused_and_nothing_is_left(host):
    one = host.stage("1.0", {"public/build/app.js": "one"}, assets=["build"])
    with pytest.raises(GoliveError, match="'build/app.js' has other content .* its name holds no hash"):
        host.stage("2.0", {"public/build/app.js": "two"}, assets=["build"])
    assert [name for name in os.listdir(host.layout.releases) if not name.startswith(one)] == []
    assert open(os.path.join(host.layout.assets, "build/app.js"), encoding="utf-8").read() == "one"


def test_the_same_content_with_another_mode_is_no_other_asset(host):
    host.stage("1.0", {BUILT: "one"}, assets=["build"])
    host.stage("2.0", {BUILT: "one"}, assets=["build"], build=[["chmod", "755", BUILT]])
    assert served(host) == ["build/app-0a1b2c3d.js"]


@pytest.mark.parametrize("files", [{"public/other": ""}, {"public/build": "a file"}])
def test_a_folder_that_is_not_there_is_said(host, files):
    with pytest.raises(GoliveError, match="no folder 'build' in its public folder"):
        host.stage("1.0", files, assets=["build"])


def test_a_folder_that_leads_elsewhere_is_not_published(host):
    os.makedirs(os.path.join(host.layout.shared, "public/build"))
    with pytest.raises(GoliveError, match="no folder 'build'"):
        host.stage("1.0", {"a": ""}, shared=["public/build"], assets=["build"])


def test_assets_go_when_no_release_had_them_for_long_enough(host):
    one = host.stage("1.0", {BUILT: "one"}, assets=["build"])
    host.stage("2.0", {"public/build/x-1": "two"}, assets=["build"])
    later = time.time() + 1
    assert _assets.prunable(host.layout.assets, later) == []
    _removed, remains = _prune.prune(host.layout, host.state, 1, 0)
    assert (_removed, remains) == ([one], [])
    assert served(host) == ["build/app-0a1b2c3d.js", "build/x-1"]
    _removed, remains = _prune.prune(host.layout, host.state, 1, later)
    assert remains == ["assets/build/app-0a1b2c3d.js"]
    assert served(host) == ["build/x-1"]


def test_folders_that_become_empty_go_too(tmp_path):
    os.makedirs(tmp_path / "a" / "b")
    (tmp_path / "a" / "b" / "f").touch()
    (tmp_path / "a" / "g").touch()
    os.link(tmp_path / "a" / "g", tmp_path / "g")
    assert _assets.prune(str(tmp_path), time.time() + 1) == ["a/b/f"]
    assert sorted(os.listdir(tmp_path / "a")) == ["g"]
