# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
import yaml
from ansible_collections.golive.web.plugins.module_utils import _policy
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def test_its_defaults_are_those_of_the_role():
    with open("roles/rollout/defaults/main.yml", encoding="utf-8") as file:
        defaults = yaml.safe_load(file)
    assert _policy.policy({field: defaults[f"rollout_{field}"] for field in _policy.Policy._fields}) == _policy.policy({})


@pytest.mark.parametrize(
    ("given", "field", "made"),
    [
        ({"share": [5, 25]}, "share", (5, 25)),
        ({"share": ["5", 100]}, "share", (5,)),
        ({"share": 20}, "share", (20,)),
        ({"bake_seconds": "30"}, "bake_seconds", 30),
        ({"on_inconclusive": "pass"}, "on_inconclusive", "pass"),
    ],
)
def test_what_extra_variables_give_as_text_is_understood(given, field, made):
    assert getattr(_policy.policy(given), field) == made


@pytest.mark.parametrize(
    "given",
    [
        {"share": [25, 5]},
        {"share": [5, 5]},
        {"share": [7]},
        {"share": [5.7]},
        {"share": [True]},
        {"share": ["1e999"]},
        {"bake_seconds": 1e300},
        {"min_requests": 1e300},
        {"share": [0]},
        {"share": [105]},
        {"share": ["x"]},
        {"share": [None]},
        {"bake_seconds": -1},
        {"bake_seconds": "soon"},
        {"bake_seconds": True},
        {"bake_seconds": float("nan")},
        {"deadline_seconds": 0},
        {"deadline_seconds": float("inf")},
        {"min_requests": -1},
        {"on_inconclusive": "perhaps"},
        {"synthetic_paths": "/"},
        {"synthetic_paths": ["x"]},
        {"synthetic_paths": ["/a b"]},
        {"synthetic_paths": ["/\r\nHost: x"]},
        {"synthetic_paths": [1]},
        {"bakes": 3},
    ],
)
def test_what_means_nothing_is_refused(given):
    with pytest.raises(GoliveError, match="Nothing was changed"):
        _policy.policy(given)
