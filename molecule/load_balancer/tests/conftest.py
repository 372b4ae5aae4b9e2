# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import concurrent.futures

import pytest
from balanced import BALANCERS, HOSTS, Balanced


@pytest.fixture(scope="session")
def fleet():
    return Balanced()


@pytest.fixture(autouse=True)
def all_serve(fleet):
    """Every test begins with every host in traffic."""
    backends = ("mirror", "mirror.unready", "coming", "coming.unready")
    command = "; ".join(f"set server {backend}/{host} state ready" for backend in backends for host in HOSTS)
    flags = [f"/srv/mirror/shared/{flag}" for flag in ("unready", "hangs")]
    with concurrent.futures.ThreadPoolExecutor() as at_once:
        done = [at_once.submit(fleet.on, host, "rm", "-f", *flags) for host in HOSTS]
        done += [at_once.submit(fleet.haproxy, balancer, command) for balancer in BALANCERS]
    for one in done:
        one.result()
    fleet.ready()
    return fleet
