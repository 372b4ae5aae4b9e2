# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import resource
import subprocess
import sys

import checks
from ansible_collections.golive.web.plugins.module_utils._facts import limits
from hypothesis import given
from hypothesis import strategies as st


def test_those_of_this_process_are_what_the_system_calls_say():
    found = limits.of({}, "", "")
    assert set(found) == set(limits.NAMES)
    for name in ("nofile", "nproc", "core", "memlock", "stack", "as"):
        wanted = tuple(float("inf") if value == resource.RLIM_INFINITY else value for value in resource.getrlimit(getattr(resource, f"RLIMIT_{name.upper()}")))
        assert found[name] == wanted


def test_those_of_another_are_its_own(tmp_path):
    command = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (123, 456)); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        (tmp_path / "pid").write_text(f"{child.pid}\n")
        assert limits.of({}, "", str(tmp_path / "pid"))["nofile"] == (123, 456)
        child.communicate(b"\n")
    assert checks.trouble(limits.of, {}, "", str(tmp_path / "pid")).reason == "not_running"


@given(st.text() | st.from_regex(r"Max open files +\d+ +\w+ +files"))
def test_whatever_is_said_is_limits_or_passed_over(text):
    assert set(limits.parsed(text)) <= set(limits.NAMES)
