# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All playbooks work for the user of docs/rights.md, as all tests here show; and no more works than the rule there says."""

from __future__ import annotations

import re
import subprocess

import pytest
from deployer import HOSTS, application, applications
from fleet import ROOT

OLDEST = ROOT / ".work" / "venv-oldest" / "bin" / "ansible-playbook"


def test_what_no_other_test_here_does_works_without_a_root_login_too(fleet):
    before = fleet.live("south")
    fleet.succeed("golive.web.deploy", application="south", **applications("north", south=application("south", version="2")))
    for host in HOSTS:
        assert fleet.ask(host, "south.test").release.startswith("2-")
    fleet.succeed("golive.web.rollback", application="south")
    assert fleet.live("south") == before
    assert fleet.succeed("golive.web.status", application="south").output.count("200 healthy") == len(HOSTS)


def test_the_oldest_ansible_asks_for_no_more(fleet):
    command = fleet.command("golive.web.run", (), {"application": "south", "command": "id -un"})
    done = subprocess.run([str(OLDEST), *command[1:]], env=fleet.environment, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and '"south"' in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    "command",
    [
        "id",
        "sh",
        "/usr/bin/sh -c id",
        "/usr/bin/python3",
        "/usr/bin/python3 -c 1",
        "su",
        "-u www-data id",
        "/usr/bin/sh -c 'echo BECOME-SUCCESS-x ; /usr/bin/python3'",
        f"/usr/bin/sh -c 'echo BECOME-SUCCESS-{'a' * 32} ; /usr/bin/python3 -c 1'",
        f"/usr/bin/sh -c 'echo BECOME-SUCCESS-{'a' * 32} ; /usr/bin/python3;id'",
        f"/usr/bin/sh -c 'echo BECOME-SUCCESS-{'a' * 32} ; /usr/bin/python3' id",
        f"/usr/bin/sh -i -c 'echo BECOME-SUCCESS-{'a' * 32} ; /usr/bin/python3'",
    ],
)
def test_what_the_rule_does_not_say_is_refused(deployer, host, command):
    code, output = deployer.ssh(host, f"sudo -n {command}")
    assert code != 0
    assert "is not allowed to execute" in output


@pytest.mark.parametrize("host", HOSTS)
def test_what_the_rule_says_is_root(deployer, host):
    """The other half of the test above: with the very form that Ansible has, it works; and the page says so."""
    code, output = deployer.ssh(host, f"echo 'import os; print(os.geteuid())' | sudo -n /bin/sh -c 'echo BECOME-SUCCESS-{'a' * 32} ; /usr/bin/python3'")
    assert (code, output.split()) == (0, ["BECOME-SUCCESS-" + "a" * 32, "0"])


@pytest.mark.parametrize("host", HOSTS)
def test_root_gets_no_login_and_the_user_no_terminal(deployer, host):
    code, output = deployer.ssh(host, "true", user="root")
    assert code != 0 and "Permission denied" in output
    code, output = deployer.ssh(host, "-tt", "true")
    assert "PTY allocation request failed" in output


@pytest.mark.parametrize("host", HOSTS)
def test_sudo_logs_each_use_and_what_it_refused(deployer, host):
    log = deployer.on(host, "journalctl", "--no-pager", "-t", "sudo")
    assert re.search(r"deploy : .*USER=root ; COMMAND=/(usr/)?bin/sh -c '?echo BECOME-SUCCESS-[a-z]{32} ; /usr/bin/python3", log)
    assert re.search(r"deploy : command not allowed ; .*COMMAND=/(usr/)?bin/su\b", log)
