# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What scenarios take for granted of the hosts they share."""

from __future__ import annotations

testinfra_hosts = ["all"]


def test_systemd_is_the_first_process(host):
    assert host.process.get(pid=1).comm == "systemd"


def test_no_unit_has_failed(host):
    assert host.run("systemctl --failed --no-legend --plain").stdout == ""


def test_host_has_the_name_and_release_of_the_inventory(host):
    variables = host.ansible.get_variables()
    name = variables["inventory_hostname"]
    assert host.check_output("hostname") == name
    if name[:-1] in ("trixie", "bookworm"):
        assert host.system_info.codename == name[:-1]


def test_hosts_find_each_other_by_name(host):
    assert host.run("getent hosts data1").succeeded


def test_every_package_is_in_the_archive_of_its_own_release(host):
    assert host.run("apt-get update").rc == 0
    assert host.check_output("apt-cache policy nginx | sed -n 's/ *Candidate: //p'") not in ("", "(none)")
