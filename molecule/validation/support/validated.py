# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks of the scenario validation, and the faults that they have to find."""

from __future__ import annotations

import pathlib

import planted
import yaml

_SCENARIO = pathlib.Path(__file__).parents[1]
HOSTS = ("trixie1", "bookworm1")
CHECKS = yaml.safe_load((_SCENARIO / "support/checks.yml").read_text())
FAULTS = planted.load(*sorted((_SCENARIO / "faults").glob("*.yml")))
