# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
import types

import pytest
from ansible.errors import AnsibleActionFail
from ansible_collections.golive.web.plugins.action import release_artifact


@pytest.fixture
def run():
    def run(check_mode=False, **arguments):
        task = types.SimpleNamespace(args=arguments, check_mode=check_mode, async_val=0, action="golive.web.release_artifact", delegate_to="localhost")
        connection = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir="unused"))
        action = release_artifact.ActionModule(task, connection, None, None, None, None)
        return action.run(task_vars={})

    return run


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "1.0").mkdir()
    (tmp_path / "1.0" / "f").write_text("1")
    return tmp_path / "1.0"


def test_an_address_without_a_digest_is_refused_without_showing_it(run):
    with pytest.raises(AnsibleActionFail, match="sha256") as refused:
        run(name="gigs", url="https://ci:SECRET@h/gigs-1.0.tar.gz")
    assert "SECRET" not in str(vars(refused.value))


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_second_run_changes_nothing(run, folder, tmp_path, check_mode):
    arguments = {"name": "gigs", "path": str(folder), "cache": str(tmp_path / "cache"), "check_mode": check_mode}
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
    [{}, {"path": "/x", "url": "https://example.com/x", "sha256": "a" * 64}, {"url": "https://example.com/x"}, {"path": "/x", "colour": "red"}],
)
def test_arguments_that_make_no_sense_are_refused(run, arguments):
    with pytest.raises(AnsibleActionFail):
        run(name="gigs", **arguments)


@pytest.mark.parametrize("arguments", [{"path": "/nonexistent"}, {"git": {"repository": "ext::sh", "ref": "main"}}])
def test_what_cannot_be_made_is_a_sentence(run, arguments):
    result = run(name="gigs", **arguments)
    assert result["failed"] is True
    assert "Traceback" not in result["msg"] and result["msg"].endswith(".")


def test_the_settings_of_an_application_say_it_all(run):
    artifact = {"url": "https://example.com/gigs-2.0.zip", "sha256": "a" * 64, "version": "2"}
    application = {"name": "gigs", "artifact": artifact, "environment": {"KEY": "SECRET"}}
    assert run(application=application) == run(name="gigs", **artifact)
    assert run(application=application, version="3")["version"] == "3"
    assert run(application={**application, "artifact": {**artifact, "name": "other", "cache": "/nonexistent", "colour": "red"}}) == run(application=application)
    with pytest.raises(AnsibleActionFail, match="path, git, url") as refused:
        run(application={**application, "artifact": {}})
    assert "SECRET" not in str(vars(refused.value))


def test_what_is_given_wins_over_the_settings(run, folder, tmp_path):
    artifact = {"git": {"repository": "/nonexistent", "ref": "main"}, "version": "9", "sha256": "a" * 64}
    result = run(application={"name": "gigs", "artifact": artifact}, path=str(folder), cache=str(tmp_path / "cache"))
    assert (result["version"], result["source"]) == ("1.0", str(folder))
    assert run(application={"name": "gigs"}, name="hello", url="https://example.com/hello-2.0.zip", sha256="a" * 64)["version"] == "2.0"


def test_the_spec_that_is_in_it_is_returned_and_a_link_is_not_followed(run, folder, tmp_path):
    cache = str(tmp_path / "cache")
    assert run(name="gigs", path=str(folder), cache=cache)["spec"] == ""
    (folder / "golive.yml").write_text("schema: 1\n")
    assert run(name="gigs", path=str(folder), cache=cache)["spec"] == "schema: 1\n"
    assert run(name="gigs", url="https://example.com/gigs-2.0.zip", sha256="a" * 64)["spec"] == ""
    (folder / "golive.yml").unlink()
    (folder / "golive.yml").symlink_to("f")
    result = run(name="gigs", path=str(folder), cache=cache)
    assert result["failed"] is True and "golive.yml that is a link" in result["msg"] and "spec" not in result
