# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the checks in tests/lint: each can fail."""

from __future__ import annotations

import argument_specs
import pytest
import scenarios
import yaml


@pytest.fixture
def role(tmp_path):
    """Writes a role 'r' with one variable of each type, and what a test changes of it; returns its disagreements."""

    def write(defaults, options):
        folder = tmp_path / "r"
        for part, name, content in (
            ("defaults", "main.yml", {"r_size": 3, "r_name": "x", **defaults}),
            (
                "meta",
                "argument_specs.yml",
                {
                    "argument_specs": {
                        "main": {
                            "options": {
                                "r_size": {"type": "int", "default": 3},
                                "r_name": {"default": "x"},
                                **options,
                            }
                        }
                    }
                },
            ),
        ):
            (folder / part).mkdir(parents=True)
            (folder / part / name).write_text(yaml.safe_dump(content))
        return list(argument_specs.disagreements(folder))

    return write


def test_role_in_agreement_has_no_faults(role):
    assert role({"__r_internal": 1}, {"r_must": {"type": "str", "required": True}}) == []


@pytest.mark.parametrize(
    ("defaults", "options", "words"),
    [
        ({"r_more": 1}, {}, "not in the specs"),
        ({}, {"r_more": {"type": "int", "default": 1}}, "in the specs only"),
        ({"r_size": 4}, {}, "defaults to 4, and to 3"),
        ({"r_size": "3"}, {"r_size": {"type": "int", "default": "3"}}, "no int"),
        ({"r_on": 1}, {"r_on": {"type": "bool", "default": True}}, "defaults to 1, and to True"),
        ({"r_list": []}, {"r_list": {"type": "list"}}, "the specs don't give"),
        ({"r_size": 3}, {"r_size": {"type": "int", "default": 3, "required": True}}, "required and has a default"),
        ({"other": 1}, {"other": {"type": "int", "default": 1}}, "does not begin with r_"),
        ({"__r_x": 1}, {"__r_x": {"type": "int", "default": 1}}, "internal"),
    ],
)
def test_disagreement_is_found(role, defaults, options, words):
    (sentence,) = role(defaults, options)
    assert words in sentence


def test_role_without_specs_is_found(tmp_path):
    assert list(argument_specs.disagreements(tmp_path)) == ["has no meta/argument_specs.yml"]


def test_role_that_no_scenario_tests_is_found(tmp_path):
    (tmp_path / "roles" / "r" / "tasks").mkdir(parents=True)
    assert list(scenarios.faults(tmp_path)) == ["roles/r: no scenario molecule/r"]


def test_role_that_another_scenario_converges_is_tested(tmp_path):
    (tmp_path / "roles" / "r" / "tasks").mkdir(parents=True)
    (tmp_path / "molecule" / "x").mkdir(parents=True)
    (tmp_path / "molecule" / "x" / "converge.yml").write_text("- hosts: all\n  roles: [golive.web.r]\n")
    assert list(scenarios.faults(tmp_path)) == []


def test_scenario_that_shows_nothing_is_found(tmp_path):
    (tmp_path / "molecule" / "x").mkdir(parents=True)
    (tmp_path / "molecule" / "x" / "molecule.yml").write_text("---\n")
    assert list(scenarios.faults(tmp_path)) == ["molecule/x: no test in tests/test_*.py", "molecule/x: no converge.yml"]
