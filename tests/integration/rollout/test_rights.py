# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything works for the user of docs/rights.md, with the files that stand there, where root can't log in; and no more works than that."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
import yaml
from fleet import HERE, INVENTORY, ROOT
from labkit.commands import podman

from fleet import LAB

PAGE = (ROOT / "docs" / "rights.md").read_text()
HOSTS = ("bookworm1", "trixie2")  # of each Debian one
FILES = {"sudoers": ("/etc/sudoers.d/golive-deploy", "0440"), "sshd_config": ("/etc/ssh/sshd_config.d/golive.conf", "0644")}
OLDEST = ROOT / ".work" / "venv-oldest" / "bin" / "ansible-playbook"


def block(kind):
    """The one text of a kind that the page shows."""
    (text,) = re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return text


def write(host, path, text, mode):
    script = f"umask 077; cat > {path}; chmod {mode} {path}"
    podman("exec", "--interactive", f"golive-{LAB}-{host}", "sh", "-c", script, data=text.encode())


class Deployer:
    """An ordinary user with a key on hosts that let nobody in as root."""

    def __init__(self, fleet, folder):
        self.fleet = fleet
        self.folder = folder
        self.key = folder / "id_ed25519"
        self.inventory = folder / "inventory.yml"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.key)], check=True)
        nothing_shared = "-o ControlMaster=auto -o ControlPersist=60s -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
        self.ssh = [*nothing_shared.split(), "-o", f"ControlPath={folder}/%C", "-i", str(self.key), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes"]
        settings = yaml.safe_load(block("yaml"))["all"]["vars"]
        everything = {
            "hosts": {host: {"ansible_host": fleet.addresses[host]} for host in HOSTS},
            "vars": {**settings, "ansible_ssh_private_key_file": str(self.key), "ansible_ssh_common_args": " ".join(self.ssh)},
        }
        self.inventory.write_text(json.dumps({"all": everything}))

    def on(self, host, *command, user="deploy"):
        """What a command over SSH prints, and its exit code."""
        done = subprocess.run(["ssh", *self.ssh, f"{user}@{self.fleet.addresses[host]}", *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def playbook(self, name, *options, program="ansible-playbook", **variables):
        described = json.dumps({**self.applications(), "golive_hosts": "all", "application": "hands", **variables})
        command = [str(program), "-i", str(self.inventory), "-e", described, *options, name]
        done = subprocess.run(command, env=self.fleet.environment, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def applications(self, version="1"):
        artifact = {"path": str(ROOT / ".work/artifacts" / f"plain-php-{version}.tar.gz"), "version": version}
        described = {"runtime": "php", "server_names": ["hands.test"], "shared": ["storage"], "artifact": artifact}
        patience = {"drain_seconds": 2, "request_seconds": 2, "stop_seconds": 8, "start_seconds": 20}
        return {"golive_applications": {"hands": {**described, **patience}}}


@pytest.fixture(scope="module")
def deployer(fleet, tmp_path_factory):
    deployer = Deployer(fleet, tmp_path_factory.mktemp("rights"))
    try:
        for host in HOSTS:
            for kind, (path, mode) in FILES.items():
                write(host, path, block(kind), mode)
            fleet.on(host, "visudo", "-c")
            fleet.on(host, "sh", "-c", re.search(r"^    (useradd .*)$", PAGE, re.MULTILINE)[1] + " && install -d -m 0700 -o deploy -g deploy /home/deploy/.ssh")
            write(host, "/home/deploy/.ssh/authorized_keys", deployer.key.with_suffix(".pub").read_text(), "0600")
            fleet.on(host, "chown", "deploy:", "/home/deploy/.ssh/authorized_keys")
            fleet.on(host, "systemctl", "reload", "ssh")
        yield deployer
    finally:
        for host in HOSTS:
            fleet.on(host, "rm", "-f", *(path for path, _mode in FILES.values()))
            fleet.on(host, "systemctl", "reload", "ssh")
            fleet.on(host, "sh", "-c", "pkill -u deploy; sleep 0.2; userdel --remove --force deploy", check=False)


def succeed(run):
    code, output = run
    assert code == 0, output[-6000:]
    return output


def test_all_playbooks_work_without_a_root_login(deployer):
    succeed(deployer.playbook("golive.web.provision"))
    succeed(deployer.playbook("golive.web.deploy"))
    succeed(deployer.playbook("golive.web.deploy", **deployer.applications("2")))
    for host in HOSTS:
        assert deployer.fleet.ask(host, "hands.test").release.startswith("2-")
    succeed(deployer.playbook("golive.web.rollback"))
    assert "200 healthy" in succeed(deployer.playbook("golive.web.status"))
    assert '"hands"' in succeed(deployer.playbook("golive.web.run", command="id -un"))
    assert '"hands"' in succeed(deployer.playbook("golive.web.run", command="id -un", program=OLDEST))
    succeed(deployer.playbook("golive.web.remove", confirm="hands", remove_shared=True))


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
    code, output = deployer.on(host, f"sudo -n {command}")
    assert code != 0
    assert "is not allowed to execute" in output


@pytest.mark.parametrize("host", HOSTS)
def test_what_the_rule_says_is_root(deployer, host):
    """The other half of the test above: with the very form that Ansible has, it works; and the page says so."""
    code, output = deployer.on(host, f"echo 'import os; print(os.geteuid())' | sudo -n /bin/sh -c 'echo BECOME-SUCCESS-{'a' * 32} ; /usr/bin/python3'")
    assert (code, output.split()) == (0, ["BECOME-SUCCESS-" + "a" * 32, "0"])


@pytest.mark.parametrize("host", HOSTS)
def test_root_gets_no_login_and_the_user_no_terminal(deployer, host):
    code, output = deployer.on(host, "true", user="root")
    assert code != 0 and "Permission denied" in output
    code, output = deployer.on(host, "-tt", "true")
    assert "PTY allocation request failed" in output


@pytest.mark.parametrize("host", HOSTS)
def test_sudo_logs_each_use_and_what_it_refused(deployer, host):
    log = deployer.fleet.on(host, "journalctl", "--no-pager", "-t", "sudo")
    assert re.search(r"deploy : .*USER=root ; COMMAND=/(usr/)?bin/sh -c '?echo BECOME-SUCCESS-[a-z]{32} ; /usr/bin/python3", log)
    assert re.search(r"deploy : command not allowed ; .*COMMAND=/(usr/)?bin/su\b", log)
