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

# Phase, audit event, what it is about to be done to, which time that is.
STEPS = {
    "stage: the lease is taken": ("staged", "os.rename", r"/lock\.json ", 1),
    "stage: unpacking begins": ("staged", "os.mkdir", r"/\.staging-", 1),
    "stage: a file is unpacked": ("staged", "open", "server.py", 1),
    "stage: the release gets its name": ("staged", "os.rename", r"/\.staging-", 1),
    "stage: the environment is written": ("staged", "os.rename", r"\.env ", 1),
    "stage: the manifest says incomplete": ("staged", "os.rename", r"/releases/[^./]+-[^/]+\.json ", 1),
    "stage: a build hook is started": ("staged", "subprocess.Popen", "golive-exec", 1),
    "stage: an unchanged file is linked": ("staged", "os.link", "same.txt", 1),
    "stage: the manifest says complete": ("staged", "os.rename", r"/releases/[^./]+-[^/]+\.json ", 2),
    "stage: the record is written": ("staged", "open", "ledger.jsonl", 1),
    "activate: supervisord is asked": ("active", "socket.connect", "supervisor.sock", 1),
    "activate: the standby slot is stopped": ("active", "socket.connect", "supervisor.sock", 3),
    "activate: the slot gets its release": ("active", "os.rename", r"/slots/(blue|green) ", 1),
    "activate: the old socket's link goes": ("active", "os.remove", r"/sockets/", 1),
    "activate: the new socket's link comes": ("active", "os.rename", r"/sockets/", 1),
    "activate: the marker comes": ("active", "os.rename", r"/slots/(blue|green)@", 1),
    "activate: the slot is probed": ("active", "socket.connect", "/run/bare/", 1),
    "activate: the flip": ("active", "os.rename", r"/live ", 1),
    "activate: the flip is recorded": ("active", "os.rename", r"/state\.json ", 1),
    "activate: nginx is probed": ("active", "socket.connect", "127.0.0.1", 1),
    "prune: a manifest goes": ("pruned", "os.remove", r"/releases/.*\.json", 1),
    "prune: a release loses its name": ("pruned", "os.rename", r"/releases/", 1),
    "prune: a release's folder goes": ("pruned", "os.rmdir", "", 1),
    "prune: the state is written": ("pruned", "os.rename", r"/state\.json ", 1),
    "prune: the lease is given back": ("pruned", "os.remove", r"/lock\.json", 1),
}
# With a hook, and with something to prune in each run.
CHANGE = {"build": [["true"]], "keep_releases": 1}


@pytest.fixture(scope="module")
def with_killer(bare):
    bare.live_on(artifacts.good(), change=CHANGE)
    bare.live_on(artifacts.good(), change=CHANGE)
    return killer.install(bare)


@pytest.mark.parametrize("step", STEPS.values(), ids=[name.replace(" ", "-") for name in STEPS])
def test_the_module_killed_at_a_step_is_put_right_by_the_next_run(bare, with_killer, step):
    before, artifact = bare.live(), artifacts.good()
    with bare.undisturbed() as known:
        killer.arm(bare, *step)
        run = bare.deploy(artifact, *with_killer, change=CHANGE)
        assert killer.disarm(bare), run.output[-4000:]
        known.add(run.release)
        assert run.code != 0
        assert bare.live() == (run.release if step[0] == "pruned" else before)
        assert bare.ask().release == bare.live()
        again = bare.deploy(artifact, change=CHANGE)
        assert again.code == 0, again.output[-4000:]
        assert again.release == run.release
    is_tidy(bare, run.release)


def is_tidy(standing, release):
    """The release is live and good, the slots hold two, and nothing of a run that died is left."""
    status = standing.status()
    assert (status["live"], status["good"][-1]) == (release, release)
    held = set(status["slots"].values())
    assert release in held and len(held) == 2
    home = f"/srv/{standing.name}"
    assert standing.worker_release() == release
    assert set(standing.on("ls", f"{home}/sockets").split()) == {f"{held_one}.sock" for held_one in held}
    assert standing.on("sh", "-c", f"ls -d {home}/.golive-* {home}/*/.golive-* {home}/releases/.staging-* {home}/lock.json 2>/dev/null", check=False) == ""
    names = standing.on("ls", f"{home}/releases").split()
    assert {name for name in names if not name.endswith((".env", ".conf", ".json"))} == set(status["good"])
