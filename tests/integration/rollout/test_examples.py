# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples in the documentation of the modules, one after the other, as one rollout."""

from __future__ import annotations

import json
import re
import subprocess
import tarfile

import pytest
import yaml
from fleet import ARTIFACTS, HOSTS, ROOT

IN_ORDER = (
    "file_set", "supervisor_groups", "release_artifact", "release_info", "rollout_plan", "release", "rollout_gate", "rollout_report",
    "release_command", "traffic_stats",
)  # fmt: skip
# Some would end what the others made, are for another host, or ask what is not there; where that is tested, and what shows it.
ELSEWHERE = {
    "application_removal": ("tests/integration/ordinary_user/test_several.py", "golive.web.remove"),
    "environment_check": ("molecule/validation/converge.yml", "golive.web.validation"),
    "health_probe": ("molecule/health/converge.yml", "golive.web.health"),
    "http_audit": ("molecule/surface/tests/test_audit.py", "golive.web.http_audit"),
    "ledger_copies": ("roles/rollout/tasks/verify_ledger.yml", "golive.web.ledger_copies"),
    "ledger_info": ("roles/rollout/tasks/verify_ledger.yml", "golive.web.ledger_info"),
    "load_balancer_server": ("molecule/load_balancer/tests/test_maintain.py", "load_balancer_server.py"),
}


def examples(module):
    text = (ROOT / "plugins" / "modules" / f"{module}.py").read_text()
    return yaml.safe_load(re.search(r'EXAMPLES = r"""(.*?)"""', text, re.DOTALL)[1])


@pytest.fixture
def folder(tmp_path):
    with tarfile.open(ARTIFACTS / "plain-php-2.tar.gz") as archive:
        archive.extractall(tmp_path / "hello", filter="data")
    return tmp_path / "hello"


@pytest.fixture
def repository(folder, tmp_path):
    path = tmp_path / "repository"
    for command in (
        ["cp", "-r", str(folder), str(path)],
        ["git", "-C", str(path), "init", "--quiet"],
        ["git", "-C", str(path), "add", "."],
        ["git", "-C", str(path), "-c", "user.name=test", "-c", "user.email=test@example.test", "commit", "--quiet", "--message", "hello"],
        ["git", "-C", str(path), "tag", "v2.0"],
    ):
        subprocess.run(command, check=True)
    return path


def test_every_module_has_an_example_here():
    assert sorted((*IN_ORDER, *ELSEWHERE)) == sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
    assert all(words in (ROOT / name).read_text() for name, words in ELSEWHERE.values())


def test_the_examples_are_a_rollout(fleet, tmp_path, folder, repository):
    tasks = [task for module in IN_ORDER for task in examples(module)]
    closing = {"name": "Verdict", "ansible.builtin.assert": {"that": "hello_verdict.verdict == 'pass'"}}
    play = {"name": "Examples", "hosts": "more", "become": True, "gather_facts": False, "tasks": [*tasks, closing]}
    path = tmp_path / "examples.yml"
    path.write_text(json.dumps([play]))
    variables = {"hello": {"environment": {"APP_ENV": "production"}, "shared": ["storage"]}}
    places = {"hello_folder": str(folder), "hello_repository": str(repository), "hello_timelines": str(tmp_path)}
    run = fleet.playbook(str(path), vault_hello_webhook="", **places, **variables)
    assert run.code == 0, run.output[-4000:]
    live = fleet.live("hello")
    assert live[HOSTS[0]] in (tmp_path / "hello.html").read_text()
    assert len(set(live.values())) == 1 and live[HOSTS[0]].startswith("2.0-")
    for host in HOSTS:
        assert fleet.ask(host, "hello.test").release == live[host]
        assert fleet.state(host, "hello")["good"][-1] == live[host]
