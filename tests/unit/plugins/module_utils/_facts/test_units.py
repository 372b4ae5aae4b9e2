# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts import units


@pytest.fixture
def systemctl(tmp_path, monkeypatch):
    """A systemctl that says a text."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    def says(text, code=0):
        (tmp_path / "said").write_text(text)
        (tmp_path / "systemctl").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/asked\ncat {tmp_path}/said\nexit {code}\n')
        (tmp_path / "systemctl").chmod(0o755)
        return tmp_path / "asked"

    return says


def test_a_unit_is_its_main_process(systemctl):
    asked = systemctl("MainPID=123\nLoadState=loaded\n")
    assert units.number("nginx.service") == 123
    assert asked.read_text().split() == ["show", "--property=LoadState,MainPID", "--", "nginx.service"]


@pytest.mark.parametrize("said, code, outcome, reason", [
    ("MainPID=0\nLoadState=loaded\n", 0, "fail", "not_running"), ("MainPID=0\nLoadState=not-found\n", 0, "fail", "missing"),
    ("Failed to connect to bus", 1, "error", "tool"), ("", 0, "fail", "not_running"),
])  # fmt: skip
def test_a_unit_without_one_says_why(systemctl, said, code, outcome, reason):
    systemctl(said, code)
    trouble = checks.trouble(units.number, "nginx.service")
    assert (trouble.outcome, trouble.reason) == (outcome, reason)


def test_a_file_names_a_process(tmp_path):
    (tmp_path / "pid").write_text("42\n")
    assert units.number(pid_file=str(tmp_path / "pid")) == 42
    (tmp_path / "pid").write_text("no\n")
    assert checks.trouble(units.number, "", str(tmp_path / "pid")).reason == "not_running"
    assert checks.trouble(units.number, "", str(tmp_path / "no")).reason == "missing"


def test_without_both_it_is_this_one():
    assert units.number() == "self"


def test_a_host_without_systemd_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    trouble = checks.trouble(units.number, "nginx.service")
    assert (trouble.outcome, trouble.reason) == ("error", "tool")
