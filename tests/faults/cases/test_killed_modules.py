# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module killed at its steps on a real host, under load: the release before serves, and running again converges at once.

Every single step is killed in tests/unit/plugins/module_utils/test__crash.py; here are those that matter, with a real supervisord, nginx and
playbook around them.
"""

from __future__ import annotations

import artifacts
import killer
import pytest
from module_steps import CHANGE, STEPS, is_tidy


@pytest.fixture(scope="module")
def deadly(bare):
    bare.live_on(artifacts.good(), change=CHANGE)
    bare.live_on(artifacts.good(), change=CHANGE)
    killer.install(bare)
    yield bare
    killer.remove(bare)


@pytest.mark.parametrize("step", STEPS.values(), ids=[name.replace(" ", "-") for name in STEPS])
def test_the_module_killed_at_a_step_is_put_right_by_the_next_run(deadly, step):
    before, artifact = deadly.live(), artifacts.good()
    with deadly.undisturbed() as known:
        killer.arm(deadly, *step)
        run = deadly.deploy(artifact, change=CHANGE)
        assert killer.disarm(deadly), run.output[-4000:]
        assert run.code != 0
        # Whoever has no lock has no plan, and so no release yet.
        if step[0] != "locked":
            known.add(run.release)
        assert deadly.live() == (run.release if step[0] == "pruned" else before)
        assert deadly.ask().release == deadly.live()
        again = deadly.deploy(artifact, change=CHANGE)
        assert again.code == 0, again.output[-4000:]
        known.add(again.release)
        assert step[0] == "locked" or again.release == run.release
    is_tidy(deadly, again.release)
