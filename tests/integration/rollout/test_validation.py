# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The second phase of a rollout, and the playbook for it alone: who is not fit for a release is found before anything changes."""

from __future__ import annotations

import json
import tarfile

import pytest
from fleet import ARTIFACTS, HOSTS

PRESETS = {"gigs_laravel": ["web", "laravel"], "gigs_python": ["web", "gunicorn"], "plain": ["web"]}
SPEC = """
schema: 1
checks:
  - {check: variable, name: PLAIN_TOKEN, min_entropy: 64}
  - {check: path, path: /srv/plain/closed, absent: true}
"""


@pytest.fixture
def shipped(tmp_path):
    """Settings of the small application whose artifact ships a spec."""
    with tarfile.open(ARTIFACTS / "plain-php-2.tar.gz") as archive:
        archive.extractall(tmp_path / "plain", filter="data")
    (tmp_path / "plain" / "golive.yml").write_text(SPEC)

    def settings(**more):
        return {"plain": {"artifact": {"path": str(tmp_path / "plain"), "version": "2"}, **more}}

    return settings


def test_a_release_that_wants_what_its_environment_lacks_is_not_begun(fleet, shipped):
    one = fleet.live_on("plain", 1)
    before = {host: (fleet.state(host, "plain"), fleet.on(host, "ls", "/srv/plain/releases")) for host in HOSTS}
    run = fleet.deploy("plain", 2, change=shipped(environment={"PLAIN_TOKEN": "changeme"}))
    assert run.code == 2
    assert "Variable PLAIN_TOKEN: a value from an example, expected a secret of its own" in run.output and "changeme" not in run.output
    assert {host: (fleet.state(host, "plain"), fleet.on(host, "ls", "/srv/plain/releases")) for host in HOSTS} == before
    assert fleet.live("plain") == dict.fromkeys(HOSTS, one)
    # Nobody holds the hosts any more.
    assert fleet.deploy("plain", 2, change=shipped(environment={"PLAIN_TOKEN": "q7Zr2mX9wLp4Tn8VbK3sYd6F"})).code == 0


def test_a_host_that_is_not_fit_keeps_all_hosts_from_a_release(fleet, shipped):
    one, change = fleet.live_on("plain", 1), shipped(environment={"PLAIN_TOKEN": "h5Gd8sQw1Xe7Rt3YuN6mKb9Z"})
    fleet.on(HOSTS[1], "touch", "/srv/plain/closed")
    try:
        run = fleet.deploy("plain", 2, change=change)
    finally:
        fleet.on(HOSTS[1], "rm", "/srv/plain/closed")
    assert run.code == 2 and f"{HOSTS[1]}: The environment is not as it must be. Path /srv/plain/closed: there is a file" in run.output, run.output[-3000:]
    assert fleet.live("plain") == dict.fromkeys(HOSTS, one)
    assert fleet.deploy("plain", 2, change=change).code == 0


@pytest.mark.parametrize(("application", "presets"), PRESETS.items(), ids=PRESETS)
def test_presets_give_no_false_alarm_for_an_application_that_is_live(fleet, application, presets, tmp_path):
    fleet.live_on(application, 1)
    change = {application: {"checks_presets": presets, "checks_threshold": "critical"}}
    run = fleet.playbook("golive.web.validate", application=application, change=change, validation_report_dir=str(tmp_path))
    assert run.code == 0, run.output[-4000:]
    for host in HOSTS:
        findings = json.loads((tmp_path / f"{host}.json").read_text())[application]["findings"]
        # What a fresh image of Debian waits for, and the clock of the machine that the hosts are on, are not the application's.
        own = [finding for finding in findings if finding["id"] not in ("updates:host", "clock:kernel")]
        wrong = [finding for finding in own if finding["outcome"] not in ("pass", "not_applicable")]
        assert wrong == [] and sum(finding["outcome"] == "pass" for finding in findings) >= 5


def test_what_is_wrong_with_a_live_release_is_found_and_keeps_no_better_one_away(fleet):
    fleet.live_on("gigs_python", 1)
    bad = {"gigs_python": {"checks": [{"check": "setting", "runtime": "gunicorn", "command": ["/bin/false"], "name": "timeout", "min": 1}]}}
    found = fleet.playbook("golive.web.validate", application="gigs_python", change=bad)
    assert found.code == 2 and "Setting timeout of gunicorn" in found.output
    assert fleet.deploy("gigs_python", 1, change=bad).code == 0
