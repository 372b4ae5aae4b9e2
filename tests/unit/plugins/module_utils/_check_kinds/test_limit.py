# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import math

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts.limits import Limit


def judged(soft, hard, least=4096):
    found = checks.judged({"nofile": Limit(soft, hard)}, check="limit", name="nofile", min=least, unit="supervisor.service")
    return found.outcome, found.reason, found.observed


@pytest.mark.parametrize("soft, hard, reason, observed", [
    (4096, 4096, "", "4096"), (4095, 4095, "range", "4095"), (1024, 524288, "range", "1024, which it may raise itself to 524288"),
    (1024, math.inf, "range", "1024, which it may raise itself to unlimited"), (math.inf, math.inf, "", "unlimited"),
])  # fmt: skip
def test_what_holds_is_judged_and_not_what_it_may_be_raised_to(soft, hard, reason, observed):
    assert judged(soft, hard)[1:] == (reason, observed)


def test_a_limit_that_the_kernel_does_not_tell_is_an_error():
    found = checks.judged({}, check="limit", name="nofile", min=1)
    assert (found.outcome, found.reason) == ("error", "tool")


@pytest.mark.parametrize("options, words", [
    ({"name": "files"}, "must be one of"), ({"unit": "a", "pid_file": "/run/a"}, "exclude"), ({"unit": "a b"}, "no name"), ({"min": None}, "needs min"),
])  # fmt: skip
def test_what_can_not_be_meant_is_refused(options, words):
    assert words in checks.mistake(**{"check": "limit", "name": "nofile", "min": 1, **options})
