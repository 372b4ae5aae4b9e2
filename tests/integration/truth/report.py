# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run of a playbook said that it changes, host by host, task by task and item by item."""

from __future__ import annotations

import collections
import json
import os
import subprocess
from pathlib import Path

from labkit.commands import podman

ROOT = Path(__file__).resolve().parents[3]
LAB = os.environ.get("GOLIVE_TRUTH_LAB") or "truth"
INVENTORY = ROOT / ".work" / "labs" / LAB / "inventory.yml"
# Whose diffs say what is written. Those of others, as of apt, tell of how it is done.
EXACT = ("golive.web.file_set", "golive.web.release", "golive.web.supervisor_groups")


class Report:
    """C(changes): (host, play, task, occurrence, item) to the diff, for what changed; C(failures): the same to what was said of what failed."""

    def __init__(self, code, output, errors):
        self.code = code
        self.output = output + errors
        self.changes = {}
        self.failures = {}
        seen = collections.Counter()
        for play in json.loads(output[output.index("{") :])["plays"]:
            for task in play["tasks"]:
                for host, result in task["hosts"].items():
                    key = (host, play["play"]["name"], task["task"]["name"])
                    seen[key] += 1
                    self._add((*key, seen[key]), result)

    def _add(self, key, result):
        for number, item in enumerate(result.get("results") or [result]):
            if item.get("changed"):
                self.changes[*key, number] = item.get("diff") if result["action"] in EXACT else None
            if item.get("failed") or item.get("unreachable"):
                self.failures[*key, number] = item.get("msg")


def playbook(name, *options, **variables):
    """Runs a playbook of the collection as a user does, with a machine's report."""
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".work" / "collections"),
        "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_INJECT_FACT_VARS": "false",
    }
    settings = (f"@{Path(__file__).parent}/applications.yml", json.dumps(variables))
    command = ["ansible-playbook", "-i", str(INVENTORY), *(word for text in settings for word in ("-e", text)), "--diff", *options, f"golive.web.{name}"]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert "{" in done.stdout, done.stderr[-4000:]
    return Report(done.returncode, done.stdout, done.stderr)


def foretold(name, *options, **variables):
    """Foretells a run, does it, and compares; returns both reports."""
    prediction = playbook(name, "--check", *options, **variables)
    assert prediction.failures == {}
    assert prediction.code == 0, prediction.output[-4000:]
    run = playbook(name, *options, **variables)
    assert run.failures == {}
    assert run.code == 0, run.output[-4000:]
    assert sorted(prediction.changes) == sorted(run.changes)
    assert prediction.changes == run.changes
    return prediction, run


def on(host, *command):
    """What a command on a host prints."""
    return podman("exec", f"golive-{LAB}-{host}", *command).strip()
