# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._check_kinds import reboot
from ansible_collections.golive.web.plugins.module_utils._checks.run import Facts

RUNNING = "6.1.0-37-amd64"


def judged(required=None, installed=(RUNNING,), stale=None):
    check = checks.ready(check="reboot", programs=stale is not None)
    facts = {("reboot_required",): required, ("kernels",): (RUNNING, installed)}
    found = reboot.KIND.judge(check, Facts({}, facts if stale is None else {**facts, ("stale_programs",): stale}))
    return found.reason, found.observed


@pytest.mark.parametrize("given, reason, observed", [
    ({}, "", "nothing waits, 6.1.0-37-amd64 runs"),
    ({"required": ()}, "pending", "a reboot is wanted by something"),
    ({"required": tuple("abcdefg")}, "pending", "a reboot is wanted by a, b, c, d, e and 2 more"),
    ({"installed": (RUNNING, "6.1.0-38-amd64")}, "pending", "the kernel 6.1.0-37-amd64 runs, and 6.1.0-38-amd64 is installed"),
    ({"stale": ()}, "", "nothing waits, 6.1.0-37-amd64 runs"),
    ({"stale": ("nginx", "sshd")}, "pending", "replaced libraries are used by nginx, sshd"),
])  # fmt: skip
def test_what_waits_is_told(given, reason, observed):
    assert judged(**given) == (reason, observed)
