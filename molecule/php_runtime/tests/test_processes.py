# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many processes the role computes for hosts that no scenario has."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest
import yaml

ROLE = Path(__file__).resolve().parents[3] / "roles" / "php_runtime"


def computed(megabytes, cores, wanted):
    """Renders what the role's variables say of a host, as Ansible would, but without a host."""
    expressions = yaml.safe_load((ROLE / "vars/main.yml").read_text())
    values = yaml.safe_load((ROLE / "defaults/main.yml").read_text())
    values["php_runtime_processes"] = wanted
    values["ansible_facts"] = {"memtotal_mb": megabytes, "processor_vcpus": cores}
    for name in ("memory_processes", "core_processes", "computed_processes"):
        name = f"__php_runtime_{name}"
        values[name] = int(jinja2.Template(expressions[name]).render(values))
    return int(jinja2.Template(expressions["php_runtime_slot"]["processes"]).render(values))


@pytest.mark.parametrize(
    ("megabytes", "cores", "wanted", "processes"),
    [
        (24105, 2, 0, 10),  # cores decide
        (2048, 8, 0, 12),  # memory decides: (2048 - 512) / 64 / 2
        (131072, 64, 0, 64),  # the most decides
        (256, 1, 0, 2),  # never fewer than two, nor negative
        (2048, 8, 7, 7),  # a number that is set is taken
    ],
)
def test_processes_fit_two_slots(megabytes, cores, wanted, processes):
    assert computed(megabytes, cores, wanted) == processes
