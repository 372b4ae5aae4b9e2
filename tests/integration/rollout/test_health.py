# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the real applications say of themselves while something that they need hangs: the truth, and in time."""

from __future__ import annotations

import concurrent.futures
import json
import time

import pytest
from fleet import HOSTS

HOST = HOSTS[0]
APPLICATIONS = {"gigs_laravel": "laravel.test", "gigs_python": "python.test"}
# By unit of the data host: what fails when it hangs, and what that makes of the whole.
HANGS = {
    "postgresql@17-main": ({"database:connection"}, 503),
    "redis-server": ({"cache:connection", "queue:depth"}, 503),
    "sample-service@8090": ({"payments:connection"}, 503),
    "sample-service@8091": ({"mail:connection"}, 200),
}
# What docs/health-contract.md allows, and one for a machine that is busy.
WITHIN_SECONDS = 5 + 1
PATIENT = {"request_seconds": 10, "drain_seconds": 10, "stop_seconds": 15}
pytestmark = pytest.mark.long


@pytest.fixture(scope="module", params=APPLICATIONS)
def name(fleet, request):
    """The host name of an application that is live, whose requests may take as long as the contract allows."""
    run = fleet.deploy(request.param, 1, change={request.param: PATIENT})
    assert run.code == 0, run.output[-6000:]
    return APPLICATIONS[request.param]


def ready(fleet, name):
    """The status of the answer, what of its checks isn't well, and the seconds that it took."""
    began = time.monotonic()
    answer = fleet.ask(HOST, name, "/health/ready")
    checks = json.loads(answer.body)["checks"]
    return answer.status, {check for check, (result,) in checks.items() if result["status"] != "pass"}, time.monotonic() - began


def signal(fleet, name, unit):
    fleet.on("data1", "systemctl", "kill", "--kill-whom=all", f"--signal={name}", unit)


@pytest.mark.parametrize("unit", HANGS)
def test_readiness_says_in_time_what_hangs_and_liveness_does_not_care(fleet, name, unit):
    failing, status = HANGS[unit]
    assert ready(fleet, name)[:2] == (200, set())
    signal(fleet, "STOP", unit)
    try:
        with concurrent.futures.ThreadPoolExecutor() as pool:
            together = [pool.submit(ready, fleet, name) for _number in range(2)]
            assert fleet.ask(HOST, name, "/health/live").status == 200
            answers = [ready(fleet, name), *(answer.result() for answer in together)]
    finally:
        signal(fleet, "CONT", unit)
    assert [answer[:2] for answer in answers] == [(status, failing)] * 3
    assert max(seconds for _status, _checks, seconds in answers) < WITHIN_SECONDS
    deadline = time.monotonic() + 30
    while (after := ready(fleet, name)[:2]) != (200, set()) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert after == (200, set())
