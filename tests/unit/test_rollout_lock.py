# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which order a rollout takes the lock: of two that begin at once, one must get all hosts and the other none."""

from __future__ import annotations

import pathlib

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

TASKS = yaml.safe_load((pathlib.Path(__file__).parents[2] / "roles/rollout/tasks/plan.yml").read_text(encoding="utf-8"))
FIRST, REST = (task for task in TASKS if task.get("golive.web.release", {}).get("state") == "locked")


def value(expression, **variables):
    return Templar(DataLoader(), variables).template(trust_as_template(expression))


@pytest.mark.parametrize(
    ("others", "order"),
    [([], ["h1"]), (["h1"], ["h1"]), (["h3", "h2"], ["h1", "h3", "h2"]), (["h3", "h1", "h2"], ["h1", "h3", "h2"])],
)
def test_the_fleets_first_host_comes_first_whoever_is_left_out(others, order):
    assert value(FIRST["loop"], __rollout_fleet=["h1", "h2", "h3"], __rollout_others=others) == order
    assert FIRST["run_once"] is True


def test_nobody_goes_on_who_did_not_get_the_first():
    assert value("{{ " + FIRST["loop_control"]["break_when"] + " }}", __rollout_first_infos={"lease_held_by": "me"}) is True
    asked = {"__rollout_fleet": ["h1", "h2"], "__rollout_locked_out": False}
    when = "{{ " + REST["when"] + " }}"
    assert [value(when, inventory_hostname=host, **asked) for host in ("h1", "h2")] == [False, True]
    assert value(when, inventory_hostname="h2", **{**asked, "__rollout_locked_out": True}) is False
