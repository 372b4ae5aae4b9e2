# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import pathlib

from ansible.plugins.loader import init_plugin_loader
from hypothesis import HealthCheck, settings

# Before any test imports from the collection: what was imported in another way has no plugins that a template could call by name.
init_plugin_loader([str(pathlib.Path(__file__).parents[2] / ".work/collections")])

# A machine that is busy makes no test wrong. What 'make test' asks is the same each time, so that a change is to blame for what fails; 'make test-full' looks
# for what nobody has asked yet.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="GOLIVE_CASES" not in os.environ)
settings.load_profile("patient")
