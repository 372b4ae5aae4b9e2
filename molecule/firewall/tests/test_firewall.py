# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role firewall promises, from the hosts beside it and from the controller."""

from __future__ import annotations

import pathlib
import time

import pytest
from debians import WEB
from outside import ask, greets, inside, of_link, restart, watched

from fleet import Fleet

testinfra_hosts = WEB

CONVERGE = str(pathlib.Path(__file__).parents[1] / "converge.yml")
RULES = "nft --stateless list table inet golive"
OTHERS = "nft list table inet others"
MAKE_OTHERS = "nft 'add table inet others { chain input { type filter hook input priority 5; tcp dport 1 drop; }; }'"
PROVEN = "/etc/golive/firewall.nft"


@pytest.fixture(scope="session")
def fleet():
    return Fleet(("trixie1", "bookworm1"), described=())


@pytest.fixture
def name(host):
    return host.backend.get_hostname()


@pytest.fixture
def address(fleet, name):
    return fleet.addresses[name]


def test_declared_port_answers_every_host(name, address):
    assert ask("trixie2", address, 8080) == ask("data1", address, 8080) == "open"
    assert ask("trixie2", of_link(name), 8080) == "open"


def test_port_that_is_not_declared_is_silent_whatever_listens(host, name, address):
    assert host.socket("tcp://:::9999").is_listening
    assert ask("trixie2", address, 9999) == ask("trixie2", of_link(name), 9999) == "silent"
    assert ask("trixie2", address, 9999, "udp") == "silent"
    # The host itself is no stranger.
    assert ask(name, "127.0.0.1", 9999) == ask(name, "::1", 9999) == ask(name, address, 9999) == "open"


def test_port_with_sources_answers_these_alone(name, address):
    assert ask("data1", address, 9100) == ask("data1", address, 9100, "udp") == "open"
    assert ask("trixie2", address, 9100) == ask("trixie2", address, 9100, "udp") == "silent"
    assert ask("trixie2", of_link(name), 9100) == "open"
    assert ask("trixie2", of_link(name), 9100, "udp") == "silent"


def test_host_reaches_others_and_is_seen(host, name, address):
    assert ask(name, "trixie2", 22) == "open"
    assert host.run("getent hosts trixie2").rc == 0
    ping = "import socket, struct; s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP); s.settimeout(2); " \
        f"s.sendto(struct.pack('!BBHHH', 8, 0, 0xf7fd, 1, 1), ('{address}', 0)); print(s.recv(99)[20])"  # fmt: skip
    assert inside("trixie2", "python3", "-c", ping) == "0", "no echo reply"


def test_nothing_is_passed_on(host):
    assert "type filter hook forward priority filter; policy drop;" in host.check_output(RULES)


def test_tables_of_others_stay(host):
    assert "tcp dport 1 drop" in host.check_output(OTHERS)


def test_file_of_nftables_is_debians(host):
    assert host.run("dpkg --verify nftables").stdout == ""
    assert not host.service("nftables").is_enabled


def test_rules_that_lock_out_go_back_by_themselves(fleet):
    """On both hosts at once: without the port of SSH."""
    before = {name: (inside(name, *RULES.split()), inside(name, "cat", PROVEN)) for name in fleet.hosts}
    # Debian 13's sshd shuts out who connects so often without a login.
    with watched(fleet.addresses["bookworm1"]) as seen:
        started = time.monotonic()
        run = fleet.playbook(CONVERGE, firewall_ports=[8080], firewall_allow=[])
    seconds = time.monotonic() - started
    print(f"\nlocked out in {seen.count(False)} of {len(seen)} looks; the run took {seconds:.0f} s")
    assert run.code != 0
    assert run.output.count('"msg": "With the rules that firewall_ports and firewall_allow make, no new connection got through') == 2, run.output[-3000:]
    assert seen.count(False) >= 5, "nobody was locked out, nothing shown"
    assert all(greets(fleet.addresses[name]) for name in fleet.hosts)
    assert {name: (inside(name, *RULES.split()), inside(name, "cat", PROVEN)) for name in fleet.hosts} == before
    # What is asked for is right again.
    assert fleet.playbook(CONVERGE).code == 0


def test_run_that_dies_before_the_proof_leaves_the_rules_from_before(host, address):
    before = host.check_output(RULES)
    host.check_output("sed -i '/dport 22 /d' /etc/golive/firewall.wanted.nft && golive-firewall try 3")
    assert not greets(address)
    time.sleep(4)
    assert greets(address)
    assert host.check_output(RULES) == before
    late = host.run("golive-firewall keep")
    assert (late.rc, "went back" in late.stderr) == (1, True)


@pytest.mark.long
def test_drift_is_seen_and_mended(fleet):
    inside("trixie1", "nft", "add", "rule", "inet", "golive", "input", "tcp", "dport", "9999", "accept")
    inside("bookworm1", "nft", "delete", "table", "inet", "golive")
    assert fleet.playbook(CONVERGE, "--check").changed > 0
    run = fleet.playbook(CONVERGE)
    assert (run.code, run.changed > 0) == (0, True), run.output[-3000:]
    assert ask("trixie2", fleet.addresses["trixie1"], 9999) == ask("trixie2", fleet.addresses["bookworm1"], 9999) == "silent"
    assert fleet.playbook(CONVERGE, "--check").changed == 0


@pytest.mark.long
def test_what_could_break_out_is_refused(fleet):
    """The rest of what is refused is in the unit tests."""
    run = fleet.playbook(CONVERGE, "--limit", "trixie1", firewall_allow=[{"port": 1, "comment": 'x" accept; tcp dport 9999 accept comment "'}])
    assert run.code != 0
    assert "firewall_allow[0].comment must be" in run.output
    assert ask("trixie2", fleet.addresses["trixie1"], 9999) == "silent"


def test_rules_outlive_what_nftables_does_to_all(host, name, address):
    before = host.check_output(RULES)
    for act in ("start", "reload", "restart", "stop"):
        host.check_output(f"systemctl {act} nftables")
        assert host.check_output(RULES) == before, act
    host.check_output(MAKE_OTHERS)


def test_rules_are_there_after_a_reboot(host, name, address):
    before = host.check_output(RULES)
    restart(name, address)
    assert inside(name, *RULES.split()) == before
    assert ask("trixie2", address, 9999) == "silent"
    # It was there before anybody could connect.
    firewall, ssh = (
        int(inside(name, "systemctl", "show", unit, "-p", "ActiveEnterTimestampMonotonic", "--value")) for unit in ("golive-firewall", "ssh")
    )
    assert 0 < firewall < ssh
    assert "network-pre.target" in inside(name, "systemctl", "show", "golive-firewall", "-p", "Before")
