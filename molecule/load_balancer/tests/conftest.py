# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from balanced import BALANCERS, HOSTS, Balanced


@pytest.fixture(scope="session")
def fleet():
    return Balanced()


@pytest.fixture(autouse=True)
def all_serve(fleet):
    """Every test begins with every host in traffic."""
    for host in HOSTS:
        fleet.on(host, "rm", "-f", "/srv/mirror/shared/unready", "/srv/mirror/shared/hangs")
    backends = ("mirror", "mirror.unready", "coming", "coming.unready")
    for balancer in BALANCERS:
        fleet.haproxy(balancer, "; ".join(f"set server {backend}/{host} state ready" for backend in backends for host in HOSTS))
    fleet.ready()
    return fleet
