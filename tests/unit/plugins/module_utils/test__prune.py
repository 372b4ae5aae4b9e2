# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

import pytest
from ansible_collections.golive.web.plugins.module_utils import _manifest, _prune

from release_host import Host


@pytest.fixture
def host(tmp_path):
    host = Host(tmp_path)
    host.releases = []
    for version in range(1, 7):
        release = host.stage(f"{version}.0")
        manifest = _manifest.read(host.layout, release)
        _manifest.write(host.layout, {**manifest, "created": f"2026-01-0{version}T00:00:00Z"})
        host.releases.append(release)
    return host


def hold(host, slot, release):
    os.symlink(f"../releases/{release}", host.layout.slot(slot))


def test_the_newest_are_kept(host):
    state = host.state
    removed, remains = _prune.prune(host.layout, state, 2)
    assert (removed, remains) == (host.releases[:4], [])
    assert _manifest.complete_releases(host.layout) == host.releases[4:]
    assert not [name for name in os.listdir(host.layout.releases) if name.startswith("1.0")]


def test_nothing_in_a_slot_and_neither_of_the_last_two_good_is_ever_removed(host):
    one, two, three, four = host.releases[:4]
    hold(host, "blue", one)
    hold(host, "green", two)
    os.symlink("slots/green", host.layout.live)
    state = host.state
    for release in (four, three, two):
        state.mark_good(release)
    removed, _remains = _prune.prune(host.layout, state, 1)
    assert removed == [four, host.releases[4]]
    assert state.good == [three, two]


def test_what_a_crash_left_is_removed(host):
    layout = host.layout
    os.makedirs(os.path.join(layout.releases, ".staging-9.0-0123456789ab-abcdef"))
    os.makedirs(layout.release("9.0-0123456789ab-abcdef"))
    unfinished = [os.path.join(folder, ".golive-aa-x") for folder in (layout.releases, layout.home, layout.slots, layout.sockets)]
    for path in (layout.environment("8.0-0123456789ab-abcdef"), *unfinished):
        open(path, "w", encoding="utf-8").close()
    _removed, remains = _prune.prune(layout, host.state, 10)
    assert sorted(os.listdir(layout.releases)) == sorted(f"{release}{suffix}" for release in host.releases for suffix in ("", ".conf", ".env", ".json"))
    assert len(remains) == 4
    assert not [path for path in unfinished if os.path.exists(path)]


def test_an_incomplete_release_in_a_slot_stays(host):
    release = host.releases[0]
    hold(host, "blue", release)
    os.unlink(host.layout.manifest(release))
    _prune.prune(host.layout, host.state, 1)
    assert os.path.isdir(host.layout.release(release))
