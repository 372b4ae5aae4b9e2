# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook maintain, and the module behind it: what users notice, what a failure leaves, and a way on."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
import time

import pytest
import yaml
from balanced import BALANCERS, HOSTS, PORT, Client, wait
from fleet import LAB, ROOT
from labkit.commands import podman

LONG = pytest.mark.long
# What somebody does with a host who knows that it is out of traffic.
RESTART = """
- name: Restart all that serves
  ansible.builtin.command: systemctl restart nginx supervisor
  changed_when: true
"""
BREAK = """
- name: Break it
  ansible.builtin.file: {path: /srv/mirror/shared/unready, state: touch, mode: "0644"}
"""
FAIL = """
- name: Try what does not work
  ansible.builtin.command: /bin/false
"""


@pytest.fixture
def tasks(tmp_path):
    """A file with tasks."""

    def write(text):
        path = tmp_path / "tasks.yml"
        path.write_text(text)
        return str(path)

    return write


def order(run):
    """The hosts in the order in which they were taken out."""
    return re.findall(r'"msg": "(\w+) (?:is|would be) out of traffic', run.output)


def test_every_host_is_worked_on_and_no_request_is_lost(fleet, tasks):
    served = {host: fleet.on(host, "systemctl", "show", "nginx", "-p", "MainPID") for host in HOSTS}
    with fleet.busy() as summary:
        run = fleet.maintain(maintain_tasks=tasks(RESTART))
    assert run.code == 0, run.output[-4000:]
    assert order(run) == list(HOSTS)
    assert not any(fleet.on(host, "systemctl", "show", "nginx", "-p", "MainPID") == served[host] for host in HOSTS)
    assert all(status == ["UP", "UP"] for status in map(fleet.status, HOSTS))
    assert (summary["lost"], summary["by_method"]["POST"] > 200) == (0, True), summary["first_losses"]


@LONG
def test_a_host_is_rebooted_and_no_request_is_lost(fleet):
    container = f"golive-{LAB}-trixie2"

    def power():
        wait(lambda: podman("inspect", "--format", "{{.State.Running}}", container).strip() == "false", 120)
        podman("start", container)

    began = fleet.on("trixie2", "stat", "-c", "%Y", "/proc/1")
    starter = threading.Thread(target=power)
    starter.start()
    with fleet.busy() as summary:
        run = fleet.maintain("--limit", "trixie2", maintain_action="reboot")
        starter.join()
    assert run.code == 0, run.output[-4000:]
    assert fleet.on("trixie2", "stat", "-c", "%Y", "/proc/1") != began
    assert order(run) == ["trixie2"] and fleet.status("trixie2") == ["UP", "UP"]
    assert summary["lost"] == 0, summary["first_losses"]


@LONG
def test_a_host_is_provisioned_out_of_traffic(fleet):
    fleet.on("trixie3", "sh", "-c", "echo '# stray' >> /etc/nginx/nginx.conf")
    with fleet.busy() as summary:
        run = fleet.maintain("--limit", "trixie3", maintain_action="provision")
    assert run.code == 0, run.output[-4000:]
    assert "stray" not in fleet.on("trixie3", "cat", "/etc/nginx/nginx.conf")
    assert summary["lost"] == 0, summary["first_losses"]


@LONG
def test_provisioning_takes_the_load_balancers_along(fleet):
    ports = {f"load_balancer_{name}": value for name, value in (("http_port", PORT), ("https_port", 8443), ("hosts_https_port", 8443))}
    tls = {"load_balancer_tls": "terminate", "load_balancer_certificate": "/etc/ssl/private/example.pem"}
    run = fleet.playbook("golive.web.provision", "--tags", "load_balancer", golive_balancers="lb", **ports, **tls)
    assert (run.code, run.changed) == (0, 0), run.output[-3000:]
    assert run.output.count("golive.web.load_balancer : See that it takes the configuration") == 1
    assert fleet.playbook("golive.web.provision", "--tags", "load_balancer", golive_balancers="nobody").code == 0


@LONG
def test_check_mode_says_what_a_run_does(fleet, tasks):
    predicted = fleet.maintain("--check", maintain_tasks=tasks(RESTART))
    assert all(status == ["UP", "UP"] for status in map(fleet.status, HOSTS))
    run = fleet.maintain(maintain_tasks=tasks(RESTART))
    # A command is not run in check mode, and nobody can say what it would change.
    assert (predicted.code, predicted.changed, order(predicted)) == (0, run.changed - len(HOSTS), order(run)), predicted.output[-3000:]


@LONG
@pytest.mark.parametrize(("text", "named"), [(BREAK, "Return | Ask every application on the host itself"), (FAIL, "Try what does not work")])
def test_a_host_that_does_not_come_back_well_stays_out_and_the_run_ends_there(fleet, tasks, text, named):
    with fleet.busy() as summary:
        run = fleet.maintain(maintain_tasks=tasks(text), load_balancer_ready_seconds=3)
    assert run.code != 0 and order(run) == ["trixie1"]
    said = " ".join(run.output.split())
    assert f"trixie1 did not come back well, in the task '{named}" in said, run.output[-4000:]
    assert "It stays out of the traffic of bookworm1, data1; the other hosts serve" in said
    assert [status in ("DRAIN", "DOWN") for status in fleet.status("trixie1")] == [True, True]
    assert fleet.status("trixie2") == fleet.status("trixie3") == ["UP", "UP"]
    assert summary["lost"] == 0, summary["first_losses"]
    # The next one begins with it.
    fleet.shared("trixie1", "rm", "-f", "unready")
    again = fleet.maintain("--limit", "trixie3,trixie1", maintain_action="none")
    assert again.code == 0 and order(again) == ["trixie1", "trixie3"], again.output[-3000:]


@LONG
@pytest.mark.parametrize("alone", [False, True], ids=["others serve", "no other serves"])
def test_a_run_that_was_killed_is_mended_by_the_same_command(fleet, tasks, alone):
    if alone:
        fleet.server("trixie1", "state=maint")
    long = tasks("- ansible.builtin.pause: {seconds: 60}")
    run = fleet.start("golive.web.maintain", "--limit", "trixie2,trixie3", golive_balancers="lb", maintain_tasks=long)
    wait(lambda: fleet.status("trixie2") == ["DRAIN", "DRAIN"], 60)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert fleet.status("trixie2") == ["DRAIN", "DRAIN"] and fleet.status("trixie3") == ["UP", "UP"]
    # trixie3 first would be refused where it is the last.
    again = fleet.maintain("--limit", "trixie3,trixie2", maintain_action="none")
    assert again.code == 0 and order(again) == ["trixie2", "trixie3"], again.output[-3000:]
    assert fleet.status("trixie2") == fleet.status("trixie3") == ["UP", "UP"]


@LONG
def test_the_last_well_host_is_left_in_traffic(fleet):
    fleet.server("trixie1", "state=drain")
    fleet.shared("trixie2", "touch", "unready")
    wait(lambda: fleet.status("trixie2") == ["DOWN", "DOWN"])
    for options in ([], ["--check"]):
        run = fleet.maintain("--limit", "trixie3", *options, maintain_action="none")
        assert run.code != 0
        assert "trixie3 was not taken out of traffic: of the other servers of mirror, 0 are well (none), and 1 must stay" in run.output, run.output[-3000:]
    assert fleet.status("trixie3") == ["UP", "UP"] and Client(fleet).host() == "trixie3"


@LONG
def test_more_than_one_may_have_to_stay(fleet):
    run = fleet.maintain("--limit", "trixie3", maintain_action="none", load_balancer_least_healthy=3)
    assert run.code != 0 and "2 are well (trixie1, trixie2), and 3 must stay" in run.output
    assert fleet.maintain("--limit", "trixie3", maintain_action="none", load_balancer_least_healthy=2).code == 0


@LONG
def test_a_host_is_taken_out_of_both_balancers_or_of_none(fleet):
    """One of them alone has another host out."""
    fleet.haproxy("data1", "set server mirror/trixie1 state drain")
    fleet.haproxy("data1", "set server mirror/trixie2 state drain")
    run = fleet.maintain("--limit", "trixie3", maintain_action="none")
    assert run.code != 0 and "trixie3 was not taken out of traffic" in run.output
    assert "could not be taken out of the traffic of every load balancer" not in run.output
    assert fleet.status("trixie3") == ["UP", "UP"]


@LONG
def test_a_host_comes_back_on_both_balancers_or_on_none(fleet, tasks):
    """One of them alone can't reach it any more."""
    address = fleet.addresses["trixie3"]
    cut = f"- {{ansible.builtin.command: ip route add blackhole {address}, delegate_to: data1, changed_when: true}}"
    try:
        run = fleet.maintain("--limit", "trixie3", maintain_tasks=tasks(cut), load_balancer_ready_seconds=6)
    finally:
        fleet.on("data1", "ip", "route", "del", "blackhole", address, check=False)
    assert run.code != 0 and "data1" in run.output and "trixie3 was not well for the load balancer within 6 s: mirror finds it DOWN" in run.output
    assert "trixie3 did not come back well, in the task 'Return | Give it requests again where every load balancer finds it well'" in run.output
    assert fleet.status("trixie3")[0] == "DRAIN"


@LONG
@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"golive_balancers": "balancer", "maintain_action": "none"}, "The inventory has no host in the group balancer, so there is no load balancer"),
        ({}, "Say what is to be done with each host: -e maintain_action=reboot, provision or none"),
        ({"maintain_action": "explode"}, "load_balancer_action"),
        ({"maintain_tasks": "/nowhere.yml"}, "Say what is to be done with each host"),
        ({"golive_hosts": "data", "maintain_action": "none"}, "has no server data1; its servers are: trixie1, trixie2, trixie3"),
        ({"golive_hosts": "nobody", "maintain_action": "none"}, "The inventory has no host in the group nobody"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is(fleet, variables, words):
    run = fleet.playbook("golive.web.maintain", **{"golive_balancers": "lb", **variables})
    assert run.code != 0 and words in " ".join(run.output.split()), run.output[-3000:]
    assert order(run) == []


@LONG
def test_a_host_that_does_not_answer_is_left_as_it_is(fleet):
    fleet.on("trixie2", "systemctl", "stop", "ssh")
    try:
        anew = "-o ControlPath=none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
        run = fleet.maintain("--limit", "trixie2,trixie3", "--timeout", "3", maintain_action="none", ansible_ssh_common_args=anew)
    finally:
        fleet.on("trixie2", "systemctl", "start", "ssh")
    assert run.code != 0 and "trixie2 does not answer, so nothing was done with it" in run.output, run.output[-3000:]
    assert fleet.status("trixie2") == ["UP", "UP"] and order(run) == []


def test_a_long_request_is_waited_for(fleet):
    clients = [Client(fleet) for _number in range(12)]
    answers = []
    threads = [threading.Thread(target=lambda client=client: answers.append(client.ask("/slow"))) for client in clients]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    fleet.server("trixie1", "state=drain", "wait_seconds=30")
    assert 1 < time.monotonic() - began < 20
    for thread in threads:
        thread.join()
    assert [status for status, _seen in answers] == [200] * 12
    # Not in turn: a host that has just come back gets more at first.
    assert "trixie1" in {seen["host"].rpartition("-")[2] for _status, seen in answers}


@LONG
def test_what_outlives_the_deadline_is_told(fleet):
    with socket.create_connection((fleet.addresses["data1"], PORT)) as connection:
        connection.sendall(b"GET /socket HTTP/1.1\r\nHost: mirror.test\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n")
        assert b"101" in connection.recv(4096)
        busy = [host for host in HOSTS if re.search(rf"^mirror,{host},0,\d*,1,", fleet.haproxy("data1", "show stat"), re.MULTILINE)]
        assert len(busy) == 1
        run = fleet.adhoc("data1", "golive.web.load_balancer_server", f"name={busy[0]} state=drain wait_seconds=2")
        assert run.code == 0 and '"sessions": 1' in run.output and float(re.search(r'"seconds": ([0-9.]+)', run.output)[1]) >= 2, run.output
        connection.sendall(b"x")
        assert connection.recv(10) == b"."


@LONG
def test_what_a_reload_left_behind_is_waited_for(fleet):
    """Its process takes no command, and gives the one request that each of its clients has left to any host that it knew."""
    clients = [Client(fleet) for _number in range(12)]
    assert "trixie1" in {client.host() for client in clients}
    fleet.on("data1", "systemctl", "reload", "haproxy")
    assert len(fleet.processes("data1")) == 2
    waiting = threading.Thread(target=lambda: fleet.server("trixie1", "state=drain", "wait_seconds=60"))
    waiting.start()
    wait(lambda: fleet.status("trixie1") == ["DRAIN", "DRAIN"], 20)
    time.sleep(2)
    assert waiting.is_alive()
    assert {client.host() for client in clients} <= set(HOSTS)
    waiting.join(20)
    assert not waiting.is_alive() and len(fleet.processes("data1")) == 1


@LONG
def test_the_example_of_the_module_works(fleet, tmp_path):
    text = (ROOT / "plugins/modules/load_balancer_server.py").read_text()
    examples = re.search(r'EXAMPLES = r"""(.*?)"""', text, re.DOTALL)[1].replace("web2", "trixie2").replace("lb1", "data1")
    path = tmp_path / "examples.yml"
    path.write_text(json.dumps([{"hosts": "trixie2", "become": True, "gather_facts": False, "tasks": yaml.safe_load(examples)}]))
    run = fleet.playbook(str(path))
    assert (run.code, run.changed) == (0, 3), run.output[-3000:]
    fleet.server("trixie2", "weight=100")


@LONG
def test_the_state_that_is_kept_is_that_of_every_server(fleet):
    fleet.server("trixie2", "state=maint")
    for balancer in BALANCERS:
        kept = [line.split() for line in fleet.on(balancer, "cat", "/var/lib/golive-haproxy/servers").splitlines()[1:]]
        backends = ("mirror", "mirror.unready", "coming", "coming.unready")
        assert {(line[1], line[3]) for line in kept} == {(backend, host) for backend in backends for host in HOSTS}
        assert {line[6] for line in kept if line[3] == "trixie2"} == {"1"}
