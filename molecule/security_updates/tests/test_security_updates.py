# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role security_updates promises, with updates that wait for unattended-upgrades."""

from __future__ import annotations

import re
import time

import pytest
from debians import WEB

testinfra_hosts = WEB


@pytest.fixture(scope="module")
def planned(host):
    """What unattended-upgrades would do now; the updates are gone again before it is judged."""
    host.check_output("golive-repositories")
    try:
        assert "Inst supervisor" in host.check_output("apt-get --simulate dist-upgrade"), "no update to keep back, nothing shown"
        return host.check_output("unattended-upgrade --dry-run --verbose --debug 2>&1")
    finally:
        host.check_output("rm /etc/apt/sources.list.d/golive-repositories.list && apt-get update --quiet=2")


def upgraded(planned):
    return re.search(r"^Packages that will be upgraded: (.*)$", planned, re.MULTILINE)[1].split()


def test_security_updates_install_themselves(planned):
    assert {"golive-mended", "nginx"} <= set(upgraded(planned)), planned[-3000:]


def test_updates_of_a_point_release_do_not(planned):
    assert "golive-newer" not in upgraded(planned)
    assert "Allowed origins are: origin=Debian,codename=" in planned
    allowed = re.search(r"^Allowed origins are: (.*)$", planned, re.MULTILINE)[1].split(", ")
    assert len(allowed) == 1
    assert allowed[0].endswith("-security,label=Debian-Security")


def test_supervisor_is_kept_back(planned):
    assert "supervisor" not in upgraded(planned)


def test_it_is_done_each_day(host):
    for timer in ("apt-daily.timer", "apt-daily-upgrade.timer"):
        assert host.check_output(f"systemctl is-enabled {timer}; systemctl is-active {timer}").split() == ["enabled", "active"]
    assert host.check_output("apt-config shell it APT::Periodic::Unattended-Upgrade") == "it='1'"


def test_no_host_reboots_by_itself(host):
    assert host.check_output("apt-config shell it Unattended-Upgrade::Automatic-Reboot") == "it='false'"


def outdated(host, pid):
    return "(deleted)" in host.run(f"grep -E 'lib(pcre2|ssl|crypt).*deleted' /proc/{pid}/maps").stdout


def test_services_leave_a_replaced_library_behind_and_slots_are_spared(host):
    """As after an update of a library that nginx uses: it replaces itself, and no request is lost."""
    main = "systemctl show {} -p MainPID --value"
    before = host.check_output(main.format("nginx"))
    supervisord = host.check_output(main.format("supervisor"))
    host.check_output("DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -qq -y install --reinstall libpcre2-8-0")
    assert outdated(host, before), "nothing to restart, nothing shown"
    host.check_output(
        "echo 'for i in $(seq 400); do curl -s -o /dev/null -H \"Host: nobody.test\" http://127.0.0.1/ ; echo $?; sleep 0.01; done > /tmp/asked' > /tmp/ask.sh"
        " && systemd-run --quiet --collect --unit=golive-ask sh /tmp/ask.sh && needrestart -r a -l"
    )
    deadline = time.monotonic() + 20
    while (after := host.check_output(main.format("nginx"))) == before or not host.file(f"/proc/{after}").exists:
        assert time.monotonic() < deadline, "nginx is the one from before"
        time.sleep(0.2)
    assert not outdated(host, after)
    assert host.service("nginx").is_running
    assert host.check_output(main.format("supervisor")) == supervisord
    while host.service("golive-ask").is_running:
        time.sleep(0.2)
    # The default server ends the connection without an answer (52, 56); 7 is a connection that nobody took.
    assert set(host.check_output("cat /tmp/asked").split()) <= {"52", "56"}
