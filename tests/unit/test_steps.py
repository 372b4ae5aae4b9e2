# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What make test and make test-full run."""

from __future__ import annotations

import collections
import os

import pytest
import steps


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setattr(os, "environ", dict(os.environ))


@pytest.mark.parametrize("plan", [steps.test, steps.full])
def test_every_step_is_there_once_and_lanes_share_no_hosts(plan):
    phases = plan()
    names = [step.name for lanes in phases for lane in lanes for step in lane]
    assert [name for name, count in collections.Counter(names).items() if count > 1] == []
    assert all(f"scenario {path.parent.name}" in names for path in (steps.ROOT / "molecule").glob("*/molecule.yml"))
    labs = [{step.lab for step in lane} for lane in phases[-1]]
    assert len(labs) == 2 and all(len(lab) == 1 for lab in labs) and labs[0] != labs[1]


def test_every_script_that_is_to_run_beside_is_one():
    for folder, names in steps.BESIDE.items():
        scripts = {path.name.removeprefix("test_") for path in (steps.ROOT / "tests" / folder).glob("test_*") if path.is_file()}
        assert names - scripts == set()


def test_a_step_that_fails_ends_no_other_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.setattr(steps, "LOGS", tmp_path)
    lane = [steps.Step("one", ["sh", "-c", "echo $GOLIVE_LAB is lost; exit 3"], "mine"), steps.Step("two", ["true"])]
    results = steps.run_all([[lane, [steps.Step("three", ["no-such-program"])]], [[]]])
    assert {result.name: result.passed for result in results} == {"one": False, "two": True, "three": False}
    said = capsys.readouterr().out
    assert "FAIL  one, 0 s\n      exit code 3; the last 1 lines of one.log:\n      mine is lost\n" in said
    assert "ok    two, 0 s\n" in said and "exit code 127" in said
