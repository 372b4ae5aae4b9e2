# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import judges
import pytest
from attack import HOSTS, SITES
from fleet import ROOT, Fleet

DESCRIBED = (ROOT / "tests/data_host/vars.yml", Path(__file__).parents[1] / "files/applications.yml")


@pytest.fixture(scope="session")
def fleet():
    """Both hosts, and judges who know who certifies them."""
    fleet = Fleet(HOSTS, DESCRIBED)
    judges.install()
    judges.trust(fleet)
    return fleet


@pytest.fixture(params=HOSTS)
def on(request):
    """The name of each host."""
    return request.param


@pytest.fixture
def address(fleet, on):
    return fleet.addresses[on]


@pytest.fixture(params=SITES)
def site(request):
    """The name of each site."""
    return request.param
