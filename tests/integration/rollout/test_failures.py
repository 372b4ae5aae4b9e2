# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a failure leaves: one release on the whole fleet, a sentence, and a way on."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import tarfile
import time

import pytest
from fleet import ARTIFACTS, HOSTS, build


@pytest.fixture
def one(fleet):
    """Version 1 of the small application, live on every host."""
    return fleet.live_on("plain", 1)


def everywhere(release):
    return dict.fromkeys(HOSTS, release)


def new():
    """Settings of a release that never was: one that was good once is not held to be bad."""
    return {"plain": {"environment": {"RUN": str(time.time_ns())}}}


def test_a_host_that_refuses_a_release_keeps_all_hosts_from_it(fleet, one):
    change, lines = new(), fleet.on("trixie2", "wc", "-l", "/srv/plain/ledger.jsonl").split()[0]
    fleet.on("trixie3", "chmod", "0500", "/srv/plain/shared/storage")
    try:
        run = fleet.deploy("plain", 2, change=change)
    finally:
        fleet.on("trixie3", "chmod", "0750", "/srv/plain/shared/storage")
    assert run.code != 0
    assert f"trixie3: Release {run.release} is not healthy in the standby slot" in run.output
    assert '"event":"active"' not in fleet.on("trixie2", "tail", "-n", f"+{int(lines) + 1}", "/srv/plain/ledger.jsonl")
    serves_and_holds_for_bad(fleet, one, run.release)
    again = fleet.deploy("plain", 2, change=change)
    assert again.code == 0 and again.release == run.release, again.output[-4000:]
    assert fleet.live("plain") == everywhere(run.release)


def test_a_host_that_is_not_well_goes_first_and_takes_nobody_with_it(fleet, one):
    lines = fleet.on("trixie2", "wc", "-l", "/srv/plain/ledger.jsonl").split()[0]
    fleet.on("trixie3", "systemctl", "stop", "nginx")
    try:
        run = fleet.deploy("plain", 2, change=new())
    finally:
        fleet.on("trixie3", "systemctl", "start", "nginx")
    assert run.code != 0
    assert f"trixie3: Release {run.release} is not healthy through nginx" in run.output, run.output[-3000:]
    assert '"event":"active"' not in fleet.on("trixie2", "tail", "-n", f"+{int(lines) + 1}", "/srv/plain/ledger.jsonl")
    serves_and_holds_for_bad(fleet, one, run.release)


def serves_and_holds_for_bad(fleet, release, bad):
    assert fleet.live("plain") == everywhere(release)
    for host in HOSTS:
        assert fleet.ask(host, "plain.test").release == release
        assert bad in fleet.state(host, "plain")["bad"]


def test_a_host_that_is_away_stops_the_rollout_before_it_starts_and_serves_again_by_itself(fleet, one):
    from labkit.commands import podman

    from fleet import LAB

    podman("kill", f"golive-{LAB}-trixie3")
    try:
        run = fleet.deploy("plain", 2)
    finally:
        podman("start", f"golive-{LAB}-trixie3")
    assert run.code != 0
    assert "trixie3 did not answer. Nothing was changed anywhere" in run.output
    assert fleet.ask("trixie2", "plain.test").release == one
    deadline = time.monotonic() + 60
    while True:
        try:
            if fleet.ask("trixie3", "plain.test").status == 200:
                break
        except OSError:
            pass
        assert time.monotonic() < deadline, "the host did not serve within a minute of its start"
        time.sleep(0.2)
    assert fleet.ask("trixie3", "plain.test").release == one
    assert fleet.deploy("plain", 2).code == 0


def test_a_limit_leaves_the_other_host_alone(fleet, one):
    run = fleet.deploy("plain", 2, "--limit", "trixie2")
    assert run.code == 0, run.output[-4000:]
    assert fleet.live("plain") == {"trixie2": run.release, "trixie3": one}


def test_check_mode_changes_nothing_and_says_what_would(fleet, one):
    run = fleet.deploy("plain", 2, "--check", "--diff")
    assert run.code == 0, run.output[-4000:]
    assert f"+{run.release}" in run.output and f"-{one}" in run.output
    assert fleet.live("plain") == everywhere(one)


@contextlib.contextmanager
def held_once_staged(fleet, host):
    """Another process has the lock under the module's calls on I(host) once it has staged; a run waits for that, ten seconds at the least."""
    ledger = "/srv/plain/ledger.jsonl"
    lines = int(fleet.on(host, "wc", "-l", ledger).split()[0])
    wait = f"until tail -n +{lines + 1} {ledger} | grep -q staged; do sleep 0.05; done"
    pid = fleet.on(host, "sh", "-c", f"setsid sh -c '{wait}; exec flock --no-fork /srv/plain/.lock sleep 120' > /dev/null 2>&1 & echo $!")
    try:
        yield
    finally:
        fleet.on(host, "kill", pid)


@pytest.mark.parametrize("phase", ["staged", "active"])
def test_a_run_that_was_killed_is_resumed_by_running_it_again(fleet, one, phase):
    """Ended when the first host has that phase in its ledger: the lock stands, the second host may be behind."""
    before = fleet.on("trixie2", "wc", "-l", "/srv/plain/ledger.jsonl").split()[0]
    with held_once_staged(fleet, "trixie3"):
        run = fleet.start("golive.web.deploy", application="plain", version="2", change={"plain": {"environment": {"RUN": f"{phase}-{time.time_ns()}"}}})
        deadline = time.monotonic() + 60
        while phase not in fleet.on("trixie2", "tail", "-n", f"+{int(before) + 1}", "/srv/plain/ledger.jsonl"):
            assert run.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    assert fleet.on("trixie2", "cat", "/srv/plain/lock.json")
    for host in HOSTS:
        assert fleet.ask(host, "plain.test").status == 200
    two = fleet.live_on("plain", 2)
    assert fleet.live("plain") == everywhere(two)


def test_another_rollout_is_refused_with_its_owners_name_and_can_be_taken_over(fleet, one):
    lease = json.dumps({"owner": "ann@elsewhere:1.1", "since": time.time(), "expires": time.time() + 600})
    fleet.on("trixie3", "sh", "-c", f"echo '{lease}' > /srv/plain/lock.json")
    run = fleet.deploy("plain", 2)
    assert run.code != 0
    assert "ann@elsewhere:1.1 has been deploying here since" in run.output
    assert fleet.live("plain") == everywhere(one)
    assert fleet.on("trixie2", "ls", "/srv/plain/lock.json", check=False) == ""
    run = fleet.deploy("plain", 2, rollout_takeover="ann@elsewhere:1.1")
    assert run.code == 0, run.output[-4000:]


def test_a_changed_secret_is_a_new_release_of_the_same_artifact_and_is_shown_nowhere(fleet, one):
    secret = f"hush-{time.time_ns()}"
    run = fleet.deploy("plain", 1, "-vvv", "--diff", change={"plain": {"environment": {"APP_KEY": secret}}})
    assert run.code == 0, run.output[-4000:]
    assert run.release != one
    assert run.release[:-7] == one[:-7]
    assert fleet.live("plain") == everywhere(run.release)
    # The command line of this test is the one place that may name it.
    assert secret not in run.output
    assert secret not in fleet.on("trixie2", "sh", "-c", "cat /srv/plain/ledger.jsonl /srv/plain/state.json /srv/plain/releases/*.json; ps axww")


def test_rollback_leads_to_the_last_good_release_and_never_forward_again(fleet, one):
    two = fleet.live_on("plain", 2)
    assert fleet.playbook("golive.web.rollback", application="plain").code == 0
    assert fleet.live("plain") == everywhere(one)
    run = fleet.playbook("golive.web.rollback", application="plain", release=two)
    assert run.code != 0
    assert "was refused before (rolled back by hand" in run.output
    assert fleet.live("plain") == everywhere(one)


def test_a_release_that_is_still_there_goes_live_again_without_its_artifact(fleet, one):
    fleet.live_on("plain", 2)
    run = fleet.playbook("golive.web.deploy", application="plain", release=one, version="none")
    assert run.code == 0, run.output[-4000:]
    assert fleet.live("plain") == everywhere(one)
    assert one not in fleet.state("trixie2", "plain")["bad"]


def hostile(name, member, data=b""):
    path = ARTIFACTS / f"plain-php-{name}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for info, content in [(tarfile.TarInfo("public/index.php"), b"<?php"), (member, data)]:
            info.size = len(content) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(content))
    return path


def escaping():
    return tarfile.TarInfo("../../../../tmp/golive-escaped")


def link_out():
    member = tarfile.TarInfo("public/out")
    member.type, member.linkname = tarfile.SYMTYPE, "/etc"
    return member


def device():
    member = tarfile.TarInfo("public/null")
    member.type, member.devmajor, member.devminor = tarfile.CHRTYPE, 1, 3
    return member


@pytest.mark.parametrize("member", [escaping, link_out, device])
def test_a_hostile_archive_is_refused_and_touches_nothing(fleet, one, member):
    hostile("9", member(), b"escaped")
    run = fleet.deploy("plain", 9)
    assert run.code != 0
    assert "was not unpacked, since" in run.output
    assert fleet.live("plain") == everywhere(one)
    assert fleet.on("trixie2", "sh", "-c", "ls /tmp/golive-escaped 2>/dev/null; ls -A /srv/plain/releases | grep 9-", check=False) == ""


def test_a_truncated_archive_is_refused(fleet, one):
    data = (ARTIFACTS / "plain-php-2.tar.gz").read_bytes()
    (ARTIFACTS / "plain-php-8.tar.gz").write_bytes(data[: len(data) // 2])
    run = fleet.deploy("plain", 8)
    assert run.code != 0
    assert "was not unpacked" in run.output
    assert fleet.live("plain") == everywhere(one)


def test_a_build_hook_that_fails_stops_the_rollout_with_what_it_said(fleet, one):
    run = fleet.deploy("plain", 2, change={"plain": {"build": [["sh", "-c", "echo the compiler is missing; exit 4"]]}})
    assert run.code != 0
    assert "exited with 4: the compiler is missing" in run.output
    assert fleet.live("plain") == everywhere(one)


def test_a_folder_is_an_artifact_too(fleet, one, tmp_path):
    build("plain_php", "--version", "5")
    with tarfile.open(ARTIFACTS / "plain-php-5.tar.gz") as archive:
        archive.extractall(tmp_path / "app", filter="data")
    run = fleet.deploy("plain", 5, change={"plain": {"artifact": {"path": str(tmp_path / "app"), "version": "5"}}})
    assert run.code == 0, run.output[-4000:]
    assert fleet.live("plain") == everywhere(run.release)


@pytest.mark.parametrize(("name", "of"), [("backup", "/var/backups"), ("lock", "/run/lock")])
def test_an_application_gets_no_name_that_the_system_has(fleet, name, of):
    def state():
        return fleet.on("trixie2", "sh", "-c", f"getent passwd {name}; stat -c '%U:%G %a' {of}; ls -d /srv/{name} 2>&1", check=False)

    before = state()
    application = {"runtime": "php", "server_names": [f"{name}.test"], "artifact": {"path": "nowhere"}}
    run = fleet.playbook("golive.web.provision", "--limit", "trixie2", "--tags", "application", golive_applications={name: application})
    assert run.code != 0
    assert f"The name '{name}' is taken on this host, by {of}." in run.output
    assert state() == before


def test_an_application_that_is_not_known_is_named_with_those_that_are(fleet):
    run = fleet.deploy("nosuch", 1)
    assert run.code != 0
    assert "There is no application 'nosuch' in golive_applications; known are:" in run.output


@pytest.mark.parametrize("playbook", ["provision", "deploy", "rollback", "status"])
def test_a_group_without_hosts_is_an_error(fleet, playbook):
    run = fleet.playbook(f"golive.web.{playbook}", application="plain", golive_hosts="nobody")
    assert run.code != 0
    assert "The inventory has no host in the group nobody. Nothing was changed" in run.output
