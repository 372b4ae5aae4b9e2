# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import signal
import subprocess
import sys

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import memory, units
from hypothesis import given
from hypothesis import strategies as st


def test_the_memory_of_this_host():
    found = memory.memory({}, "")
    assert found.total == os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert found.limit is None or found.limit > 0


def test_the_least_limit_of_the_groups_counts(monkeypatch):
    limits = {"/sys/fs/cgroup/a/b/memory.max": "max", "/sys/fs/cgroup/a/memory.max": "2048", "/sys/fs/cgroup/memory.max": "4096"}
    real = memory.files.text

    def text(path, *most):
        if path.startswith("/proc/self/cgroup"):
            return "0::/a/b\n"
        return limits[path] if path.startswith("/sys") else real(path, *most)

    monkeypatch.setattr(memory.files, "text", text)
    assert memory.memory({}, "").limit == 2048


def _group():
    """A control group of the real kernel, with its file for the limit, or C(None) where none can be made."""
    for folder, name in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
        path = f"{folder}/golive-test-{os.getpid()}"
        try:
            os.mkdir(path)
            with open(f"{path}/{name}", "w", encoding="ascii") as file:
                file.write(str(64 << 20))
            return path
        except OSError:
            if os.path.isdir(path):
                os.rmdir(path)
    return None


def test_the_limit_of_a_real_group_is_found(monkeypatch):
    group = _group()
    if not group:
        pytest.skip("no control group can be made here")
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        with open(f"{group}/cgroup.procs", "w", encoding="ascii") as file:
            file.write(str(child.pid))
        monkeypatch.setattr(units, "number", lambda _unit: child.pid)
        assert memory.memory({}, "some.service").limit == 64 << 20
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
        os.rmdir(group)


def test_a_process_that_has_gone_does_not_run(monkeypatch):
    monkeypatch.setattr(units, "number", lambda _unit: 1 << 30)
    assert checks.trouble(memory.memory, {}, "some.service").reason == "not_running"


@pytest.mark.parametrize("text, files", [
    ("0::/a\n", ["/sys/fs/cgroup/a/memory.max", "/sys/fs/cgroup/memory.max"]),
    ("0::/\n", ["/sys/fs/cgroup/memory.max"]),
    ("4:cpu,memory:/a\n3:cpuset:/\n", ["/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]),
    ("0::/../..\n", ["/sys/fs/cgroup/memory.max"]),
])  # fmt: skip
def test_both_versions_of_groups_are_looked_at(text, files):
    assert list(dict.fromkeys(path.rstrip("/") for path in memory.limit_files(text))) == files


@given(st.text())
def test_whatever_is_said_the_files_are_those_of_groups(text):
    assert all(os.path.normpath(path).startswith("/sys/fs/cgroup/") for path in memory.limit_files(text))


@given(st.text() | st.from_regex("MemTotal: +[0-9]+ kB"))
def test_whatever_is_said_of_memory_is_a_number_or_trouble(text):
    try:
        assert memory.total(text) >= 0
    except Trouble as trouble:
        assert trouble.reason == "tool"
