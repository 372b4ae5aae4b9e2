# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.golive.web.plugins.module_utils._probe_types import tcp
from ansible_collections.golive.web.plugins.module_utils._probes import summary
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble
from probes import probe

SILENT = ("sample", "there were 3 requests")


def judged(*ends, **options):
    defaults = {"min_samples": 1, "min_success_ratio": 1.0, "consecutive_successes": 0, "latency": None}
    counted = [Attempt().end(*end) for end in ends]
    return summary.judge(SimpleNamespace(options={**defaults, **options}, counted=counted, trouble=None, over=False, aborted=False, last_forgiven=None))


def test_attempts_that_say_nothing_are_unknown():
    assert judged(SILENT, SILENT) == ("unknown", *SILENT)


@pytest.mark.parametrize("end, told", [(("", ""), ("pass", "", "")), (("value", "too much"), ("fail", "value", "too much"))])
def test_beside_others_they_say_nothing(end, told):
    assert judged(SILENT, end, SILENT, consecutive_successes=1 if not end[0] else 0) == told


def test_they_are_none_of_the_attempts_that_are_wanted():
    assert judged(SILENT, ("", ""), min_samples=2) == ("unknown", *SILENT)


def test_they_are_no_failures_after_which_it_is_given_up(monkeypatch):
    async def silent(_options, _one):
        raise Trouble(*SILENT)

    monkeypatch.setattr(tcp, "attempt", silent)
    result = probe(type="tcp", host="127.0.0.1", port=1, samples=3, abort_after_failures=2)
    assert (result["status"], result["reason"], result["aborted"]) == ("unknown", "sample", False)
