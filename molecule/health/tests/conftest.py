# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import planted
import pytest
from manifest import HOSTS, PROBES


@pytest.fixture(scope="session")
def seen(request):
    """{host: what the looks said}."""
    return planted.run(HOSTS, planted.chosen(request.session), {"golive.web.health_probe": {"probes": PROBES}}, results, "/srv/planted/words.sh")


def results(said):
    return {probe["name"]: (probe["status"], probe["reason"], probe["message"]) for probe in said["probes"]}
