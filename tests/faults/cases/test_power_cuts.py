# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The power of a host cut in the middle of a step: it comes up serving a release, by itself, and the next run converges.

A container that is killed loses its processes and nothing that they have written: whether what was written is on the disk is tested where the
calls of fsync are seen, in tests/unit/plugins/module_utils/test__crash.py.
"""

from __future__ import annotations

import os
import signal
import time

import artifacts
import killer
import pytest
from module_steps import CHANGE, STEPS, is_tidy

AFTER_THE_FLIP = list(STEPS)[list(STEPS).index("activate: the flip") + 1 :]


@pytest.fixture(scope="module")
def deadly(host):
    for _number in range(3):
        host.live_on(artifacts.good(), change=CHANGE)
    killer.install(host)
    yield host
    killer.remove(host)


@pytest.mark.parametrize("name", STEPS, ids=[name.replace(" ", "-") for name in STEPS])
def test_a_host_whose_power_was_cut_serves_by_itself_and_the_next_run_converges(deadly, name):
    before, artifact = deadly.live(), artifacts.good()
    killer.arm(deadly, *STEPS[name], act="wait")
    run = deadly.start_deploy(artifact, change=CHANGE)
    try:
        wait_until_reached(deadly, run)
    finally:
        # The first to go: it would take a host that is back soon enough back to the release before.
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    deadly.cut_power()
    print(f"\n{name}: serving {deadly.wait_until_it_serves():.1f} s after the power was back")
    live = deadly.live()
    assert deadly.ask().release == live
    assert deadly.worker_release() == live
    assert (live != before) == (name in AFTER_THE_FLIP)
    is_tidy(deadly, deadly.live_on(artifact, change=CHANGE))


def wait_until_reached(standing, run):
    deadline = time.monotonic() + 240
    while not standing.on("ls", killer.REACHED, check=False):
        assert run.poll() is None and time.monotonic() < deadline
        time.sleep(0.2)
