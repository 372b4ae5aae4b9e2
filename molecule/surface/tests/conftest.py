# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
from pathlib import Path

import judges
import pytest
from attack import HOSTS, SITES
from fleet import ROOT, Fleet
from labkit.commands import podman

# A lab of bare hosts.
AS_MADE = "truth-as-made"
DESCRIBED = (ROOT / "tests/data_host/vars.yml", Path(__file__).parents[1] / "files/applications.yml")


@pytest.fixture(scope="session")
def fleet():
    """Both hosts, and judges who know who certifies them."""
    fleet = Fleet(HOSTS, DESCRIBED)
    judges.install()
    judges.trust(fleet)
    return fleet


@pytest.fixture(scope="session")
def as_made():
    """What a command says on a host, by its name and command, that is as Debian makes it."""
    lab = str(ROOT / "tests/lab/lab")
    subprocess.run([lab, "create", AS_MADE, "--new"], check=True, capture_output=True)
    yield lambda host, *command: podman("exec", f"golive-{AS_MADE}-{host}", *command, check=False)
    subprocess.run([lab, "destroy", AS_MADE], check=True, capture_output=True)


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
