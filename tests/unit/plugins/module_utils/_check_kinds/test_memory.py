# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts.memory import Memory

WORKERS = {"workers": 8, "worker_memory": "256M", "reserved": "1G"}


def judged(total, limit=None, **options):
    found = checks.judged(Memory(total, limit), check="memory", **options)
    return found.reason, found.observed, found.expected


@pytest.mark.parametrize("total, limit, reason, observed", [
    (3 << 30, None, "", "3 GiB"),
    ((3 << 30) - 4096, None, "memory", "3 GiB"),
    (8 << 30, 2 << 30, "memory", "2 GiB by the limit of its control group"),
    (2 << 30, 8 << 30, "memory", "2 GiB"),
])  # fmt: skip
def test_the_workers_and_the_rest_must_fit_in_what_is_less(total, limit, reason, observed):
    assert judged(total, limit, **WORKERS)[:2] == (reason, observed)


def test_what_is_planned_is_told():
    assert judged(1 << 30, **WORKERS)[2] == "at least 3 GiB for 8 workers of 256 MiB and 1 GiB for the rest"


def test_a_least_memory_is_for_itself():
    assert judged(1 << 30, min="1G")[0] == ""
    assert judged(1 << 30, min="1025M")[::2] == ("memory", "at least 1.001 GiB")
    assert judged(4 << 30, min="5G", **WORKERS)[0] == "memory"


@pytest.mark.parametrize("options, words", [
    ({}, "it needs"), ({"workers": 2}, "belong together"), ({"worker_memory": "1G"}, "belong together"), ({**WORKERS, "workers": 0}, "one at least"),
    ({"min": "1G", "unit": "a b"}, "no name"),
])  # fmt: skip
def test_what_can_not_be_meant_is_refused(options, words):
    assert words in checks.mistake(check="memory", **options)
