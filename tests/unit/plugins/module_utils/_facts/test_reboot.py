# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from ansible_collections.golive.web.plugins.module_utils._facts import reboot
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("running, releases, newer", [
    ("6.1.0-37-amd64", ["6.1.0-37-amd64", "6.1.0-9-amd64"], ""),
    ("6.1.0-9-amd64", ["6.1.0-37-amd64", "6.1.0-10-amd64"], "6.1.0-37-amd64"),
    ("6.1.0-37-amd64", ["6.1.0-38-cloud-amd64", "6.1.0-38-rt-amd64", "6.12.9+bpo-arm64"], ""),
    ("6.1.0-37-cloud-amd64", ["6.12.41+deb13-cloud-amd64"], "6.12.41+deb13-cloud-amd64"),
    ("6.12.9+bpo-amd64", ["6.12.41+deb13-amd64", "6.12.6-amd64"], "6.12.41+deb13-amd64"),
    ("5.15.0-101-generic", ["5.15.0-102-generic", "6.8.0-40-lowlatency"], "5.15.0-102-generic"),
    ("6.18.44-fc-v857", ["6.18.45-fc-v857", "6.18.45-amd64"], "6.18.45-fc-v857"),
    ("own", ["6.1.0-38-amd64"], ""),
    ("6.1.0-37-amd64", [], ""),
])  # fmt: skip
def test_a_newer_kernel_is_one_of_the_same_flavour(running, releases, newer):
    assert reboot.newer(running, releases) == newer


@given(st.text(), st.lists(st.text() | st.from_regex(r"\d+\.\d+-amd64", fullmatch=True)))
def test_whatever_they_are_called_the_newer_is_one_of_them(running, releases):
    for name in (running, "5.0-amd64"):
        assert reboot.newer(name, releases) in ("", *releases)


def test_what_packages_want_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reboot, "_REQUIRED", str(tmp_path / "reboot-required"))
    assert reboot.required({}) is None
    (tmp_path / "reboot-required").touch()
    assert reboot.required({}) == ()
    (tmp_path / "reboot-required.pkgs").write_text("linux-image\ndbus\nlinux-image\n")
    assert reboot.required({}) == ("linux-image", "dbus")


def test_the_kernel_that_runs_is_known():
    running, installed = reboot.kernels({})
    assert running == os.uname().release and isinstance(installed, tuple)


def test_a_program_with_a_library_that_was_replaced_is_found(tmp_path, monkeypatch):
    library = tmp_path / "libtest.so.1"
    library.write_bytes(bytes(4096))
    monkeypatch.setattr(reboot, "_MAPPED", re.compile(reboot._MAPPED.pattern.replace("/(?:usr/)?lib", f"{re.escape(str(tmp_path))}/lib"), re.MULTILINE))
    command = f"import mmap; file = open({str(library)!r}); kept = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        with open(f"/proc/{child.pid}/comm", encoding="utf-8") as file:
            name = file.read().strip()
        assert name not in reboot.stale_programs({})
        library.unlink()
        assert name in reboot.stale_programs({})
        child.communicate(b"\n")


@pytest.mark.parametrize("line, stale", [
    ("7f00-7f10 r-xp 00000000 fe:01 123    /usr/lib/x86_64-linux-gnu/libssl.so.3 (deleted)", True),
    ("7f00-7f10 r-xp 00000000 fe:01 123    /lib/libc.so.6 (deleted)", True),
    ("7f00-7f10 r-xp 00000000 fe:01 123    /usr/lib/x86_64-linux-gnu/libssl.so.3", False),
    ("7f00-7f10 rw-s 00000000 fe:01 123    /dev/shm/libx.so (deleted)", False),
    ("7f00-7f10 rw-s 00000000 fe:01 123    /usr/lib/data (deleted)", False),
])  # fmt: skip
def test_only_libraries_of_the_host_count(line, stale):
    assert bool(reboot._MAPPED.search(f"first\n{line}\nlast")) is stale
