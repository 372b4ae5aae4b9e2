# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check mode says what a run then does. Each test takes the hosts on from where the one before left them."""

from __future__ import annotations

import json
import sys

import pytest

sys.path.insert(0, __file__.rpartition("/")[0])

from fleet import build
from report import INVENTORY, foretold, on, playbook

HOSTS = ("trixie1", "bookworm1")
LATER = {
    "max_body": "32m",
    "packages": ["tree"],
    "workers": {"first": {"command": ["sleep", "infinity"]}, "third": {"command": ["sleep", "infinity"]}},
    "schedule": {"daily": {"command": ["php", "-v"], "calendar": "weekly"}, "monthly": {"command": ["php", "-v"], "calendar": "monthly"}},
}


def paths(report, host):
    """The paths that a report shows as written on a host."""
    return {diff["after_header"] for key, diffs in report.changes.items() if key[0] == host and isinstance(diffs, list) for diff in diffs}


@pytest.fixture(scope="module", autouse=True)
def artifacts():
    for version in ("1", "2", "3"):
        build("plain_php", "--version", version, output=INVENTORY.parent / "artifacts")


def test_provision_of_bare_hosts():
    prediction, _run = foretold("provision")
    for host in HOSTS:
        # what only a package or a user makes possible is foretold too
        assert {"/etc/nginx/nginx.conf", "/etc/nginx/sites-enabled/plain.conf", "/srv/plain/shared", "/run/plain"} <= paths(prediction, host)
        assert any(task.endswith(" : Reload nginx") for where, _play, task, *_rest in prediction.changes if where == host)


def test_provision_again():
    prediction, _run = foretold("provision")
    assert prediction.changes == {}


def test_provision_with_other_settings():
    prediction, _run = foretold("provision", change=LATER)
    for host in HOSTS:
        assert {"/etc/nginx/sites-available/plain.conf", "/etc/supervisor/conf.d/plain.conf"} <= paths(prediction, host)
        assert "/etc/nginx/nginx.conf" not in paths(prediction, host)
        assert "plain-worker-third" in on(host, "supervisorctl", "status")
        assert "plain-worker-second" not in on(host, "supervisorctl", "status")
        assert on(host, "sh", "-c", "cd /etc/systemd/system && echo golive-plain-*.timer") == "golive-plain-daily.timer golive-plain-monthly.timer"


def test_provision_of_a_part():
    on("trixie1", "rm", "/etc/nginx/snippets/golive-deny.conf")
    prediction, _run = foretold("provision", "--tags", "nginx", change={**LATER, "max_body": "8m"})
    assert {key[2].rpartition(" : ")[2] for key in prediction.changes} == {"Write the configuration, if nginx takes all of it", "Reload nginx"}
    assert {key[0] for key in prediction.changes} == {"trixie1"}
    prediction, _run = foretold("provision", "--tags", "application", "--limit", "trixie1", change={**LATER, "max_body": "8m"})
    assert paths(prediction, "trixie1") == {"/etc/nginx/sites-available/plain.conf"}
    assert paths(prediction, "bookworm1") == set()


def test_first_release():
    prediction, run = foretold("deploy", change=LATER)
    assert "would be live on 2 hosts. Nothing was changed, in check mode." in prediction.output
    assert "is live on 2 hosts" not in prediction.output
    assert "is live on 2 hosts." in run.output
    assert "/srv/plain/live" in {diff["after_header"] for diff in run.changes.values() if isinstance(diff, dict) and "after_header" in diff}


def test_same_release_again():
    prediction, _run = foretold("deploy", change=LATER)
    assert prediction.changes == {}


@pytest.mark.long
def test_same_release_where_a_worker_is_down_and_jobs_move():
    on("trixie1", "supervisorctl", "stop", "plain-worker-first:*")
    prediction, _run = foretold("deploy", change={**LATER, "scheduler_host": "bookworm1"})
    assert {key[:2] for key in prediction.changes} == {("trixie1", "Waves"), ("trixie1", "Finish"), ("bookworm1", "Finish")}


@pytest.mark.long
def test_release_that_ends_the_time_of_another():
    assert playbook("deploy", version="2", change=LATER).code == 0
    prediction, _run = foretold("deploy", version="3", change=LATER)
    removed = [diff for (_host, play, *_rest), diff in prediction.changes.items() if play == "Finish"]
    assert len(removed) == len(HOSTS)
    assert all(diff["before"].startswith("1-") for diff in removed)


@pytest.mark.long
def test_release_that_is_kept():
    foretold("rollback", change=LATER)
    release = on("trixie1", "readlink", "-f", "/srv/plain/live").rpartition("/")[2]
    assert release.startswith("2-")


@pytest.mark.long
def test_lock_of_another():
    lease = {"owner": "ann@elsewhere:1.2", "since": 0, "expires": 4000000000}
    on("bookworm1", "sh", "-c", f"echo '{json.dumps(lease)}' > /srv/plain/lock.json")
    for options in (["--check"], []):
        report = playbook("deploy", *options, version="3", change=LATER)
        assert report.code != 0
        assert "ann@elsewhere:1.2 has been deploying here" in report.output
        assert "trixie1" not in {key[0] for key in report.changes if key[1] == "Waves"}


@pytest.mark.parametrize(
    "task", ["Wave | Stop here if an earlier one failed", "Finish | Remember the outcome, remove what nothing needs, free the lock", "Verdict"]
)
def test_rollout_without_its_beginning(task):
    live = on("trixie1", "readlink", "/srv/plain/live")
    report = playbook("deploy", "--start-at-task", task, version="3", change=LATER)
    assert report.code != 0
    assert "run the playbook from its start" in report.output
    assert report.changes == {}
    assert on("trixie1", "readlink", "/srv/plain/live") == live
