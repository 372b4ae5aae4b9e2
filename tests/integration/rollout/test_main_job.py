# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The main job, with the real applications: live, the next one under load, a broken one refused, back by hand."""

from __future__ import annotations

import time

import pytest
from fleet import HOSTS

APPLICATIONS = {"gigs_laravel": "laravel.test", "gigs_python": "python.test"}

each = pytest.mark.parametrize(("application", "name"), APPLICATIONS.items(), ids=APPLICATIONS)


@each
def test_an_application_goes_live_and_keeps_its_contract(fleet, application, name):
    release = fleet.live_on(application, 1)
    fleet.keeps_contract("trixie2", application, name, release)


@each
def test_a_second_run_changes_nothing(fleet, application, name):
    fleet.live_on(application, 1)
    again = fleet.deploy(application, 1)
    assert (again.code, again.changed) == (0, 0), again.output[-4000:]


@each
def test_the_next_release_follows_without_a_lost_request_and_a_broken_one_meets_nobody(fleet, application, name):
    one = fleet.live_on(application, 1)
    with fleet.load(name) as summary:
        two = fleet.live_on(application, 2)
        broken = fleet.deploy(application, 3)
        after = fleet.live(application)
        back = fleet.playbook("golive.web.rollback", application=application)
    assert broken.code != 0
    assert f"{broken.release} is not healthy in the standby slot" in broken.output
    assert after == dict.fromkeys(HOSTS, two)
    assert back.code == 0, back.output[-4000:]
    assert fleet.live(application) == dict.fromkeys(HOSTS, one)
    assert summary["lost"] == 0, summary["first_losses"]
    assert set(summary["by_release"]) == {one, two}
    assert min(summary["by_release"].values()) > 100
    assert min(summary["by_method"].values()) > 100


@each
def test_a_database_that_is_down_at_the_migration_flips_nothing_and_the_next_run_goes_live(fleet, application, name):
    one = fleet.live_on(application, 1)
    fleet.on("data1", "systemctl", "stop", "postgresql")
    try:
        down = fleet.deploy(application, 2)
    finally:
        fleet.on("data1", "systemctl", "start", "postgresql")
    assert down.code == 2 and f"{HOSTS[0]}: The migration" in down.output, down.output[-4000:]
    assert fleet.live(application) == dict.fromkeys(HOSTS, one)
    assert fleet.live_on(application, 2) == down.release
    assert fleet.ask(HOSTS[0], name).status == 200


def test_a_page_loaded_before_a_flip_finds_its_assets_on_every_host(fleet):
    fleet.live_on("plain", 1)
    asset = fleet.on(HOSTS[0], "sh", "-c", "cd /srv/plain/live/public && echo build/*.css")
    fleet.live_on("plain", 2)
    for host in HOSTS:
        assert fleet.on(host, "sh", "-c", f"test ! -e /srv/plain/live/public/{asset} && echo gone") == "gone"
        assert (fleet.ask(host, "plain.test", f"/{asset}").status, fleet.ask(host, "plain.test", f"/{asset}").body) == (200, "1\n")


@each
def test_workers_follow_the_live_release(fleet, application, name):
    import requests

    for version in (1, 2):
        release = fleet.live_on(application, version)
        user = requests.Session()
        user.headers["Host"] = name
        base = f"http://{fleet.addresses['trixie2']}"
        mail = f"buyer-{time.time_ns()}@example.test"
        assert user.post(f"{base}/api/register", json={"email": mail, "password": "correct horse battery", "name": "B"}, timeout=10).status_code == 201
        gig = user.post(f"{base}/api/gigs", json={"title": "Paint", "description": "a wall", "price_cents": 100}, timeout=10).json()["id"]
        order = user.post(f"{base}/api/gigs/{gig}/orders", json={}, timeout=10).json()["id"]
        deadline = time.monotonic() + 20
        while (found := user.get(f"{base}/api/orders/{order}", timeout=10).json())["status"] != "confirmed" and time.monotonic() < deadline:
            time.sleep(0.1)
        assert found["confirmed_by_release"] == release


@each
def test_a_scheduled_job_runs_on_one_host_alone(fleet, application, name):
    fleet.live_on(application, 1)
    database = application.partition("_")[2]
    before = "delete from heartbeats; select 1"
    fleet.on("data1", "runuser", "-u", "postgres", "--", "psql", "-qtA", "-d", database, "-c", before)
    for host in HOSTS:
        fleet.on(host, "systemctl", "start", f"golive-{application}-heartbeat.service")
    rows = fleet.on("data1", "runuser", "-u", "postgres", "--", "psql", "-qtA", "-d", database, "-c", "select distinct host from heartbeats")
    assert rows == HOSTS[0]
