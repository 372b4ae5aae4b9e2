# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import re

import pytest
from ansible_collections.golive.web.plugins.module_utils import _artifact
from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError
from ansible_collections.golive.web.plugins.module_utils._package import package
from ansible_collections.golive.web.plugins.module_utils._unpack import sha256_of
from hypothesis import given
from hypothesis import strategies as st

DIGEST = "a" * 64


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "2.0-rc1").mkdir()
    (tmp_path / "2.0-rc1" / "f").write_text("1")
    return tmp_path / "2.0-rc1"


@pytest.mark.parametrize(
    ("filename", "version"),
    [
        ("gigs-2.0.tar.gz", "2.0"),
        ("gigs-2.0.TGZ", "2.0"),
        ("gigs-2.0.zip", "2.0"),
        ("gigs_2.0+b1.tar", "gigs_2.0+b1"),
        ("other-2.0.tar.xz", "other.2.0"),
        ("gigs-v1 beta.tar.bz2", "v1.beta"),
        ("gigs-.tar", "0"),
        ("gigs-" + "9" * 60 + ".zip", "9" * 40),
        ("release", "release"),
    ],
)
def test_the_version_is_in_the_files_name(filename, version):
    assert _artifact.version_of_file(filename, "gigs") == version


@given(st.text(max_size=80))
def test_any_text_makes_a_version(text):
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+]{0,39}", _artifact.version_of(text))


def test_a_file_is_used_where_it_is(folder, tmp_path):
    path = tmp_path / "gigs-3.tar.gz"
    digest = package(folder, path)
    artifact = _artifact.from_path(str(path), "gigs", digest.upper(), str(tmp_path / "cache"))
    assert artifact == (str(path), digest, "3", path.stat().st_size, str(path), None, False)
    assert not (tmp_path / "cache").exists()


def test_a_folder_is_built_once(folder, tmp_path):
    cache = tmp_path / "cache"
    first = _artifact.from_path(str(folder), "gigs", None, str(cache))
    assert first.built and first.version == "2.0.rc1" and first.sha256 == sha256_of(first.path)
    assert os.path.basename(first.path) == f"gigs-2.0.rc1-{first.sha256[:12]}.tar.gz"
    assert _artifact.from_path(str(folder), "gigs", first.sha256, str(cache)) == first._replace(built=False)
    assert os.listdir(cache) == [os.path.basename(first.path)]
    assert cache.stat().st_mode & 0o777 == 0o700


def test_a_damaged_file_in_the_cache_is_built_anew(folder, tmp_path):
    first = _artifact.from_path(str(folder), "gigs", None, str(tmp_path / "cache"))
    with open(first.path, "ab") as file:
        file.write(b"x")
    assert _artifact.from_path(str(folder), "gigs", None, str(tmp_path / "cache")).built
    assert sha256_of(first.path) == first.sha256


def test_another_digest_than_the_given_one_is_refused(folder, tmp_path):
    package(folder, tmp_path / "a.tgz")
    for path in (folder, tmp_path / "a.tgz"):
        with pytest.raises(ArtifactError, match="not the one that was given"):
            _artifact.from_path(str(path), "gigs", DIGEST, str(tmp_path / "cache"))
        with pytest.raises(ArtifactError, match="64 hexadecimal digits"):
            _artifact.from_path(str(path), "gigs", "abc", str(tmp_path / "cache"))
    assert os.listdir(tmp_path / "cache") == []


def test_a_cache_inside_the_folder_is_refused_and_not_made(folder):
    for cache in (folder, folder / "cache"):
        with pytest.raises(ArtifactError, match="inside"):
            _artifact.from_path(str(folder), "gigs", None, str(cache))
    assert os.listdir(folder) == ["f"]


def test_a_file_that_is_no_archive_or_absent_is_refused(tmp_path):
    (tmp_path / "f").write_text("hello")
    (tmp_path / "empty").write_text("")
    for name, reason in (("f", "neither"), ("empty", "neither"), ("absent", "No such file")):
        with pytest.raises(ArtifactError, match=reason):
            _artifact.from_path(str(tmp_path / name), "gigs", None, str(tmp_path))


@pytest.mark.parametrize("name", ["", "../x", "a/b", "-x", "a b", "x" * 65])
def test_a_name_that_could_lead_elsewhere_is_refused(folder, name, tmp_path):
    with pytest.raises(ArtifactError, match="application's name"):
        _artifact.from_path(str(folder), name, None, str(tmp_path / "cache"))


def test_a_url_is_passed_on_without_its_secrets_as_source():
    artifact = _artifact.from_url("https://user:hush@example.com:8443/d/gigs-2.1.zip?token=hush", "gigs", DIGEST.upper())
    assert artifact == (None, DIGEST, "2.1", None, "https://example.com:8443/d/gigs-2.1.zip", None, False)


@pytest.mark.parametrize(
    ("url", "sha256"),
    [("ftp://example.com/x", DIGEST), ("https:///x", DIGEST), ("https://h:port/x", DIGEST), ("x", DIGEST), ("https://h/x", None), ("https://h/x", "1")],
)
def test_a_url_that_hosts_could_not_fetch_or_verify_is_refused(url, sha256):
    with pytest.raises(ArtifactError, match="nothing was changed"):
        _artifact.from_url(url, "gigs", sha256)


def test_an_unusable_cache_is_a_sentence(folder, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ArtifactError, match="cache .* cannot be used"):
        _artifact.from_path(str(folder), "gigs", None, str(tmp_path / "file"))


def test_the_default_cache_is_the_users(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert _artifact.default_cache() == "/x/golive/artifacts"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/h")
    assert _artifact.default_cache() == "/h/.cache/golive/artifacts"
