# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.kind import NOT_APPLICABLE
from ansible_collections.golive.web.plugins.module_utils._checks.runtimes import Where
from ansible_collections.golive.web.plugins.module_utils._facts import telling
from checks import trouble
from hypothesis import given
from hypothesis import strategies as st

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4), max_leaves=20)


def answer(**parts):
    return telling.MARK + json.dumps({"version": "1", "settings": {}, "extensions": {}, **parts})


def test_the_answer_is_found_among_what_an_application_says():
    text = f"Deprecated: something\n{answer(version='8.2', settings={'a': {'b': True}}, extensions={'x': '1'})}\nbye\n"
    assert telling.read(text, "php") == ("8.2", {"a.b": "true"}, {"x": "1"})


def test_nested_settings_have_dots_and_lists_stay_lists():
    tree = {"app": {"debug": False, "none": None, "port": 80}, "hosts": ["a", "b"], "empty": [], "templates": [{"BACKEND": "x"}]}
    assert telling.flattened(tree) == {
        "app.debug": "false", "app.none": "", "app.port": "80", "hosts": ["a", "b"], "empty": [], "templates.0.BACKEND": "x",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "", "nothing of it", telling.MARK, telling.MARK + "[]", telling.MARK + "{}", telling.MARK + "[" * 100_000, answer(settings=None),
        answer(extensions=3), telling.MARK + '{"version": "1"',
    ],
)  # fmt: skip
def test_what_is_no_answer_says_so(text):
    found = trouble(telling.read, text, "php")
    assert (found.reason, found.message) == ("tool", "php does not tell what it is asked")


@given(TREES, st.text(max_size=5))
def test_any_settings_become_texts_that_can_be_written(tree, noise):
    found = telling.read(f"{noise}\n{answer(settings={'x': tree})}\n{noise}", "php").settings
    for name, value in found.items():
        assert isinstance(value, str) or all(isinstance(inner, str) for inner in value)
        json.dumps([name, value], ensure_ascii=False).encode()


def test_half_a_character_can_be_written_too():
    assert telling.read(telling.MARK + r'{"version": "\ud800", "settings": ["\udfff"], "extensions": {}}', "php") == ("?", {"0": "?"}, {})


def test_settings_without_end_into_the_deep_end():
    tree = {}
    for _level in range(200):
        tree = {"x": tree, "y": "1"}
    assert len(telling.flattened(tree)) < 50


def test_it_is_run_in_the_live_release_unless_it_says_otherwise(tmp_path):
    where = Where(command=("pwd",))
    assert telling.run({"GOLIVE_LIVE": str(tmp_path)}, where, []).out.strip() == str(tmp_path)
    assert telling.run({"GOLIVE_LIVE": "/no/such"}, where._replace(folder=str(tmp_path)), []).out.strip() == str(tmp_path)
    assert telling.run({}, where, []).out.strip() == "/"


def test_it_is_run_by_the_applications_user_unless_it_says_otherwise():
    where = Where(command=("id", "-un"))
    assert trouble(telling.run, {"GOLIVE_APPLICATION": "no_such_user"}, where, []).message == "there is no user no_such_user"
    assert telling.user_of({"GOLIVE_APPLICATION": "hello"}, where._replace(user="deploy")) == "deploy"


def test_what_is_nothing_without_a_release_is_not_asked_where_an_application_has_none():
    for where, of_release in ((Where(command=("pwd",)), True), (Where(command=("bin/app",)), False)):
        found = trouble(telling.run, {"GOLIVE_APPLICATION": "root"}, where, [], of_release)
        assert (found.outcome, found.message) == (NOT_APPLICABLE, "no release is live, or it is not the one that is asked for")
