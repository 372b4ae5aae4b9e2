# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os

import pytest
from ansible_collections.golive.web.plugins.module_utils import _command, _environment_file, _manifest, _patience, _stage
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

from release_host import Host, modes


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


def everything_in_releases(host):
    return sorted(os.listdir(host.layout.releases))


def test_a_staged_release_is_complete_and_read_only(host):
    release = host.stage()
    assert _manifest.is_complete(host.layout, release)
    tree = host.layout.release(release)
    assert modes(tree) == {"app.py": 0o440, "public": 0o555, "public/robots.txt": 0o444}
    assert os.stat(tree).st_mode & 0o777 == 0o551


def test_its_secrets_are_in_one_file_that_others_can_not_read(host):
    release = host.stage(environment={"APP_KEY": "it's a secret"})
    path = host.layout.environment(release)
    assert os.stat(path).st_mode & 0o777 == 0o640
    with open(path, encoding="utf-8", newline="") as file:
        assert _environment_file.parse(file.read()) == {"APP_KEY": "it's a secret"}
    assert "secret" not in json.dumps(_manifest.read(host.layout, release))


def test_its_manifest_has_its_workers(host):
    workers = {"queue": {"command": ["work", "$GOLIVE_RELEASE"], "processes": 2, "stop_seconds": 60, "stop_signal": "TERM"}}
    release = host.stage(workers=workers)
    assert _manifest.read(host.layout, release)["workers"] == workers


def test_staging_again_does_nothing(host):
    path, sha256 = host.artifact({"a": "b"})
    recipe = host.recipe("1.0", sha256)
    assert _stage.stage(host.layout, recipe, path, host.user, host.executable) is not None
    assert _stage.stage(host.layout, recipe, path, host.user, host.executable) is None


def test_shared_paths_are_links_that_replace_what_the_artifact_has(host):
    release = host.stage(files={"storage/old.txt": "x", "app.py": ""}, shared=["storage", "var/uploads"])
    tree = host.layout.release(release)
    assert os.readlink(f"{tree}/storage") == os.path.join(host.layout.shared, "storage")
    assert os.readlink(f"{tree}/var/uploads") == os.path.join(host.layout.shared, "var/uploads")


@pytest.mark.parametrize("path", ["../x", "/etc", "a/../../x", ".", ""])
def test_a_shared_path_that_leads_out_is_refused(host, path):
    with pytest.raises(GoliveError, match="leads out of the release"):
        host.stage(shared=[path])
    assert everything_in_releases(host) == []


def test_build_hooks_run_at_the_final_path_before_the_seal(host):
    release = host.stage(build=[["sh", "-c", "pwd > where.txt"]])
    tree = host.layout.release(release)
    assert open(f"{tree}/where.txt", encoding="utf-8").read().strip() == tree
    assert os.stat(f"{tree}/where.txt").st_mode & 0o777 == 0o440


def test_a_build_hook_that_fails_leaves_nothing_and_says_why_without_secrets(host):
    with pytest.raises(_command.CommandError, match=r"'sh -c .*' exited with 3: no luck with \*{8}"):
        host.stage(environment={"DATABASE_URL": "postgresql://x:y@z/q"}, build=[["sh", "-c", "echo no luck with postgresql://x:y@z/q; exit 3"]])
    assert everything_in_releases(host) == []


def test_a_build_hook_that_never_ends_is_ended(host, monkeypatch):
    monkeypatch.setattr(_patience, "BUILD", 0.2)
    with pytest.raises(_command.CommandError, match="was not done after 0.2 s"):
        host.stage(build=[["sleep", "60"]])
    assert everything_in_releases(host) == []


@pytest.mark.parametrize("public", ["public", "web/public"])
def test_nginx_finds_the_public_folder_whatever_its_name_and_whatever_the_artifact_holds(host, public):
    release = host.stage(files={f"{public}/robots.txt": "none", ".public/robots.txt": "another"}, public_dir=public)
    link = os.path.join(host.layout.release(release), ".public")
    assert os.readlink(link) == public
    assert open(f"{link}/robots.txt", encoding="utf-8").read() == "none"


def test_a_build_hook_that_leads_the_public_folder_elsewhere_is_refused(host):
    with pytest.raises(GoliveError, match="'public' leads out of the release"):
        host.stage(build=[["sh", "-c", "rm -r public; ln -s /etc public"]])
    assert everything_in_releases(host) == []


def test_another_digest_than_planned_is_refused(host):
    path, _sha256 = host.artifact({"a": "b"})
    with pytest.raises(GoliveError, match="not 000000000000"):
        _stage.stage(host.layout, host.recipe("1.0", "0" * 64), path, host.user, host.executable)
    assert everything_in_releases(host) == []


def test_what_a_crash_left_is_staged_anew(host):
    path, sha256 = host.artifact({"a": "b"})
    recipe = host.recipe("1.0", sha256)
    os.makedirs(host.layout.staging(recipe.release))
    os.makedirs(host.layout.release(recipe.release))
    _manifest.write(host.layout, {**_stage._manifest_of(recipe, complete=False)})
    assert _stage.stage(host.layout, recipe, path, host.user, host.executable) is not None
    assert everything_in_releases(host) == [f"{recipe.release}{suffix}" for suffix in ("", ".conf", ".env", ".json")]


def test_a_damaged_release_in_a_slot_is_not_touched(host):
    release = host.stage()
    os.symlink(f"../releases/{release}", host.layout.slot("blue"))
    os.unlink(host.layout.manifest(release))
    with pytest.raises(GoliveError, match="is in a slot but its manifest is missing"):
        host.stage()
    assert os.path.exists(f"{host.layout.release(release)}/app.py")


def test_an_error_of_the_disk_is_a_sentence_and_leaves_nothing(host, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_stage._ownership, "take_back", full)
    with pytest.raises(GoliveError, match="No space left on device. What was written of it was removed; the live release was not touched"):
        host.stage()
    assert everything_in_releases(host) == []
