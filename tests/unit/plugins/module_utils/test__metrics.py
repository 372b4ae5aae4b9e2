# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _metrics
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

ERRORS = {"name": "errors", "query": 'errors{release="$release"}', "max": 0.01}


def vector(*samples):
    return {"status": "success", "data": {"resultType": "vector", "result": [{"metric": labels, "value": [1, value]} for labels, value in samples]}}


def judge(answer, **condition):
    return _metrics.judge(_metrics.checked([{**ERRORS, **condition}])[0], answer)


def test_every_value_must_be_within_the_bounds():
    assert judge(vector(({}, "0.01"), ({}, "0"))) == ("pass", "errors is at most 0.01.")
    verdict, sentence = judge(vector(({"instance": "web1"}, "0.5"), ({}, "0")))
    assert (verdict, sentence) == ("fail", "errors is 0.5 of instance=web1, and must be at most 0.01.")
    assert judge(vector(({}, "0.005")), min=0.001)[0] == "pass"
    assert judge(vector(({}, "0")), min=0.001)[0] == "fail"


@pytest.mark.parametrize("value", ["+Inf", "1e9"])
def test_what_is_too_much_fails(value):
    assert judge(vector(({}, value)))[0] == "fail"


def test_no_number_tells_nothing_unless_another_value_does():
    assert judge(vector(({}, "NaN"), ({}, "0"))) == ("inconclusive", "errors is no number (0 of 0, say).")
    assert judge(vector(({}, "NaN"), ({}, "1")))[0] == "fail"


def test_a_scalar_is_a_value():
    answer = {"status": "success", "data": {"resultType": "scalar", "result": [1, "0.001"]}}
    assert judge(answer)[0] == "pass"


@pytest.mark.parametrize(
    "answer",
    [
        vector(),
        {},
        [],
        None,
        {"status": "error", "error": "parse error"},
        {"status": "success"},
        {"status": "success", "data": {"resultType": "matrix", "result": []}},
        {"status": "success", "data": {"resultType": "vector", "result": [{"metric": {}, "value": [1, "many"]}]}},
        {"status": "success", "data": {"resultType": "scalar", "result": []}},
        {"status": "success", "data": {"resultType": "scalar", "result": [1, 10**400]}},
    ],
)
def test_what_tells_nothing_is_inconclusive(answer):
    assert judge(answer)[0] == "inconclusive"


def test_a_long_list_of_offenders_is_cut():
    assert judge(vector(*[({"instance": f"web{number}"}, "1") for number in range(9)]))[1].count("instance=") == 3


def test_the_release_gets_into_the_query():
    assert _metrics.query(_metrics.checked([ERRORS])[0], "2.0-0123456789ab-abcdef") == 'errors{release="2.0-0123456789ab-abcdef"}'


@pytest.mark.parametrize(
    "conditions",
    [
        "up",
        [{}],
        [{"query": ""}],
        [{"query": "up"}],
        [{"query": "up", "min": "x"}],
        [{"query": "up", "min": "nan"}],
        [{"query": 1, "min": 1}],
        [{"query": "up", "least": 1}],
        ["up"],
    ],
)
def test_what_could_not_be_judged_is_refused(conditions):
    with pytest.raises(GoliveError, match="rollout_metrics.*Nothing was changed"):
        _metrics.checked(conditions)
