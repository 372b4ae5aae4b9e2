# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A fleet that lets nobody in as root, and the ordinary user of docs/rights.md who deploys to it."""

from __future__ import annotations

import json
import re
import subprocess

import yaml
from fleet import ARTIFACTS, LAB, ROOT, Fleet
from labkit.commands import podman

PAGE = (ROOT / "docs" / "rights.md").read_text()
HOSTS = ("bookworm1", "trixie2")  # of each Debian one
NAMES = ("north", "south")
FILES = {"sudoers": ("/etc/sudoers.d/golive-deploy", "0440"), "sshd_config": ("/etc/ssh/sshd_config.d/golive.conf", "0644")}
PATIENCE = {"drain_seconds": 2, "request_seconds": 2, "stop_seconds": 8, "start_seconds": 20}
OPTIONS = "-o ControlMaster=auto -o ControlPersist=60s -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o BatchMode=yes"


def block(kind):
    """The one text of a kind that the page shows."""
    (text,) = re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return text


def application(name, version="1", **more):
    """The small application under another name, with little patience."""
    artifact = {"path": str(ARTIFACTS / f"plain-php-{version}.tar.gz"), "version": version}
    return {"runtime": "php", "server_names": [f"{name}.test"], "shared": ["storage"], "artifact": artifact, **PATIENCE, **more}


def applications(*names, **more):
    """The variables that describe these; the patience is also for one that is not described any more."""
    return {"golive_applications": {**{name: application(name) for name in names}, **more}, "application_drain_seconds": 2}


class Deployer(Fleet):
    """Playbooks as the user runs them, with a key and an inventory in I(folder)."""

    def __init__(self, folder):
        super().__init__(HOSTS, described=())
        self.key, self.inventory = folder / "id_ed25519", folder / "inventory.json"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.key)], check=True)
        self.options = [*OPTIONS.split(), "-o", f"ControlPath={folder}/%C", "-o", "IdentitiesOnly=yes", "-i", str(self.key)]
        settings = {**yaml.safe_load(block("yaml"))["all"]["vars"], "rollout_bake_seconds": 0, "ansible_ssh_common_args": " ".join(self.options)}
        hosts = {host: {"ansible_host": self.addresses[host]} for host in HOSTS}
        self.inventory.write_text(json.dumps({"web": {"hosts": hosts, "vars": settings}}))

    def command(self, name, options, variables):
        return ["ansible-playbook", "-i", str(self.inventory), "-e", json.dumps({**applications(*NAMES), **variables}), *options, name]

    def started(self, name, *options, **variables):
        """A playbook that is under way; C(finished) waits for it."""
        command, nothing = self.command(name, options, variables), subprocess.DEVNULL
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdin=nothing, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def ssh(self, host, *command, user="deploy"):
        """The exit code of a command over SSH, and what it prints."""
        words = ["ssh", *self.options, f"{user}@{self.addresses[host]}", *command]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def _write(self, host, path, text, mode):
        script = f"umask 077; cat > {path}; chmod {mode} {path}"
        podman("exec", "--interactive", f"golive-{LAB}-{host}", "sh", "-c", script, data=text.encode())

    def prepare(self, host):
        """What the page says is to be done on a host."""
        for kind, (path, mode) in FILES.items():
            self._write(host, path, block(kind), mode)
        self.on(host, "visudo", "-c")
        self.on(host, "sshd", "-t")
        self.on(host, "sh", "-c", re.search(r"^    (useradd .*)$", PAGE, re.MULTILINE)[1] + " && install -d -m 0700 -o deploy -g deploy /home/deploy/.ssh")
        self._write(host, "/home/deploy/.ssh/authorized_keys", self.key.with_suffix(".pub").read_text(), "0600")
        self.on(host, "chown", "deploy:", "/home/deploy/.ssh/authorized_keys")
        self.on(host, "systemctl", "reload", "ssh")

    def restore(self, host):
        """The host as other tests want it."""
        self.on(host, "rm", "-f", *(path for path, _mode in FILES.values()))
        self.on(host, "systemctl", "reload", "ssh")
        self.on(host, "sh", "-c", "pkill -u deploy; sleep 0.2; userdel --remove --force deploy", check=False)


def finished(process):
    """The exit code of a playbook that was started, and all that it printed."""
    output = process.communicate(timeout=600)[0]
    return process.returncode, output
