# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._state import State
from hypothesis import given
from hypothesis import strategies as st

names = st.sampled_from(["a", "b", "c", "d"])
steps = st.lists(st.tuples(st.sampled_from(["good", "bad", "forget"]), names), max_size=20)


def apply(state, step, release):
    if step == "good":
        state.mark_good(release)
    elif step == "bad":
        state.mark_bad(release, "because")
    else:
        state.keep_only({"a", "b", "c", "d"} - {release})


@given(steps)
def test_no_release_is_both_good_and_bad_and_none_is_good_twice(history):
    state = State("/nowhere/state.json")
    for step, release in history:
        apply(state, step, release)
        assert not set(state.good) & set(state.bad)
        assert len(state.good) == len(set(state.good))


@given(steps)
def test_the_last_good_is_the_one_that_was_marked_last(history):
    state = State("/nowhere/state.json")
    for step, release in history:
        apply(state, step, release)
    expected = []
    for step, release in history:
        expected = [known for known in expected if known != release] + ([release] if step == "good" else [])
    assert state.last_good() == (expected[-1] if expected else None)
    assert state.last_good(besides=expected[-1:]) == (expected[-2] if len(expected) > 1 else None)


def test_what_is_saved_is_what_is_loaded(tmp_path):
    path = str(tmp_path / "state.json")
    state = State(path)
    state.mark_good("a")
    state.mark_bad("b", "it answered 500")
    state.drained["blue"] = 12.5
    state.save()
    assert State(path).as_dict() == state.as_dict() == json.load(open(path, encoding="utf-8"))


def test_saving_without_a_change_writes_nothing(tmp_path):
    path = str(tmp_path / "state.json")
    state = State(path)
    state.mark_good("a")
    state.save()
    inode = os.stat(path).st_ino
    again = State(path)
    again.mark_good("a")
    again.save()
    assert os.stat(path).st_ino == inode


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": 2}', "null"])
def test_a_damaged_or_newer_file_is_an_error_and_stays(tmp_path, text):
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(GoliveError, match="Nothing was changed"):
        State(str(path))
    assert path.read_text() == text


def test_each_change_after_a_save_is_saved_too(tmp_path):
    state = State(tmp_path / "state.json")
    state.drained["blue"] = 1.0
    state.save()
    state.drained["blue"] = None
    state.mark_bad("1.0", "it answered 500")
    state.save()
    again = State(tmp_path / "state.json")
    assert (again.drained["blue"], again.bad) == (None, {"1.0": "it answered 500"})
