# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens to a host beside its rollouts: it restarts, supervisord is killed, packages are upgraded."""

from __future__ import annotations

import time

import artifacts
import pytest
from labkit.commands import podman

from fleet import LAB
from standing import HOST

CONTAINER = f"golive-{LAB}-{HOST}"


@pytest.fixture
def release(host):
    return host.live_on(artifacts.good())


def told_to_reboot():
    podman("exec", CONTAINER, "systemctl", "reboot", check=False)
    deadline = time.monotonic() + 120
    while podman("inspect", "--format", "{{.State.Running}}", CONTAINER).strip() == "true":
        assert time.monotonic() < deadline, "it did not go down"
        time.sleep(0.2)
    podman("start", CONTAINER)


@pytest.mark.parametrize("restart", [lambda: podman("restart", CONTAINER), told_to_reboot], ids=["stopped and started", "systemctl reboot"])
def test_a_host_that_restarts_serves_its_live_release_workers_included(host, release, restart):
    other = host.status()["slots"]
    restart()
    print(f"\nserving after {host.wait_until_it_serves():.1f} s")
    assert host.ask().release == host.live() == release
    assert host.worker_release() == release
    assert host.status()["slots"] == other
    assert host.live_on(artifacts.good()) != release


def test_a_supervisord_that_is_killed_comes_back_with_the_live_release(host, release, tmp_path):
    with host.load(tmp_path / "counts.jsonl") as summary:
        before = host.pids()
        killed = time.monotonic()
        host.on("sh", "-c", "kill -9 $(systemctl show supervisor -p MainPID --value)")
        # Those that it leaves behind answer a while yet.
        while not are_new(host.pids(), before) or host.ask().status != 200:
            assert time.monotonic() < killed + 60
            time.sleep(0.05)
        seconds = time.monotonic() - killed
        assert host.ask().release == release
        assert host.worker_release() == release
        with host.undisturbed():
            time.sleep(2)
    print(f"\nback after {seconds:.1f} s; lost {summary['lost']} of {summary['requests']} requests: {summary['lost_by_reason']}")
    # It loses what it is asked while nobody listens; nothing else, and none hangs.
    assert 0 < summary["lost"] < summary["rate"] * (seconds + 1)
    assert set(summary["lost_by_reason"]) <= {"status 502", "status 504"}
    assert set(summary["by_release"]) <= {release, "none"}


def are_new(pids, before):
    """Whether all programs run again, none in a process that it had."""
    return pids.keys() == before.keys() and not pids.items() & before.items()


def programs(standing):
    pids = standing.pids()
    assert {"bare-blue", "bare-green", "bare-worker-clock:bare-worker-clock_00"} <= set(pids)
    return pids, standing.on("systemctl", "show", "supervisor", "-p", "MainPID", "--value")


def apt(standing, *words):
    return standing.on("env", "DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_MODE=a", "apt-get", "-y", *words)


def test_an_upgrade_of_supervisor_restarts_nothing(host, release, tmp_path):
    before = programs(host)
    with host.load(tmp_path / "counts.jsonl"):
        with host.undisturbed():
            apt(host, "install", "--reinstall", "supervisor")
            assert programs(host) == before
        with host.undisturbed() as known:
            known.add(host.live_on(artifacts.good()))


def test_an_upgrade_of_nginx_restarts_no_slot(host, release, tmp_path):
    """nginx replaces itself, and closes connections that are idle: a request that meets that is lost, which is no slot's doing."""
    before = programs(host)
    with host.load(tmp_path / "counts.jsonl") as summary:
        apt(host, "install", "--reinstall", "nginx")
        assert programs(host) == before
        host.wait_until_it_serves()
        with host.undisturbed():
            time.sleep(1)
    print(f"\nlost {summary['lost']} of {summary['requests']} requests: {summary['lost_by_reason']}")
    assert set(summary["lost_by_reason"]) <= {"closed", "reset"}
    assert summary["lost"] <= 12, "more than one request a client"


def test_needrestart_leaves_supervisord_alone(host, release, tmp_path):
    """After an upgrade of a library that everything uses, with needrestart told to restart all that uses the old one."""
    apt(host, "install", "--no-install-recommends", "needrestart")
    try:
        before = programs(host)
        with host.load(tmp_path / "counts.jsonl"), host.undisturbed():
            apt(host, "install", "--reinstall", "libexpat1")
            uses_the_old_one = host.on("sh", "-c", "grep -l 'libexpat.*deleted' /proc/[0-9]*/maps", check=False).split()
            assert f"/proc/{before[1]}/maps" in uses_the_old_one, "nothing to restart, nothing shown"
            host.on("needrestart", "-r", "a", "-l")
            assert programs(host) == before
    finally:
        apt(host, "purge", "needrestart")
