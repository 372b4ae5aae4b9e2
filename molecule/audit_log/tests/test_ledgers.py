# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook ledger_verify finds what was done to a ledger, and what only a copy elsewhere shows."""

from __future__ import annotations

import json

import pytest
from watched import ROOT

testinfra_hosts = ["trixie1"]
LEDGER = "/srv/auditee/ledger.jsonl"
APPLICATIONS = json.dumps({"golive_applications": {"auditee": {"runtime": "python", "server_names": ["auditee.test"], "entry": "x:y"}}})
WRITE = """
import sys, time
sys.path.insert(0, "/tmp/golive-ledger")
from ansible_collections.golive.web.plugins.module_utils import _ledger
for number in range({count}):
    _ledger.append("{path}", {{"event": "active", "owner": "{owner}", "release": f"1.{{number}}", "verdict": "pass"}}, time.time())
"""


def write(watched, path, count, owner):
    """Adds lines with the collection's own code, as a phase of a rollout does."""
    watched.run("mkdir -p /tmp/golive-ledger/ansible_collections/golive/web/plugins/module_utils")
    for name in ("_ledger", "_atomic", "_errors"):
        text = (ROOT / f"plugins/module_utils/{name}.py").read_text()
        watched.host.check_output("printf %%s %s > /tmp/golive-ledger/ansible_collections/golive/web/plugins/module_utils/%s.py", text, name)
    watched.host.check_output("python3 -c %s", WRITE.format(path=path, count=count, owner=owner))


@pytest.fixture
def ledger(watched):
    """Six lines that were shipped; what is done to them is not, and undone after the test."""
    if not watched.host.file(LEDGER).exists:
        write(watched, LEDGER, 6, "ann")
        assert watched.find(event="deploy.active", release="1.5")
    watched.run(f"systemctl stop golive-audit.service; cp -p {LEDGER} {LEDGER}.kept")
    yield LEDGER
    # The same file as before: another one would be read, and shipped, from its beginning. Tests follow each other faster than systemd lets a service start.
    watched.run(f"cp -p {LEDGER}.kept {LEDGER}; rm {LEDGER}.kept; systemctl reset-failed golive-audit.service; systemctl start golive-audit.service")


def verify(watched, *options, collector=True):
    shipped = ["-e", "audit_log_collector=data1"] if collector else []
    return watched.playbook("playbooks/ledger_verify.yml", "-e", APPLICATIONS, "-e", "golive_hosts=trixie1", *shipped, *options)


def test_whole_ledger_is_proven_with_its_copies(watched, ledger):
    done = verify(watched)
    head = watched.run(f"tail -n 1 {ledger} | tr -d '\\n' | sha256sum").split()[0]
    assert done.returncode == 0, done.stdout
    assert f"trixie1: whole, 6 lines, head {head}, 6 of them compared with copies elsewhere" in done.stdout


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (f"sed -i '3s/ann/bob/' {LEDGER}", "Line 4 does not follow from the line before"),
        (f"sed -i 3d {LEDGER}", "Line 3 does not follow from the line before"),
        pytest.param(f"sed -i '2s/{{/[/' {LEDGER}", "Line 2 is not an event", marks=pytest.mark.long),
        pytest.param(f"truncate -s -5 {LEDGER}", "Line 6 was cut off", marks=pytest.mark.long),
    ],
)
def test_chain_alone_shows_the_first_line_that_was_changed(watched, ledger, damage, sentence):
    watched.run(damage)
    done = verify(watched, collector=False)
    assert done.returncode == 2 and sentence in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (f"sed -i '$d' {LEDGER}", "Line 6 had left the host, but the ledger ends with line 5"),
        pytest.param(f"sed -i '6s/ann/bob/' {LEDGER}", "Line 6 is not the one that had left the host", marks=pytest.mark.long),
        (f"rm {LEDGER}", "There is no ledger, but copies of its lines left the host"),
    ],
)
def test_copies_show_what_the_chain_does_not(watched, ledger, damage, sentence):
    watched.run(damage)
    done = verify(watched)
    assert done.returncode == 2 and sentence in done.stdout, done.stdout


def test_ledger_that_was_written_anew_is_found(watched, ledger):
    watched.run(f"rm {ledger}")
    write(watched, ledger, 6, "mallory")
    alone, compared = verify(watched, collector=False), verify(watched)
    assert alone.returncode == 0 and "whole, 6 lines" in alone.stdout, alone.stdout
    assert compared.returncode == 2 and "Line 1 is not the one that had left the host" in compared.stdout, compared.stdout


@pytest.mark.long
def test_copies_that_can_not_be_read_are_said(watched, ledger):
    done = verify(watched, "-e", "audit_log_collector=trixie3")
    assert done.returncode == 2 and "The copies of trixie3 were not read" in done.stdout, done.stdout


def test_missing_ledger_and_unreachable_host_are_said(watched, ledger):
    nowhere = ("-e", "{ansible_host: 192.0.2.1}", "-e", "ansible_ssh_timeout=2", "-e", "ansible_ssh_common_args=")
    done = verify(watched, "-e", "golive_hosts=trixie1:trixie2", *nowhere, collector=False)
    assert done.returncode != 0 and "trixie1: not reached" in done.stdout, done.stdout
    missing = verify(watched, "-e", "golive_hosts=trixie1:trixie2", collector=False)
    assert missing.returncode == 2 and "trixie2: There is no ledger." in missing.stdout and "trixie1: whole" in missing.stdout, missing.stdout
