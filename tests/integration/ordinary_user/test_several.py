# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several applications on one host: deployed at once, provisioned beside each other, one removed, and none disturbs another."""

from __future__ import annotations

import contextlib
import json
import socket
import time

import pytest
from deployer import HOSTS, NAMES, application, applications, finished

# Fits the small application: half of it are posts, over connections that are kept and rest at times.
SCENARIO = {
    "steps": [
        {"method": "GET", "path": "/"},
        {"pause": [0.0, 0.3]},
        {"method": "POST", "path": "/api/echo", "json": {"word": "{unique}"}},
    ]
}


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


def test_two_applications_are_deployed_at_the_same_time_on_the_same_hosts(fleet, first_deploys):
    for name, (code, output) in zip(NAMES, first_deploys):
        assert code == 0, output[-4000:]
        for host in HOSTS:
            assert fleet.ask(host, f"{name}.test").status == 200
            assert fleet.ask(host, f"{name}.test").release == fleet.live(name)[host] != "live"


def test_of_two_deploys_of_one_application_the_second_is_refused_with_the_name_of_the_first(fleet):
    changed = applications(*NAMES, north=application("north", environment={"RUN": str(time.time_ns())}, build=[["sleep", "6"]]))
    first = fleet.started("golive.web.deploy", application="north", **changed)
    under_way(fleet, lambda: f":{first.pid}." in lock_on(fleet, "bookworm1", "north"), first)
    second = fleet.playbook("golive.web.deploy", application="north")
    code, output = finished(first)
    assert second.code != 0
    assert f":{first.pid}." in second.output and "has been deploying here since" in second.output
    assert code == 0, output[-4000:]
    assert len(set(fleet.live("north").values())) == 1


def test_applications_that_would_take_anothers_requests_are_refused_before_anything_is_changed(fleet):
    wrong = {"east": application("north"), "east2": application("east2", listen_port=22)}
    run = fleet.playbook("golive.web.provision", **applications(*NAMES, **wrong))
    assert run.code != 0
    name = "The applications 'north' and 'east' both have the server name north.test at port 80"
    assert f"{name}. Port 22 is taken by sshd. Nothing was changed on this host" in run.output
    assert run.changed == 0
    assert remains(fleet, "trixie2", "east") == []


@contextlib.contextmanager
def unfinished_request(fleet, host, name):
    """An upload that stays where it is, and which the end of a slot waits for."""
    with socket.create_connection((fleet.addresses[host], 80)) as connection:
        head = f"POST /api/echo HTTP/1.1\r\nHost: {name}\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
        connection.sendall(head.encode() + b'{"a": "')
        yield


def kill_holder(fleet, host, path):
    """Kills whatever has the file open on the host."""
    holder = f"for file in /proc/[0-9]*/fd/*; do [ \"$(readlink $file)\" != {path} ] || {{ p=${{file#/proc/}}; kill -9 ${{p%%/*}}; echo killed; }}; done"
    assert "killed" in fleet.on(host, "sh", "-c", holder)


@pytest.mark.long
def test_a_third_application_comes_and_goes_and_the_others_run_on(fleet, tmp_path):
    before = {host: processes(fleet, host, *NAMES) for host in HOSTS}
    assert len(before["trixie2"]) == 5 and "RUNNING   pid " in before["trixie2"][0]
    three = applications(*NAMES, west=application("west", schedule={"nightly": {"command": ["true"], "calendar": "*-*-* 03:00:00"}}))
    fleet.succeed("golive.web.provision", **three)
    without = fleet.playbook("golive.web.run", application="west", command="true", **three)
    assert without.code != 0
    assert "trixie2: No release of west is live on this host. Nothing was run; deploy one first." in without.output
    fleet.succeed("golive.web.deploy", application="west", **three)
    assert fleet.ask("bookworm1", "west.test").status == 200
    fleet.ask("trixie2", "west.test")
    assert {host: processes(fleet, host, *NAMES) for host in HOSTS} == before

    unconfirmed = fleet.playbook("golive.web.remove", application="west")
    assert unconfirmed.code != 0
    assert "This would remove west from bookworm1, trixie2: /etc/nginx/sites-enabled/west.conf, " in unconfirmed.output
    assert "Nothing was changed; to do it, add -e confirm=west." in unconfirmed.output

    lease = json.dumps({"owner": "ann@elsewhere:1.1", "since": time.time(), "expires": time.time() + 600})
    fleet.on("bookworm1", "sh", "-c", f"echo '{lease}' > /srv/west/lock.json")
    locked = fleet.playbook("golive.web.remove", application="west", confirm="west")
    assert locked.code != 0
    assert "bookworm1: ann@elsewhere:1.1 has been deploying here since" in locked.output
    fleet.on("bookworm1", "rm", "/srv/west/lock.json")

    there = {host: remains(fleet, host, "west") for host in HOSTS}
    checked = fleet.playbook("golive.web.remove", "--check", "--diff", application="west", confirm="west")
    assert checked.code == 0, checked.output[-4000:]
    assert {host: remains(fleet, host, "west") for host in HOSTS} == there
    assert fleet.ask("trixie2", "west.test").status == 200

    # Killed on its way, on the host itself, with the virtual host gone already; then completed.
    with unfinished_request(fleet, "trixie2", "west.test"):
        run = fleet.started("golive.web.remove", application="west", confirm="west", **applications(*NAMES, west=application("west", drain_seconds=60)))
        under_way(fleet, lambda: lock_on(fleet, "trixie2", "west") and not fleet.on("trixie2", "sh", "-c", "ls -d /srv/west/live || :"), run)
        kill_holder(fleet, "trixie2", "/srv/west/.lock")
    code, output = finished(run)
    assert code != 0, output[-4000:]
    assert fleet.ask("trixie2", "west.test").status == 503

    scenario = tmp_path / "scenario.json"
    scenario.write_text(json.dumps(SCENARIO))
    with fleet.load("south.test", scenario=scenario) as summary:
        removed = fleet.playbook("golive.web.remove", "--diff", application="west", confirm="west")
        answer = fleet.ask("bookworm1", "west.test")
    assert removed.code == 0, removed.output[-4000:]
    assert answer.status == 503
    assert summary["lost"] == 0, summary["first_losses"]
    # That the load ran, whatever a removal takes: how many fit into one is the machine's.
    assert min(summary["by_method"].values()) > 10
    assert {host: processes(fleet, host, *NAMES) for host in HOSTS} == before
    for host in HOSTS:
        assert remains(fleet, host, "west") == ["/srv/west"]
        assert fleet.on(host, "ls", "-A", "/srv/west").split() == ["ledger.jsonl", "shared"]
        # What is kept has an owner whose number nobody else gets.
        assert fleet.on(host, "stat", "-c", "%U", "/srv/west/shared/storage") == "west"
    # Check mode had said it all. systemd's own link goes with its timer.
    said = tuple(line[1:] for line in checked.output.splitlines() if line.startswith("-/"))
    assert [path for path in there["bookworm1"] if not path.startswith(said) and ".wants/" not in path] == ["/srv/west"]

    again = fleet.playbook("golive.web.remove", application="west", confirm="west")
    assert (again.code, again.changed) == (0, 0)
    all_of_it = fleet.playbook("golive.web.remove", application="west", confirm="west", remove_shared=True)
    assert all_of_it.code == 0
    for host in HOSTS:
        assert remains(fleet, host, "west") == []
        known = fleet.on(host, "sh", "-c", "getent passwd; getent group; supervisorctl avail; systemctl list-timers --all", check=False)
        assert "west" not in known


def test_a_removal_of_something_that_is_no_application_touches_nothing(fleet):
    before = fleet.on("trixie2", "ls", "/var/log/nginx", "/run/nginx.pid")
    run = fleet.playbook("golive.web.remove", application="nginx", confirm="nginx", remove_shared=True)
    assert (run.code, run.changed) == (0, 0), run.output[-4000:]
    assert fleet.on("trixie2", "ls", "/var/log/nginx", "/run/nginx.pid") == before
