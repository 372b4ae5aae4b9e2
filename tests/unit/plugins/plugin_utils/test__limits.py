# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re

import pytest
from ansible_collections.golive.web.plugins.plugin_utils import _limits
from hypothesis import given
from hypothesis import strategies as st

LOGIN = {"paths": ["/login"], "methods": ["POST"], "per_minute": 7}


class Refused(Exception):
    pass


def fault(setting, sentence):
    raise Refused(f"{setting} {sentence}")


def test_a_limit_is_complete_and_says_when_there_is_room_again():
    assert _limits.checked("login", LOGIN, fault) == {**LOGIN, "burst": 0, "concurrent": 0, "max_body": "", "retry_seconds": 9}
    assert _limits.checked("upload", {"paths": ["/photos"], "concurrent": 2, "max_body": "20m"}, fault)["retry_seconds"] == 1


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("Login", LOGIN, "limits.Login takes a name"), ("login", [], "must be a dictionary"), ("login", {**LOGIN, "rate": 1}, "has 'rate'"),
        ("login", {"per_minute": 1}, "needs paths"), ("login", {"paths": [], "per_minute": 1}, "needs paths"),
        ("login", {**LOGIN, "paths": "/login"}, "needs paths"),
        ("login", {**LOGIN, "paths": ["/a b"]}, "needs paths"), ("login", {**LOGIN, "methods": ["BREW"]}, "methods"),
        ("login", {**LOGIN, "methods": "POST"}, "methods"),
        ("login", {**LOGIN, "per_minute": 0}, "per_minute 0"), ("login", {**LOGIN, "per_minute": True}, "per_minute True"),
        ("login", {**LOGIN, "burst": -1}, "burst -1"),
        ("login", {**LOGIN, "concurrent": "2"}, "concurrent '2'"), ("login", {**LOGIN, "max_body": "16m;"}, "max_body '16m;'"),
        ("login", {"paths": ["/login"], "burst": 2, "concurrent": 1}, "no per_minute"), ("login", {"paths": ["/login"]}, "limits nothing"),
    ],
)  # fmt: skip
def test_what_can_not_be_meant_is_refused_by_name(name, value, said):
    with pytest.raises(Refused, match=re.escape(said)):
        _limits.checked(name, value, fault)


@given(st.text(), st.text(), st.text())
def test_nothing_gets_into_nginxs_configuration_that_could_end_a_word_of_it(name, path, size):
    try:
        limit = _limits.checked(name, {"paths": [path], "max_body": size}, fault)
    except Refused:
        return
    assert not re.search(r"[\s;{}$\"'\\#]", name + limit["paths"][0] + limit["max_body"])
