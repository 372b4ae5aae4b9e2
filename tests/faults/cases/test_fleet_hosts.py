# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A rollout over four hosts of which one is dead for its users already: the others lose nothing, and the fleet stays on one release."""

from __future__ import annotations

import artifacts
import pytest
from quartet import CANARY, HOSTS, LAST, Quartet

ILL = LAST[0]
WELL = tuple(host for host in HOSTS if host != ILL)


@pytest.fixture(scope="module")
def three(four, tmp_path_factory):
    """The fleet, with load on all hosts but one."""
    with four.load(tmp_path_factory.mktemp("load") / "counts.jsonl", hosts=WELL) as summary:
        yield four
    print(f"\n{summary['requests']} requests, {summary['lost']} lost")
    assert summary["lost"] == 0, summary["first_losses"]


def flips_nothing(three, artifact, said):
    before = three.live()
    with three.undisturbed():
        run = three.deploy(artifact)
    assert run.code == 2 and said in " ".join(run.output.split()), run.output[-3000:]
    assert three.live() == before and three.is_free()
    return run


def test_a_supervisord_that_is_dead_on_one_host_flips_nothing(three):
    three.fleet.on(ILL, "systemctl", "mask", "--now", "--runtime", "supervisor")
    try:
        run = flips_nothing(three, artifacts.good(), f"{ILL}: supervisord does not answer")
        assert not three.ever_served(run.release)
    finally:
        three.fleet.on(ILL, "systemctl", "unmask", "--runtime", "supervisor")
        three.fleet.on(ILL, "systemctl", "start", "supervisor")
        three.wait_until_all_serve()


def test_a_host_without_nginx_goes_first_and_takes_nobody_with_it(three):
    three.fleet.on(ILL, "systemctl", "stop", "nginx")
    try:
        run = flips_nothing(three, artifacts.good(), "is not healthy through nginx")
        assert three.ever_served(run.release) <= {ILL}, "what is not well goes first"
    finally:
        three.fleet.on(ILL, "systemctl", "start", "nginx")
        three.wait_until_all_serve()


def test_a_host_that_dies_during_the_rollout_is_done_without_and_brought_right_by_the_next_run(three):
    artifact = artifacts.good()
    with three.undisturbed() as known, three.by(bake_seconds=3, max_failed=1):
        run = three.begin(artifact)
        run.wait_for("Wave | Flip")
        known.add(run.release)
        three.kill(ILL)
        code = run.end(seconds=240)
        three.start(ILL)
        assert code == 2 and f"{ILL}: it could not be reached" in " ".join(run.output.split()), run.output[-3000:]
        assert {host: release for host, release in three.fleet.live("bare").items() if host != ILL} == dict.fromkeys(WELL, run.release)
        three.wait_until_all_serve()
        again = three.deploy(artifact)
        assert again.code == 0, again.output[-3000:]
    assert three.live() == run.release


def test_a_new_host_does_not_stay_alone_with_a_release_that_the_others_refused(three):
    before = three.live()
    removed = three.fleet.playbook("golive.web.remove", "--limit", ILL, confirm="bare", remove_shared=True, **three.variables(None))
    assert removed.code == 0, removed.output[-3000:]
    assert three.provision().code == 0
    with three.by(bake_seconds=3):
        run = three.deploy(artifacts.under_traffic(hosts=[CANARY], unready_after=0.5))
        assert run.code == 2 and f"{CANARY}: Release {run.release} was healthy and is not any more" in " ".join(run.output.split()), run.output[-3000:]
        assert ILL in three.ever_served(run.release), "what serves nobody goes first"
        assert three.fleet.on(ILL, "sh", "-c", "readlink /srv/bare/live || echo none") == "none"
        assert {three.fleet.live("bare")[host] for host in WELL} == {before}
        again = three.deploy(artifacts.good())
        assert again.code == 0, again.output[-3000:]
    assert three.live() == again.release


def test_a_host_whose_disk_is_full_flips_nothing(four):
    narrow = Quartet("narrow")
    four.on_all("mkdir", "-p", "/srv/narrow")
    if not four.fleet.on(ILL, "findmnt", "--noheadings", "/srv/narrow", check=False):
        four.fleet.on(ILL, "mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=2000,mode=0755", "tmpfs", "/srv/narrow")
    assert narrow.provision().code == 0
    narrow.live_on(artifacts.good())
    before = narrow.live()
    run = narrow.deploy(artifacts.noise(9_000_000)())
    assert run.code == 2 and f"{ILL}:" in run.output and "No space left" in run.output, run.output[-3000:]
    assert narrow.live() == before and narrow.is_free() and not narrow.ever_served(run.release)
