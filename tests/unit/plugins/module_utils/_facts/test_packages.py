# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import email.utils
import hashlib
import os
import shutil
import subprocess
import time

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts import packages
from hypothesis import example, given
from hypothesis import strategies as st

SAID = """Reading package lists...
The following packages will be upgraded:
  libgcrypt20 libgcrypt20-dev
Inst libgcrypt20-dev [1.10.1-3] (1.10.1-3+deb12u1 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [amd64]) []
Inst libgcrypt20:i386 [1.10.1-3] (1.10.1-3+deb12u1 Debian-Security:12/oldstable-security [i386])
Inst bash [5.2.15-2+b8] (5.2.15-2+b13 Debian:12.15/oldstable [amd64])
Inst linux-image-6.1.0-48-amd64 (6.1.172-1 Debian-Security:12/oldstable-security [amd64])
Conf bash (5.2.15-2+b13 Debian:12.15/oldstable [amd64])
"""
SECURITY = "Debian-Security:12/oldstable-security"
WEEK = 7 * 86400


def test_what_would_be_upgraded_is_read_and_what_is_new_is_none():
    assert packages.upgrades_in(SAID) == (
        ("libgcrypt20-dev", ("Debian:12.15/oldstable", SECURITY)), ("libgcrypt20:i386", (SECURITY,)), ("bash", ("Debian:12.15/oldstable",)),
    )  # fmt: skip


@given(st.text() | st.from_regex(r"Inst \w+ \[.*\] \(.*\)"))
@example("Inst a [1] (2 A:1/x [amd64])")
def test_whatever_is_said_is_upgrades_or_passed_over(text):
    assert all(one.name and one.origins for one in packages.upgrades_in(text))


@given(st.text() | st.from_regex(r"Date: [A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ .*"))
@example("Date: Thu, 99 Nov 9999999 21:03:35 UTC")
@example("Date: Thu, 01 Jan 99999999999999999999 21:03:35 UTC")
@example("Date: Thu, 01 Jan 0001 00:00:00 +2359")
def test_whatever_a_list_says_it_has_a_date_or_is_none(text):
    found = packages.list_of(text)
    assert found is None or isinstance(found.date, float)


@pytest.fixture
def apt(tmp_path, monkeypatch):
    """A host of its own for apt, with a package that is installed and one list that has a newer one."""
    if not shutil.which("apt-get"):
        pytest.skip("there is no apt-get here")
    repository, lists = tmp_path / "repository", tmp_path / "lists"
    for folder in (repository, lists / "partial", tmp_path / "cache/archives/partial", tmp_path / "etc"):
        folder.mkdir(parents=True)
    (tmp_path / "configuration").write_text(
        f'''Dir::State "{tmp_path}"; Dir::State::Lists "{lists}"; Dir::State::status "{tmp_path}/status"; Dir::Cache "{tmp_path}/cache";
Dir::Etc "{tmp_path}/etc"; APT::Architecture "amd64"; APT::Architectures "amd64"; APT::Sandbox::User "root"; Acquire::Languages "none";'''
    )
    monkeypatch.setenv("APT_CONFIG", str(tmp_path / "configuration"))

    def make(label="Debian-Security", age=0.0, version="2", hold=False):
        date = email.utils.formatdate(time.time() - age, usegmt=True).replace("GMT", "UTC")
        package = "Package: golive-test\nArchitecture: all\nMaintainer: a\nDescription: a\n"
        index = f"{package}Version: {version}\nFilename: a.deb\nSize: 1\nSHA256: {'0' * 64}\n\n".encode()
        release = f"Origin: Debian\nLabel: {label}\nSuite: stable-security\nVersion: 13\nDate: {date}\nSHA256:\n"
        (repository / "Packages").write_bytes(index)
        (repository / "Release").write_text(f"{release} {hashlib.sha256(index).hexdigest()} {len(index)} Packages\n")
        (tmp_path / "etc/sources.list").write_text(f"deb [trusted=yes] file:{repository} ./\n")
        (tmp_path / "status").write_text(f"{package}Version: 1\nStatus: {'hold' if hold else 'install'} ok installed\n\n")
        subprocess.run(["apt-get", "update"], check=True, capture_output=True)
        return tmp_path

    return make


def everything(folder):
    return {path: os.stat(path).st_mtime_ns for path in folder.rglob("*")}


def test_apt_itself_tells_what_waits_and_nothing_is_written(apt):
    folder = apt()
    for path in (folder / "cache").glob("*.bin"):
        path.unlink()
    before = everything(folder)
    found = packages.packages({})
    assert found.upgrades == (("golive-test", ("Debian-Security:13/stable-security",)),)
    assert [one.origin for one in found.lists] == ["Debian-Security:13/stable-security"]
    assert abs(found.now - found.lists[0].date) < 60
    assert everything(folder) == before


def test_one_that_is_held_back_waits_all_the_same(apt):
    apt(hold=True)
    assert [one.name for one in packages.packages({}).upgrades] == ["golive-test"]


def test_where_nothing_is_newer_nothing_waits_and_the_list_has_its_date(apt):
    apt(version="1", age=WEEK)
    found = packages.packages({})
    assert not found.upgrades
    assert found.now - found.lists[0].date == pytest.approx(WEEK, abs=60)


def test_a_host_without_apt_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    trouble = checks.trouble(packages.packages, {})
    assert (trouble.outcome, trouble.reason) == ("error", "tool")


def test_where_apt_can_not_tell_that_is_an_error(apt):
    folder = apt()
    (folder / "status").write_text("nonsense")
    trouble = checks.trouble(packages.packages, {})
    assert (trouble.outcome, trouble.reason) == ("error", "tool")
