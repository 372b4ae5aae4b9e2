# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a hardened host promises: which ports it has, and what systemd lets its services do."""

from __future__ import annotations

import re

import pytest
from outside import ask, inside, restart

from fleet import Fleet

testinfra_hosts = ["web"]

# Of systemd-analyze: 10 is a service without any sandbox.
MOST = {"nginx": 2.7, "supervisor": 2.8}
FIGURE = re.compile(r"Overall exposure level for \S+: ([0-9.]+)")


@pytest.fixture(scope="module")
def name(host):
    return host.backend.get_hostname()


@pytest.fixture(scope="module")
def address(name):
    return Fleet(("trixie1", "bookworm1"), described=()).addresses[name]


@pytest.fixture(scope="module", autouse=True)
def restarted(host, name, address):
    """What runs has been started with the drop-ins as they are, which no role sees to."""
    restart(name, address)


def test_ports_of_the_inventory_are_open_and_no_others(host, address):
    rules = host.check_output("nft --stateless list chain inet golive input")
    assert re.findall(r"^\s*tcp dport (\d+) accept", rules, re.MULTILINE) == ["22", "80", "8080", "8443"]
    assert re.findall(r"saddr (\S+) tcp dport (\d+) accept", rules)[0][1] == "9100"
    assert ask("trixie2", address, 22) == ask("trixie2", address, 80) == "open"
    assert ask("trixie2", address, 8443) == "refused"
    assert ask("trixie2", address, 9999) == "silent"


@pytest.mark.parametrize("service", MOST)
def test_exposure_of_service(host, service):
    # By another name, it has no drop-in.
    debians = f"/tmp/golive-debians-{service}.service"
    host.check_output(f"cp /usr/lib/systemd/system/{service}.service {debians}")
    before = float(FIGURE.search(host.run(f"systemd-analyze security --offline=true {debians}; rm {debians}").stdout)[1])
    after = float(FIGURE.search(host.run(f"systemd-analyze security {service}.service").stdout)[1])
    print(f"\n{host.backend.get_hostname()}: exposure of {service} {before} -> {after}")
    assert before > 9
    assert after <= MOST[service]


def status(host, pid):
    return dict(line.split(":\t", 1) for line in host.check_output(f"cat /proc/{pid}/status").splitlines() if ":\t" in line)


def main(host, service):
    return host.check_output(f"systemctl show {service} -p MainPID --value")


@pytest.mark.parametrize("service", MOST)
def test_what_runs_is_in_the_sandbox(host, service):
    pid = main(host, service)
    of_process = status(host, pid)
    assert of_process["NoNewPrivs"] == "1"
    assert of_process["Seccomp"] == "2"
    # CAP_SYS_ADMIN, CAP_SYS_PTRACE, CAP_SYS_MODULE, CAP_NET_ADMIN
    assert not int(of_process["CapBnd"], 16) & (1 << 21 | 1 << 19 | 1 << 16 | 1 << 12)
    into = f"nsenter --target {pid} --mount --"
    assert host.run(f"{into} touch /etc/golive-was-here").rc != 0
    assert host.run(f"{into} touch /usr/local/golive-was-here").rc != 0
    assert host.run(f"{into} touch /run/golive-was-here && rm /run/golive-was-here").rc == 0
    assert host.check_output(f"{into} ls -A /home /root 2>/dev/null; true").split() in (["/home:", "/root:"], [])


def test_workers_of_nginx_are_nobody(host):
    workers = host.check_output(f"pgrep -P {main(host, 'nginx')}").split()
    assert workers
    for pid in workers:
        of_process = status(host, pid)
        assert set(of_process["Uid"].split()) == {str(host.user("www-data").uid)}
        assert int(of_process["CapEff"], 16) == 0
    assert host.user("www-data").shell == "/usr/sbin/nologin"


def test_nginx_reloads_reopens_logs_and_replaces_itself(host):
    before = main(host, "nginx")
    host.check_output("systemctl reload nginx && mv /var/log/nginx/error.log /var/log/nginx/error.log.old && kill -USR1 $(cat /run/nginx.pid) && sleep 0.5")
    assert host.file("/var/log/nginx/error.log").exists
    host.check_output("DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -qq -y install --reinstall nginx")
    host.check_output("for i in $(seq 50); do [ $(systemctl show nginx -p MainPID --value) = " + before + " ] || break; sleep 0.1; done")
    assert main(host, "nginx") != before
    assert host.service("nginx").is_running
    assert status(host, main(host, "nginx"))["NoNewPrivs"] == "1"
    assert host.run("curl -s http://127.0.0.1/").rc in (52, 56)


def test_no_unit_has_failed(name):
    failed = inside(name, "systemctl", "list-units", "--state=failed", "--plain", "--no-legend")
    assert not re.search("nginx|supervisor|golive|unattended|apt", failed), failed
