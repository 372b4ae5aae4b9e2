# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several applications on one host: deployed at once, provisioned beside each other, one run in, one removed, and none disturbs another."""

from __future__ import annotations

import json
import os
import subprocess
import time

import pytest
from fleet import ARTIFACTS, HOSTS

NAMES = ("north", "south")
# Fits the small application: half of it are posts, over connections that are kept and rest at times.
SCENARIO = {
    "steps": [
        {"method": "GET", "path": "/"},
        {"pause": [0.0, 0.3]},
        {"method": "POST", "path": "/api/echo", "json": {"word": "{unique}"}},
    ]
}


def application(name, **more):
    """The small application under another name, with little patience."""
    artifact = {"path": str(ARTIFACTS / "plain-php-1.tar.gz"), "version": "1"}
    patience = {"drain_seconds": 2, "request_seconds": 2, "stop_seconds": 8, "start_seconds": 20}
    return {"runtime": "php", "server_names": [f"{name}.test"], "shared": ["storage"], "artifact": artifact, **patience, **more}


def applications(*names, **more):
    """The variables that describe these; the patience is also for one that is not described any more."""
    return {"golive_applications": {**{name: application(name) for name in names}, **more}, "application_drain_seconds": 2}


def started(fleet, name, *options, **variables):
    """A playbook that is under way; C(finished) waits for it."""
    nothing = subprocess.DEVNULL
    return subprocess.Popen(
        fleet.command(name, options, variables), env=fleet.environment, stdin=nothing, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def finished(process):
    output = process.communicate(timeout=300)[0]
    return process.returncode, output


def processes(fleet, host, *names):
    """What runs of these applications, by process id, beside nginx's own."""
    programs = fleet.on(host, "supervisorctl", "status", check=False).splitlines()
    ours = sorted(line.split(", uptime")[0] for line in programs if line.startswith(tuple(f"{name}-" for name in names)))
    return ours + [fleet.on(host, "systemctl", "show", "--property=MainPID", "nginx", "supervisor")]


def remains(fleet, host, name):
    """Paths on a host that have the application's name in them."""
    pruned = "find / ( -path /proc -o -path /sys -o -path /usr -o -path /var/lib/nginx ) -prune -o -name *" + name + "* -print"
    return sorted(fleet.on(host, *pruned.split(), check=False).split())


def under_way(fleet, condition, process):
    deadline = time.monotonic() + 120
    while not condition():
        assert process.poll() is None, process.communicate()[0][-4000:]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def lock_on(fleet, host, name):
    return fleet.on(host, "cat", f"/srv/{name}/lock.json", check=False)


@pytest.fixture(scope="module")
def several(fleet):
    """Two applications, provisioned together and both deployed at the same time; removed with all they have in the end."""
    fleet.succeed("golive.web.provision", **applications(*NAMES))
    runs = [finished(run) for run in [started(fleet, "golive.web.deploy", application=name, **applications(*NAMES)) for name in NAMES]]
    yield fleet, runs
    for name in NAMES:
        fleet.succeed("golive.web.remove", application=name, confirm=name, remove_shared=True, **applications(*NAMES))


def test_two_applications_are_deployed_at_the_same_time_on_the_same_hosts(several):
    fleet, runs = several
    for name, (code, output) in zip(NAMES, runs):
        assert code == 0, output[-4000:]
        for host in HOSTS:
            assert fleet.ask(host, f"{name}.test").status == 200
            assert fleet.ask(host, f"{name}.test").release == fleet.live(name)[host] != "live"


def test_of_two_deploys_of_one_application_the_second_is_refused_with_the_name_of_the_first(several):
    fleet, _runs = several
    changed = applications(*NAMES, north=application("north", environment={"RUN": str(time.time_ns())}, build=[["sleep", "6"]]))
    first = started(fleet, "golive.web.deploy", application="north", **changed)
    under_way(fleet, lambda: f":{first.pid}." in lock_on(fleet, "trixie3", "north"), first)
    second = fleet.playbook("golive.web.deploy", application="north", **applications(*NAMES))
    code, output = finished(first)
    assert second.code != 0
    assert f":{first.pid}." in second.output and "has been deploying here since" in second.output
    assert code == 0, output[-4000:]
    assert len(set(fleet.live("north").values())) == 1


def test_applications_that_would_take_anothers_requests_are_refused_before_anything_is_changed(several):
    fleet, _runs = several
    wrong = {"east": application("north"), "east2": application("east2", listen_port=22)}
    run = fleet.playbook("golive.web.provision", **applications(*NAMES, **wrong))
    assert run.code != 0
    name = "The applications 'north' and 'east' both have the server name north.test at port 80"
    assert f"{name}. Port 22 is taken by sshd. Nothing was changed on this host" in run.output
    assert run.changed == 0
    assert remains(fleet, "trixie2", "east") == []


def test_a_third_application_comes_and_goes_and_the_others_run_on(several, tmp_path):
    fleet, _runs = several
    before = {host: processes(fleet, host, *NAMES) for host in HOSTS}
    assert len(before["trixie2"]) == 5 and "RUNNING   pid " in before["trixie2"][0]
    three = applications(*NAMES, west=application("west", schedule={"nightly": {"command": ["true"], "calendar": "*-*-* 03:00:00"}}))
    fleet.succeed("golive.web.provision", **three)
    without = fleet.playbook("golive.web.run", application="west", command="true", **three)
    assert without.code != 0
    assert "trixie2: No release of west is live on this host. Nothing was run; deploy one first." in without.output
    fleet.succeed("golive.web.deploy", application="west", **three)
    assert fleet.ask("trixie3", "west.test").status == 200
    fleet.ask("trixie2", "west.test")
    assert {host: processes(fleet, host, *NAMES) for host in HOSTS} == before

    unconfirmed = fleet.playbook("golive.web.remove", application="west", **applications(*NAMES))
    assert unconfirmed.code != 0
    assert "This would remove west from trixie2, trixie3: /etc/nginx/sites-enabled/west.conf, " in unconfirmed.output
    assert "Nothing was changed; to do it, add -e confirm=west." in unconfirmed.output

    lease = json.dumps({"owner": "ann@elsewhere:1.1", "since": time.time(), "expires": time.time() + 600})
    fleet.on("trixie3", "sh", "-c", f"echo '{lease}' > /srv/west/lock.json")
    locked = fleet.playbook("golive.web.remove", application="west", confirm="west", **applications(*NAMES))
    assert locked.code != 0
    assert "trixie3: ann@elsewhere:1.1 has been deploying here since" in locked.output
    fleet.on("trixie3", "rm", "/srv/west/lock.json")

    there = {host: remains(fleet, host, "west") for host in HOSTS}
    checked = fleet.playbook("golive.web.remove", "--check", "--diff", application="west", confirm="west", **applications(*NAMES))
    assert checked.code == 0, checked.output[-4000:]
    assert {host: remains(fleet, host, "west") for host in HOSTS} == there
    assert fleet.ask("trixie2", "west.test").status == 200

    # Killed on its way, on the host itself, with the virtual host gone already; then completed.
    run = started(fleet, "golive.web.remove", application="west", confirm="west", **applications(*NAMES, west=application("west", drain_seconds=6)))
    under_way(fleet, lambda: lock_on(fleet, "trixie2", "west") and not fleet.on("trixie2", "sh", "-c", "ls -d /srv/west/live || :"), run)
    holder = "for file in /proc/[0-9]*/fd/*; do [ \"$(readlink $file)\" != /srv/west/.lock ] || { p=${file#/proc/}; kill -9 ${p%%/*}; echo killed; }; done"
    assert "killed" in fleet.on("trixie2", "sh", "-c", holder)
    code, output = finished(run)
    assert code != 0, output[-4000:]
    assert fleet.ask("trixie2", "west.test").status == 503

    scenario = tmp_path / "scenario.json"
    scenario.write_text(json.dumps(SCENARIO))
    with fleet.load("south.test", scenario=scenario) as summary:
        removed = fleet.playbook("golive.web.remove", "--diff", application="west", confirm="west", **applications(*NAMES))
        answer = fleet.ask("trixie3", "west.test")
    assert removed.code == 0, removed.output[-4000:]
    assert answer.status == 503
    assert summary["lost"] == 0, summary["first_losses"]
    assert min(summary["by_method"].values()) > 50
    assert {host: processes(fleet, host, *NAMES) for host in HOSTS} == before
    for host in HOSTS:
        assert remains(fleet, host, "west") == ["/srv/west"]
        assert fleet.on(host, "ls", "-A", "/srv/west").split() == ["ledger.jsonl", "shared"]
        # What is kept has an owner whose number nobody else gets.
        assert fleet.on(host, "stat", "-c", "%U", "/srv/west/shared/storage") == "west"
    # Check mode had said it all. systemd's own link goes with its timer.
    said = tuple(line[1:] for line in checked.output.splitlines() if line.startswith("-/"))
    assert [path for path in there["trixie3"] if not path.startswith(said) and ".wants/" not in path] == ["/srv/west"]

    again = fleet.playbook("golive.web.remove", application="west", confirm="west", **applications(*NAMES))
    assert (again.code, again.changed) == (0, 0)
    all_of_it = fleet.playbook("golive.web.remove", application="west", confirm="west", remove_shared=True, **applications(*NAMES))
    assert all_of_it.code == 0
    for host in HOSTS:
        assert remains(fleet, host, "west") == []
        assert fleet.on(host, "sh", "-c", "getent passwd west; getent group west; supervisorctl avail; systemctl list-timers --all", check=False).count("west") == 0


def test_a_command_runs_in_the_live_release_on_one_host_and_shows_no_secret(several):
    fleet, _runs = several
    secret = f"hush-{time.time_ns()}"
    described = applications(*NAMES, north=application("north", environment={"APP_KEY": secret}))
    fleet.succeed("golive.web.deploy", application="north", **described)
    release = fleet.live("north")["trixie2"]
    words = ["sh", "-c", "echo $0 on $(hostname) as $(id -un) in $(pwd) with $APP_KEY", "$GOLIVE_RELEASE"]
    run = fleet.playbook("golive.web.run", application="north", command=words, **applications(*NAMES))
    assert run.code == 0, run.output[-4000:]
    assert f"{release} on trixie2 as north in /srv/north/releases/{release} with ********" in run.output
    assert secret not in run.output
    event = json.loads(fleet.on("trixie2", "tail", "-n", "1", "/srv/north/ledger.jsonl"))
    assert (event["event"], event["command"], event["rc"], event["release"]) == ("command", words, 0, release)
    assert "@" in event["owner"]
    assert json.loads(fleet.on("trixie3", "tail", "-n", "1", "/srv/north/ledger.jsonl"))["event"] != "command"
    journal = "journalctl --since=-5min | grep -c release_command"
    assert fleet.on("trixie2", "sh", "-c", journal, check=False) == "0"


def test_a_command_that_fails_ends_the_playbook_with_its_last_words(several):
    fleet, _runs = several
    run = fleet.playbook("golive.web.run", application="south", command="sh -c 'echo one; echo no such table; exit 3'", **applications(*NAMES))
    assert run.code != 0
    assert "exited with 3: one | no such table" in run.output


def test_a_command_goes_to_the_host_that_is_named_or_to_the_first_that_answers_and_check_mode_runs_none(several, tmp_path):
    fleet, _runs = several
    named = fleet.playbook("golive.web.run", "--limit", "trixie3", application="south", command="hostname", **applications(*NAMES))
    assert named.code == 0 and '"trixie3"' in named.output, named.output[-4000:]
    away = tmp_path / "away.json"
    away.write_text(json.dumps({"all": {"hosts": {"trixie2": {"ansible_ssh_common_args": "-o ControlPath=none -o Port=1"}}}}))
    answering = fleet.playbook("golive.web.run", "-i", str(away), application="south", command="hostname", **applications(*NAMES))
    assert answering.code == 0 and '"trixie3"' in answering.output, answering.output[-4000:]
    checked = fleet.playbook("golive.web.run", "--check", application="south", command="touch /tmp/golive-ran", **applications(*NAMES))
    assert checked.code == 0, checked.output[-4000:]
    assert f"Not run, in check mode; it would be, in release {fleet.live('south')['trixie2']}" in checked.output
    assert fleet.on("trixie2", "sh", "-c", "ls /tmp/golive-ran 2>/dev/null || :") == ""


def test_a_removal_of_something_that_is_no_application_touches_nothing(several):
    fleet, _runs = several
    before = fleet.on("trixie2", "ls", "-l", "/var/log/nginx", "/run/nginx.pid")
    run = fleet.playbook("golive.web.remove", application="nginx", confirm="nginx", **applications(*NAMES))
    assert (run.code, run.changed) == (0, 0), run.output[-4000:]
    assert fleet.on("trixie2", "ls", "-l", "/var/log/nginx", "/run/nginx.pid").splitlines()[0] == before.splitlines()[0]
    assert os.path.basename(fleet.on("trixie2", "readlink", "-f", "/srv/north/live"))
