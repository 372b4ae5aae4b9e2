# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import json
import subprocess
import sys
import types

import pytest
from ansible.errors import AnsibleActionFail
from ansible_collections.golive.web.plugins.action import environment_check

SPEC = "schema: 1\nchecks:\n  - {check: variable, name: A}\n"
APPLICATION = {
    "name": "gigs", "checks": [{"check": "variable", "name": "B"}], "checks_presets": ["flask"], "checks_tier": "staging", "checks_threshold": "low",
    "environment": {"A": "1", "DB_PASSWORD": "s3cr3t-value"}, "artifact": {"path": "/ignored"},
}  # fmt: skip


class Host:
    """A host that keeps no code, with I(files); C(asked): the module and arguments of each call."""

    def __init__(self, files):
        self.files, self.asked, self.said = files, [], []

    def slurp(self, path):
        if path not in self.files:
            return {"failed": True, "msg": f"file not found: {path}"}
        return {"content": base64.b64encode(self.files[path]).decode()}

    def module(self, module_name, module_args, task_vars):
        if module_name == "ansible.builtin.slurp":
            return self.slurp(module_args["src"])
        self.asked.append((module_name, module_args))
        return {"verdict": "pass"}

    def python(self, command, in_data):
        self.said.append((command, in_data.decode()))
        # What is sent is what Python takes.
        compile(in_data, "order", "exec")
        return {"rc": 97, "stdout": "", "stderr": ""}


@pytest.fixture
def run(monkeypatch):
    def run(files=None, **arguments):
        host = Host(files or {})
        task = types.SimpleNamespace(args=arguments, check_mode=False, async_val=0, action="golive.web.environment_check", delegate_to=None)
        connection = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir="unused"), has_native_async=False)
        action = environment_check.ActionModule(task, connection, None, None, None, None)
        monkeypatch.setattr(action, "_execute_module", host.module)
        monkeypatch.setattr(action, "_low_level_execute_command", host.python)
        assert action.run(task_vars={}) == {"verdict": "pass"}
        ((name, params),) = host.asked
        assert name == "golive.web.environment_check"
        return params, host

    return run


def refused(run, **arguments):
    with pytest.raises(AnsibleActionFail) as caught:
        run(**arguments)
    assert "s3cr3t-value" not in str(vars(caught.value))
    return caught.value.message


def names(params):
    return [entry.get("name") for entry in json.loads(params["checks"]) if entry["check"] == "variable"]


def test_all_comes_from_the_settings_of_the_application_and_what_is_given_wins(run):
    params, _host = run(application=APPLICATION, spec=SPEC, checks=[{"check": "variable", "name": "C"}])
    assert names(params)[-3:] == ["A", "B", "C"] and "SECRET_KEY" in names(params)
    assert (params["tier"], params["threshold"], params["application"]) == ("staging", "low", {"name": "gigs"})
    assert (params["presets"], params["spec"], params.get("spec_file")) == ([], "", None)
    given, _host = run(application=APPLICATION, presets=[], tier="production", threshold="high", environment={})
    assert (names(given), given["tier"], given["threshold"], given["environment"]) == (["B"], "production", "high", "{}")


def test_the_environment_goes_as_one_text_on_standard_input(run):
    params, host = run(application=APPLICATION)
    assert json.loads(params["environment"]) == APPLICATION["environment"]
    assert all("s3cr3t-value" not in command for command, _order in host.said)
    assert "s3cr3t-value" in host.said[0][1]
    assert json.loads(run(environment='{"A": "x"}')[0]["environment"]) == {"A": "x"}


def test_a_spec_is_read_on_the_host_and_its_mistakes_have_its_name(run):
    assert names(run(files={"/s.yml": SPEC.encode()}, spec_file="/s.yml")[0]) == ["A"]
    wrong = SPEC.replace("name:", "nmae:").encode()
    assert refused(run, files={"/s.yml": wrong}, spec_file="/s.yml").startswith("/s.yml, line 3: ")
    assert refused(run, spec_file="/s.yml") == "The spec /s.yml can't be read: file not found: /s.yml. Nothing was changed."
    assert refused(run, files={"/s.yml": b"\xff"}, spec_file="/s.yml") == "The spec /s.yml is not UTF-8. Nothing was changed."


def test_a_mistake_is_told_before_any_host_is_asked_and_shows_no_secret(run):
    assert "checks[0]: " in refused(run, application={**APPLICATION, "checks": [{"check": "varable"}]})
    assert "no preset 'flsk'" in refused(run, application=APPLICATION, presets=["flsk"])
    assert "colour" in refused(run, application=APPLICATION, colour="s3cr3t-value")
    refused(run, application="s3cr3t-value")


def test_without_an_application_a_release_says_nothing_of_what_is_run(run):
    text = "schema: 1\nchecks:\n  - {check: version, command: [/tmp/x], min: '1'}\n  - {check: version, runtime: python, folder: /tmp/x, min: '3'}\n"
    assert "run as the task's user" in refused(run, spec=text)
    assert "run as the task's user" in refused(run, files={"/s.yml": text.encode()}, spec_file="/s.yml")
    assert len(json.loads(run(spec=text, application={"name": "gigs"})[0]["checks"])) == 2


def test_what_is_sent_does_the_checks(run):
    order = run(environment={"A": "1"}, spec=SPEC)[1].said[0][1]
    collections = next(path for path in sys.path if path.endswith(".work/collections"))
    # Where the code is not kept, it is found by the path.
    there = order.replace("if not os.path.isdir(folder):", "if False:")
    ended = subprocess.run([sys.executable, "-"], input=there, env={"PYTHONPATH": collections}, capture_output=True, text=True, check=False, cwd="/")
    assert (json.loads(ended.stdout.splitlines()[-1])["counts"]["pass"], ended.stderr) == (1, "")
