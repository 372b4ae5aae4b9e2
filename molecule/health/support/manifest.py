# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The probes of the scenario health, and the faults that they have to find."""

from __future__ import annotations

import pathlib

import planted
import yaml

ROOT = pathlib.Path(__file__).parents[3]
_SCENARIO = ROOT / "molecule/health"
HOSTS = ("trixie1", "bookworm1")
PROBES = yaml.safe_load((_SCENARIO / "support/probes.yml").read_text())
FAULTS = planted.load(*sorted((_SCENARIO / "faults").glob("*.yml")))
# Reasons for which no real service fails at will, each with the test of it.
UNPLANTED = {"mismatch": "tests/unit/plugins/module_utils/_probe_types/test_redis.py::test_what_was_written_has_to_be_there_and_to_go"}
