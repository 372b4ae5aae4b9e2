# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import planted
import pytest
from validated import CHECKS, HOSTS


@pytest.fixture(scope="session")
def seen(request):
    """{host: what the looks said}."""
    look = {"golive.web.environment_check": {"checks": CHECKS, "environment_file": "/srv/validated/environment", "deadline": 15}}
    return planted.run(HOSTS, planted.chosen(request.session), look, results, "/srv/validated/words.sh")


def results(said):
    return {one["id"]: (one["outcome"], one["reason"], one["observed"]) for one in said["findings"]}
