# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import types

import pytest
from ansible_collections.golive.web.plugins.module_utils import _inspect, _supervisor, _workers
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

from release_host import Host, Supervisord


@pytest.fixture
def layout(tmp_path):
    """A host with a release in slot blue, live, that has the worker queue."""
    host = Host(tmp_path)
    release = host.stage()
    os.symlink(f"../releases/{release}", host.layout.slot("blue"))
    os.symlink("slots/blue", host.layout.live)
    return host.layout


@pytest.fixture
def supervisor():
    supervisor = Supervisord(None)
    supervisor.workers = {"queue": "RUNNING", "consume": "EXITED"}
    return supervisor


def test_groups_are_those_of_the_live_release(layout):
    assert _workers.groups(layout) == {"gigs-worker-queue"}
    os.unlink(layout.live)
    assert _workers.groups(layout) == set()


def test_a_release_without_a_manifest_has_no_workers(layout):
    assert _workers.of(layout, "9.9-0123456789ab-abcdef") == []


def test_those_that_the_release_lacks_are_stopped_even_where_its_own_cannot_be_started(layout, supervisor, monkeypatch):
    def refuse(_processes):
        raise GoliveError("no memory")

    supervisor.workers = {"queue": "STOPPED", "consume": "RUNNING"}
    monkeypatch.setattr(supervisor, "restart", refuse)
    monkeypatch.setattr(supervisor, "application", types.SimpleNamespace(stop=lambda _slot: None))
    with pytest.raises(GoliveError, match="no memory"):
        _workers.follow(layout, supervisor)
    assert supervisor.workers == {"queue": "STOPPED", "consume": "STOPPED"}


def test_a_worker_of_the_live_release_that_supervisord_lost_is_shown(layout, supervisor, monkeypatch):
    supervisor.workers = {"consume": "RUNNING"}
    monkeypatch.setattr(_supervisor, "connect", lambda: supervisor)
    assert _inspect.programs(layout)["gigs-worker-queue"] == "UNKNOWN"


UNSTAGED = "2.0-0123456789ab-abcdef"


def test_unknown_workers_are_named_and_supervisord_is_not_asked_for_none(layout, supervisor):
    _workers.require(layout, UNSTAGED, ["queue", "consume"], lambda: supervisor)
    _workers.require(layout, UNSTAGED, {}, None)
    with pytest.raises(GoliveError, match=rf"^Release {UNSTAGED} has workers that supervisord does not know \(gigs-worker-a, gigs-worker-b\): run the"):
        _workers.require(layout, UNSTAGED, ["queue", "b", "a"], lambda: supervisor)


def test_the_programs_of_an_application_are_its_slots_and_the_live_releases_workers(layout, supervisor, monkeypatch):
    slots = [{"group": f"gigs-{slot}", "name": f"gigs-{slot}", "statename": "RUNNING"} for slot in ("blue", "green", "custom")]
    monkeypatch.setattr(_supervisor, "connect", lambda: supervisor)
    monkeypatch.setattr(supervisor, "processes", lambda _prefix, workers=supervisor.processes(): [*slots, *workers])
    assert sorted(_inspect.programs(layout)) == ["gigs-blue:gigs-blue", "gigs-green:gigs-green", "gigs-worker-queue:queue_00"]
