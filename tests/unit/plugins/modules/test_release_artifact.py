# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import subprocess

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.golive.web.plugins.modules import release_artifact


@pytest.fixture
def run(capsys):
    def run(**arguments):
        with patch_module_args(arguments), pytest.raises(SystemExit):
            release_artifact.main()
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "1.0").mkdir()
    (tmp_path / "1.0" / "f").write_text("1")
    return tmp_path / "1.0"


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_second_run_changes_nothing(run, folder, tmp_path, check_mode):
    arguments = {"name": "gigs", "path": str(folder), "cache": str(tmp_path / "cache"), "_ansible_check_mode": check_mode}
    first, second = run(**arguments), run(**arguments)
    assert first["changed"] is True
    assert second == {**first, "changed": False}
    assert {key: first[key] for key in ("version", "source", "commit")} == {"version": "1.0", "source": str(folder), "commit": None}


def test_a_commit_is_packed(run, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for arguments in (["init", "-q"], ["add", "."], ["-c", "user.name=n", "-c", "user.email=n@example.com", "commit", "-qm", "one"]):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True)
    result = run(name="gigs", git={"repository": str(folder), "ref": "HEAD"}, cache=str(tmp_path / "cache"))
    assert result["version"] == result["commit"][:12]
    assert result["source"] == f"{folder}@HEAD"
    assert result["size"] > 0


def test_a_url_is_passed_on(run):
    result = run(name="gigs", url="https://example.com/gigs-2.0.zip", sha256="a" * 64)
    assert (result["path"], result["version"], result["changed"]) == (None, "2.0", False)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"path": "/x", "url": "https://example.com/x", "sha256": "a" * 64},
        {"url": "https://example.com/x"},
        {"path": "/nonexistent"},
        {"git": {"repository": "ext::sh", "ref": "main"}},
    ],
)
def test_misuse_is_a_sentence(run, arguments):
    result = run(name="gigs", **arguments)
    assert result["failed"] is True
    assert "Traceback" not in result["msg"]
