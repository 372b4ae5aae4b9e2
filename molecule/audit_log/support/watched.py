# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host that is watched, and what of it arrives at the collector."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import time

ROOT = pathlib.Path(__file__).parents[3]
LAB = ROOT / ".work/labs" / os.environ.get("GOLIVE_LAB", "test")
INVENTORY = LAB / "inventory.yml"
COLLECTED = "/var/log/golive/collected"


class Watched:
    """One host, C(run) as root; C(collected) are its events as the collector has them."""

    def __init__(self, host, collector):
        self.host = host
        self.name = host.check_output("hostname")
        self.address = host.check_output("hostname -I").split()[0]
        self.collector = collector

    def run(self, command):
        return self.host.check_output(command)

    def collected(self):
        lines = self.collector.run(f"ls -tr {COLLECTED}/{self.address}.jsonl* | xargs zcat -f").stdout.splitlines()
        return [json.loads(line) for line in lines]

    def find(self, seconds=20, **wanted):
        """The events that have I(wanted), when there is one; each value is a field's, or of details."""
        deadline = time.monotonic() + seconds
        while True:
            found = [event for event in self.collected() if all({**event["details"], **event}.get(key) == value for key, value in wanted.items())]
            if found or time.monotonic() > deadline:
                return found
            time.sleep(0.5)

    def ssh(self, user, command="true", key=LAB / "id_ed25519"):
        options = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes", "-o", "ControlPath=none"]
        return subprocess.run(["ssh", *options, "-i", str(key), "-l", user, self.address, command], capture_output=True, text=True, check=False)

    def say(self, line, log="blue"):
        """What an application says, as supervisord writes it."""
        self.host.check_output("printf '%%s\\n' %s >> /var/log/auditee/%s.log", line, log)

    def playbook(self, *options):
        """All that a run prints, in C(stdout), and its exit code."""
        quiet = {"ANSIBLE_FORCE_COLOR": "false", "ANSIBLE_NOCOLOR": "true", "ANSIBLE_HOST_KEY_CHECKING": "false"}
        environment = {**os.environ, **quiet, "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".work/collections")}
        command = ["ansible-playbook", "-i", str(INVENTORY), *options]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=environment, cwd=ROOT)
