# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
from ansible_collections.golive.web.plugins.module_utils._facts import disk


def test_the_room_of_a_real_file_system(tmp_path):
    found = disk.room({}, str(tmp_path))
    assert found["free_bytes"] > 0 and 0 < found["free_percent"] <= 100 and not found["read_only"]


def test_one_that_can_only_be_read_is_known():
    # The kernel's own are such wherever there is one.
    read_only = [line.split()[1] for line in open("/proc/mounts", encoding="utf-8") if "ro" in line.split()[3].split(",")]
    assert all(disk.room({}, path)["read_only"] for path in read_only)


def test_what_is_not_there_is_missing(tmp_path):
    trouble = checks.trouble(disk.room, {}, str(tmp_path / "no"))
    assert (trouble.outcome, trouble.reason) == ("fail", "missing")
