# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import grp
import json
import os
import pwd

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.golive.web.plugins.modules import file_set

ME = {"owner": pwd.getpwuid(os.geteuid()).pw_name, "group": grp.getgrgid(os.getegid()).gr_name}


@pytest.fixture
def run(capsys):
    def run(*files, check=False, validate=()):
        files = [{**(ME if file.get("state", "file") in ("file", "directory") else {}), **file} for file in files]
        with patch_module_args({"files": files, "validate": list(validate), "_ansible_check_mode": check, "_ansible_diff": True}), pytest.raises(SystemExit):
            file_set.main()
        return json.loads(capsys.readouterr().out)

    return run


def every_kind(folder):
    return [
        {"path": f"{folder}/new/folder", "state": "directory", "mode": "2750"},
        {"path": f"{folder}/other/file", "content": "text\n", "mode": "0640"},
        {"path": f"{folder}/other/link", "state": "link", "target": "file"},
        {"path": f"{folder}/old", "state": "absent"},
    ]


def test_check_mode_says_the_same_as_a_run_and_writes_nothing(run, tmp_path):
    (tmp_path / "old").write_text("old\n")
    foretold = run(*every_kind(tmp_path), check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    done = run(*every_kind(tmp_path))
    assert foretold == done
    assert done["changed"] is True
    assert done["paths"] == [file["path"] for file in every_kind(tmp_path)]
    assert (tmp_path / "other" / "link").read_text() == "text\n"
    assert (tmp_path / "other" / "file").stat().st_mode & 0o7777 == 0o640
    assert (tmp_path / "new" / "folder").stat().st_mode & 0o7777 == 0o2750
    assert (tmp_path / "new").stat().st_mode & 0o7777 == 0o755
    assert not (tmp_path / "old").exists()


@pytest.mark.parametrize("check", [False, True])
def test_what_is_as_wanted_is_left_alone(run, tmp_path, check):
    run(*every_kind(tmp_path))
    before = (tmp_path / "other" / "file").stat().st_ino
    assert run(*every_kind(tmp_path), check=check) == {"changed": False, "paths": [], "diff": []}
    assert (tmp_path / "other" / "file").stat().st_ino == before


@pytest.mark.parametrize("difference", [{"content": "other\n"}, {"mode": "0600"}])
def test_any_difference_is_mended(run, tmp_path, difference):
    file = {"path": f"{tmp_path}/file", "content": "text\n"}
    run(file)
    assert run({**file, **difference})["paths"] == [file["path"]]
    assert run({**file, **difference})["changed"] is False


def test_link_in_the_place_of_a_file_is_replaced_not_followed(run, tmp_path):
    (tmp_path / "elsewhere").write_text("theirs\n")
    (tmp_path / "file").symlink_to("elsewhere")
    run({"path": f"{tmp_path}/file", "content": "ours\n"})
    assert (tmp_path / "elsewhere").read_text() == "theirs\n"
    assert not (tmp_path / "file").is_symlink()


def test_directory_may_be_a_link_to_one(run, tmp_path):
    (tmp_path / "disk").mkdir(mode=0o755)
    (tmp_path / "shared").symlink_to("disk")
    assert run({"path": f"{tmp_path}/shared", "state": "directory", "mode": "0755"})["changed"] is False


def test_content_that_is_no_text_is_replaced(run, tmp_path):
    (tmp_path / "file").write_bytes(b"\xff\n")
    assert run({"path": f"{tmp_path}/file", "content": "text\n"})["changed"] is True
    assert (tmp_path / "file").read_text() == "text\n"


def test_owner_may_be_missing_in_check_mode_alone(run, tmp_path):
    file = {"path": f"{tmp_path}/file", "content": "text\n", "owner": "nobody-here"}
    assert run(file, check=True)["changed"] is True
    refused = run({"path": f"{tmp_path}/first", "content": ""}, file)
    assert "There is no user nobody-here on this host" in refused["msg"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ({"path": "relative", "content": ""}, "no absolute path"),
        ({"path": "/tmp/../etc/passwd", "content": ""}, "no absolute path"),
        ({"path": "/tmp/x"}, "content belongs to the state file"),
        ({"path": "/tmp/x", "state": "link"}, "target belongs to the state link"),
        ({"path": "/tmp/x", "state": "directory", "content": ""}, "content belongs to the state file"),
        ({"path": "/tmp/x", "content": "", "mode": "u+x"}, "no mode such as"),
        ({"path": "/usr", "content": ""}, "is a directory"),
        ({"path": "/usr", "state": "absent"}, "is a directory"),
        ({"path": "/etc/passwd", "state": "directory"}, "is something else"),
    ],
)
def test_misuse_is_refused(run, file, reason):
    result = run(file)
    assert result["failed"] is True
    assert reason in result["msg"]


def test_all_is_tried_together_before_anything_is_written(run, tmp_path):
    (tmp_path / "old").write_text("old\n")
    seen = tmp_path / "seen"
    tell = 'echo "$2 $(cat "$1" 2>/dev/null || readlink "$1" || echo gone)"'
    script = f"while [ $# -gt 0 ]; do {tell} >> {seen}; shift 2; done; echo no such directive >&2; exit 1"
    refused = run(*every_kind(tmp_path), validate=["/bin/sh", "-c", script, "validate"])
    assert "no such directive" in refused["msg"]
    assert [line.rpartition("/")[2] for line in seen.read_text().splitlines()] == ["file text", "link file", "old gone"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old", "seen"]


def test_nothing_is_tried_where_nothing_changes(run, tmp_path):
    run(*every_kind(tmp_path), validate=["/bin/true"])
    assert run(*every_kind(tmp_path), validate=["/bin/false"])["changed"] is False
