# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

import pytest
from ansible_collections.golive.web.plugins.module_utils import _atomic, _manifest, _outlook, _prune
from ansible_collections.golive.web.plugins.module_utils._layout import other_slot

from release_host import Host


class Fleet(Host):
    """A host with six releases, of which one is live, and one or none is on standby."""

    def __init__(self, folder, live, standby):
        super().__init__(folder)
        self.releases = [self.made(version) for version in range(1, 7)]
        for slot, index in (("blue", live), ("green", standby)):
            if index is not None:
                self.hold(slot, self.releases[index])
        _atomic.symlink("slots/blue", self.layout.live)

    def made(self, version):
        release = self.stage(f"{version}.0")
        _manifest.write(self.layout, {**_manifest.read(self.layout, release), "created": f"2026-01-0{version}T00:00:00Z"})
        return release

    def hold(self, slot, release):
        _atomic.symlink(f"../releases/{release}", self.layout.slot(slot))

    def goes_live(self, release):
        """What an activation leaves."""
        if self.layout.live_release() != release:
            standby = other_slot(self.layout.live_slot())
            self.hold(standby, release)
            _atomic.symlink(f"slots/{standby}", self.layout.live)


@pytest.fixture(params=[(5, None), (4, 5), (1, 0)], ids=str)
def host(request, tmp_path):
    return Fleet(tmp_path, *request.param)


def remembering(host, indices):
    """A state in which these releases were good, oldest first."""
    state = host.state
    for index in indices:
        state.mark_good(host.releases[index])
    return state


@pytest.mark.parametrize("keep", [1, 3])
@pytest.mark.parametrize("good", [(), (3, 5, 4)], ids=str)
@pytest.mark.parametrize("version", [2, 7], ids=str)
def test_what_a_good_release_would_remove_is_what_it_removes(host, version, good, keep):
    state = remembering(host, good)
    new = version == 7
    release = f"7.0-{host.releases[0].split('-')[1]}-abcdef" if new else host.releases[version - 1]
    foretold = _outlook.prune(host.layout, state, release, True, "", keep, 0)
    done = remembering(host, good)
    if new:
        os.makedirs(host.layout.release(release))
        _manifest.write(host.layout, {**_manifest.read(host.layout, host.releases[0]), "id": release, "created": "2026-01-07T00:00:00Z"})
    host.goes_live(release)
    done.mark_good(release)
    assert foretold == _prune.prune(host.layout, done, keep, 0)
    assert state.good == done.good


@pytest.mark.parametrize("keep", [1, 3])
def test_what_a_rollback_to_the_standby_slot_would_remove_is_what_it_removes(tmp_path, keep):
    host = Fleet(tmp_path, 4, 1)
    state, done = remembering(host, (1, 4)), remembering(host, (1, 4))
    foretold = _outlook.prune(host.layout, state, host.releases[4], False, "left", keep, 0)
    host.goes_live(host.releases[1])
    done.mark_bad(host.releases[4], "left")
    assert foretold == _prune.prune(host.layout, done, keep, 0)
    assert (state.good, state.bad) == (done.good, done.bad)


def test_what_a_crash_left_is_foretold(host):
    os.makedirs(os.path.join(host.layout.releases, ".staging-9.0-0123456789ab-abcdef"))
    open(host.layout.environment("8.0-0123456789ab-abcdef"), "w", encoding="utf-8").close()
    foretold = _outlook.prune(host.layout, host.state, "", False, "", 10, 0)
    assert foretold == ([], [".staging-9.0-0123456789ab-abcdef", "8.0-0123456789ab-abcdef.env"])
    assert foretold == _prune.prune(host.layout, host.state, 10, 0)
