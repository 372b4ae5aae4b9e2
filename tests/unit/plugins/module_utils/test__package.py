# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gzip
import os
import subprocess
import tarfile

import pytest
from ansible_collections.golive.web.plugins.module_utils import _package
from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError
from ansible_collections.golive.web.plugins.module_utils._package import package, package_git
from ansible_collections.golive.web.plugins.module_utils._unpack import sha256_of, unpack


def git(repository, *arguments):
    command = ["git", "-C", str(repository), "-c", "user.name=n", "-c", "user.email=n@example.com", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode().strip()


@pytest.fixture
def source(tmp_path):
    source = tmp_path / "source"
    (source / "bin").mkdir(parents=True)
    (source / "bin" / "run").write_text("#!/bin/sh\n")
    (source / "bin" / "run").chmod(0o700)
    (source / "page").write_text("1")
    (source / "latest").symlink_to("bin")
    return source


@pytest.fixture
def repository(source, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git(source, "init", "--quiet", "--initial-branch=main")
    git(source, "add", ".")
    git(source, "commit", "--quiet", "--message=one")
    git(source, "tag", "--annotate", "--message=one", "v1")
    (source / "page").write_text("2")
    git(source, "commit", "--quiet", "--all", "--message=two")
    return source


def names(archive):
    with tarfile.open(archive) as file:
        return file.getnames()


def test_the_same_content_gives_the_same_bytes(source, tmp_path):
    first = package(source, tmp_path / "1.tar.gz")
    for path in (source / "page", source):
        os.utime(path, (1, 1))
    (source / "page").chmod(0o600)
    assert package(source, tmp_path / "2.tar.gz") == first == sha256_of(tmp_path / "2.tar.gz")
    assert gzip.decompress((tmp_path / "1.tar.gz").read_bytes())
    assert (tmp_path / "1.tar.gz").read_bytes()[4:8] == bytes(4)
    (source / "page").write_text("2")
    assert package(source, tmp_path / "2.tar.gz") != first


def test_members_carry_neither_owner_nor_time(source, tmp_path):
    package(source, tmp_path / "a")
    with tarfile.open(tmp_path / "a") as file:
        members = file.getmembers()
    assert [member.name for member in members] == ["bin", "bin/run", "latest", "page"]
    assert [member.mode for member in members] == [0o755, 0o755, 0o777, 0o644]
    assert {(member.mtime, member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, 0, "", "")}


def test_what_was_packed_can_be_unpacked(source, tmp_path):
    package(source, tmp_path / "a")
    assert unpack(tmp_path / "a", tmp_path / "out").files == 2
    assert os.readlink(tmp_path / "out" / "latest") == "bin"


def test_version_control_is_left_out_at_any_depth(source, tmp_path):
    (source / ".git").mkdir()
    (source / ".git" / "config").write_text("")
    (source / "bin" / ".git").write_text("gitdir: elsewhere")
    (source / ".gitignore").write_text("")
    package(source, tmp_path / "a")
    assert names(tmp_path / "a") == [".gitignore", "bin", "bin/run", "latest", "page"]
    package(source, tmp_path / "a", exclude=["*.git*", "bin/r*"])
    assert names(tmp_path / "a") == ["bin", "latest", "page"]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda source: os.mkfifo(source / "x"), "neither"),
        (lambda source: (source / "x").symlink_to("/etc"), "absolute"),
        (lambda source: (source / "x").symlink_to("../.."), "leads out"),
        (lambda source: (source / "a\nb").write_text(""), "control"),
    ],
)
def test_what_no_host_would_unpack_is_not_packed(source, tmp_path, make, reason):
    make(source)
    (tmp_path / "a").write_text("before")
    with pytest.raises(ArtifactError, match=reason):
        package(source, tmp_path / "a")
    assert (tmp_path / "a").read_text() == "before"
    assert sorted(os.listdir(tmp_path)) == ["a", "source"]


def test_an_empty_or_absent_folder_or_an_output_inside_is_refused(source, tmp_path):
    (tmp_path / "empty").mkdir()
    for folder, output, reason in (
        (tmp_path / "empty", tmp_path / "a", "contains nothing"),
        (tmp_path / "absent", tmp_path / "a", "No such file"),
        (source, source / "a", "inside"),
        (source, tmp_path / "absent" / "a", "No such file"),
    ):
        with pytest.raises(ArtifactError, match=reason):
            package(folder, output)
    assert not (source / "a").exists()


@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_branches_tags_and_commits_are_found(repository, tmp_path, form):
    place = form.format(repository)
    first, second = git(repository, "rev-parse", "v1^{commit}"), git(repository, "rev-parse", "main")
    for ref, commit in (("main", second), ("HEAD", second), ("refs/heads/main", second), ("v1", first), (first, first), (first[:10], first)):
        digest, found = package_git(place, ref, tmp_path / "a")
        assert found == commit
        assert digest == sha256_of(tmp_path / "a")
    unpack(tmp_path / "a", tmp_path / "out")
    assert sorted(os.listdir(tmp_path / "out")) == ["bin", "latest", "page"]
    assert (tmp_path / "out" / "page").read_text() == "1"


def test_the_same_commit_gives_the_same_bytes_whatever_the_users_settings(repository, tmp_path, monkeypatch):
    first = package_git(str(repository), "main", tmp_path / "1")
    settings = tmp_path / "gitconfig"
    settings.write_text("[core]\nautocrlf = true\n[tar]\numask = 0077\n[init]\ndefaultBranch = other\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "objects"))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert package_git(str(repository), "main", tmp_path / "2") == first
    assert not (tmp_path / "objects").exists()


@pytest.mark.parametrize(
    ("place", "ref"),
    [
        ("--upload-pack=touch {}", "main"),
        ("-oProxyCommand=touch@host:x", "main"),
        ("ssh://-oProxyCommand=touch/x", "main"),
        ("ext::sh -c touch% {}", "main"),
        ("http://git.example.com/x", "main"),
        ("git://git.example.com/x", "main"),
        ("relative/path", "main"),
        ("https://user:hush@git.example.com/x", "main"),
        ("https://hush@git.example.com/x", "main"),
        ("/repo\nx", "main"),
        ("", "main"),
        ("/repo", "--upload-pack=touch"),
        ("/repo", "-x"),
        ("/repo", "main:other"),
        ("/repo", "+main"),
        ("/repo", "a..b"),
        ("/repo", "main@{1}"),
        ("/repo", "main^"),
        ("/repo", "ma in"),
        ("/repo", ""),
    ],
)
def test_what_git_could_take_for_an_option_or_command_never_reaches_it(place, ref, tmp_path, monkeypatch):
    def never(*_arguments, **_options):
        raise AssertionError("git was started")

    monkeypatch.setattr(subprocess, "run", never)
    with pytest.raises(ArtifactError, match="was not fetched") as caught:
        package_git(place, ref, tmp_path / "a")
    assert "hush" not in str(caught.value)


def test_other_protocols_stay_closed_even_by_the_users_settings(repository, tmp_path, monkeypatch):
    settings = tmp_path / "gitconfig"
    settings.write_text(f'[url "ext::touch {tmp_path}/owned "]\ninsteadOf = https://git.example.com/\n[protocol]\nallow = always\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    with pytest.raises(ArtifactError, match="not allowed"):
        package_git("https://git.example.com/x", "main", tmp_path / "a")
    assert not (tmp_path / "owned").exists()


def test_git_errors_are_sentences(repository, tmp_path, monkeypatch):
    for place, ref in ((str(repository), "absent"), (str(tmp_path / "absent"), "main"), (str(repository), "dead" * 10)):
        with pytest.raises(ArtifactError, match="git could not fetch .* nothing was changed") as caught:
            package_git(place, ref, tmp_path / "a")
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "a").exists()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ArtifactError, match="not installed"):
        package_git(str(repository), "main", tmp_path / "a")


def test_a_git_that_hangs_is_given_up(repository, tmp_path, monkeypatch):
    monkeypatch.setattr(_package, "GIT_SECONDS", 0.001)
    with pytest.raises(ArtifactError, match="within"):
        package_git(str(repository), "main", tmp_path / "a")
