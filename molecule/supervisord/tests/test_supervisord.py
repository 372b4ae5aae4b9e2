# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role supervisord promises."""

from __future__ import annotations

import time

import pytest

testinfra_hosts = ["web"]

PROGRAM = """[program:patience]
command=/bin/sleep 86400
startsecs=0
"""


def wait_for(condition, seconds=30):
    """The first truthy answer of I(condition)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s")


def pid_of(host, program):
    """A question for the process id of I(program)."""

    def ask():
        return host.run(f"supervisorctl pid {program}").stdout.strip()

    return ask


@pytest.fixture
def program(host):
    host.run(f"printf '%s' '{PROGRAM}' > /etc/supervisor/conf.d/patience.conf; supervisorctl reread; supervisorctl add patience")
    yield "patience"
    host.run("rm /etc/supervisor/conf.d/patience.conf; supervisorctl stop patience; supervisorctl reread; supervisorctl remove patience")


def test_supervisord_runs_now_and_at_boot(host):
    assert host.service("supervisor").is_running
    assert host.service("supervisor").is_enabled


def test_only_root_may_talk_to_it_and_no_port_is_open(host):
    assert host.file("/run/supervisor.sock").mode == 0o700
    assert host.file("/run/supervisor.sock").user == "root"
    main = host.check_output("systemctl show supervisor -p MainPID --value")
    assert f"pid={main}," not in host.check_output("ss -Hltnp")


def test_programs_may_open_enough_files(host, program):
    pid = wait_for(pid_of(host, program))
    assert host.check_output(f"awk '/Max open files/ {{print $4}}' /proc/{pid}/limits") == "4096"


def test_killed_supervisord_comes_back_without_orphans(host, program):
    old = wait_for(pid_of(host, program))
    main = host.check_output("systemctl show supervisor -p MainPID --value")
    host.check_output(f"kill -9 {main}")

    def new():
        pid = host.run(f"supervisorctl pid {program}").stdout.strip()
        return pid if pid.isdigit() and pid not in (old, "0") else None

    assert wait_for(new)
    assert not host.file(f"/proc/{old}").exists


def test_its_packages_scripts_may_start_and_stop_but_not_restart_it(host):
    asked = "invoke-rc.d --query supervisor {}"
    assert host.run("/usr/sbin/policy-rc.d supervisor.service restart").rc == 101
    assert host.run(asked.format("restart")).rc == 101
    assert host.run("/usr/sbin/policy-rc.d supervisor.service start").rc == 0
    assert host.run("/usr/sbin/policy-rc.d nginx.service restart").rc == 0


def test_upgrades_leave_it_alone(host):
    assert '"^supervisor$"' in host.check_output("apt-config dump Unattended-Upgrade::Package-Blacklist")
    assert "supervisor" in host.file("/etc/needrestart/conf.d/golive-supervisord.conf").content_string
    assert host.run("perl -c /etc/needrestart/conf.d/golive-supervisord.conf").rc == 0
