# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
import pytest


def judged(value, **options):
    return checks.judged(value, check="kernel", name="net.core.somaxconn", **options)


@pytest.mark.parametrize("value, options, reason", [
    ("4096", {"min": 4096}, ""), ("4095", {"min": 4096}, "range"), ("1", {"max": 0}, "range"), ("0", {"max": 0}, ""), ("-1", {"max": 0}, ""),
    ("5", {"min": 1, "max": 4}, "range"), ("1", {"allowed": ["1", "2"]}, ""), ("0", {"allowed": ["1", "2"]}, "not_allowed"),
    ("4096 131072 6291456", {"allowed": ["4096  131072 6291456"]}, ""), ("4096 131072 6291456", {"min": 1}, "type"), ("bbr", {"max": 1}, "type"),
])  # fmt: skip
def test_a_setting_is_judged_by_what_is_wanted(value, options, reason):
    found = judged(value, **options)
    assert (found.outcome, found.reason, found.observed) == ("fail" if reason else "pass", reason, value)


def test_what_is_expected_is_told():
    assert judged("5", min=1, max=4).expected == "at least 1 and at most 4"


@pytest.mark.parametrize("options", [{}, *({"min": 1, "name": name} for name in ("../../etc/passwd", "net..core", "/net/core", "a", "net.core/"))])
def test_what_is_no_setting_is_refused(options):
    assert checks.mistake(**{"check": "kernel", "name": "net.core.somaxconn", **options})
