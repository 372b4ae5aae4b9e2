# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

from ansible_collections.golive.web.plugins.module_utils import _owner


def test_a_run_at_work_is_not_dead():
    assert not _owner.is_dead(_owner.of_this_run("ann", "ops1", os.getpid()), "ops1")


def test_a_run_that_ended_is_dead():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    owner = _owner.of_this_run("ann", "ops1", process.pid)
    assert not _owner.is_dead(owner, "ops1")
    process.kill()
    process.wait()
    assert _owner.is_dead(owner, "ops1")


def test_another_process_of_the_same_number_is_not_taken_for_it():
    owner = f"ann@ops1:{os.getpid()}.1"
    assert _owner.is_dead(owner, "ops1")


def test_nothing_is_known_of_another_controller_or_of_a_name_of_another_form():
    assert not _owner.is_dead("ann@ops2:999999.1", "ops1")
    assert not _owner.is_dead("ann", "ops1")


def test_machines_that_share_a_name_are_told_apart_by_their_boot():
    boot = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
    assert f".{boot}." in _owner.controller()
