# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of all runtime roles have in common: slots that are started by runner.py on a host, and the number of processes."""

from __future__ import annotations

import json
from pathlib import Path

import jinja2
import yaml

ROOT = Path(__file__).resolve().parents[3]


def contract(host, folder):
    """What the role defined on I(host), as docs/contracts.md says."""
    return json.loads(host.file(f"/srv/slot-test/{folder}/slot.json").content_string)


def run(host, folders, actions):
    """What happened in each of I(folders), which have their turns at the same time, at each of I(actions), one after the other."""
    words = " ".join(f"'{action}'" for action in actions)
    host.check_output(
        "mkdir -p /run/slot-test; cd /run/slot-test; for folder in " + " ".join(folders) + "; do "
        f"python3 -B /srv/slot-test/runner.py /srv/slot-test/$folder {words} > $folder.json 2> $folder.err & done; wait"
    )
    happened = {folder: host.file(f"/run/slot-test/{folder}.json").content_string for folder in folders}
    for folder in folders:
        assert happened[folder], host.file(f"/run/slot-test/{folder}.err").content_string
    return {folder: json.loads(happened[folder]) for folder in folders}


def processes(role, file, megabytes, cores, wanted, applications=1):
    """How many processes I(file) of the role I(role) computes for a host that no scenario has, with so many I(applications).

    These are the role's variables, as Ansible would render them."""
    folder = ROOT / "roles" / role
    expressions = yaml.safe_load((folder / file).read_text())
    values = yaml.safe_load((folder / "defaults/main.yml").read_text())
    values[f"{role}_processes"] = wanted
    values["golive_applications"] = dict.fromkeys(map(str, range(applications)))
    values["ansible_facts"] = {"memtotal_mb": megabytes, "processor_vcpus": cores}
    for name in ("memory_processes", "core_processes", "computed_processes"):
        values[f"__{role}_{name}"] = int(jinja2.Template(expressions[f"__{role}_{name}"]).render(values))
    return int(jinja2.Template(expressions[f"{role}_slot"]["processes"]).render(values))
