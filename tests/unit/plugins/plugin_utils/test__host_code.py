# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import re
import subprocess
import sys
import types

import pytest
from ansible_collections.golive.web.plugins.plugin_utils import _host_action, _host_code

_OF_OTHERS = re.compile(r"/(_audit|_check_kinds|_checks|_facts|_probe_types)/")


class Action(_host_action.HostAction):
    """An action on this machine; C(modules) are those that were sent as modules, C(args) the last one's."""

    def __init__(self, check_mode):
        super().__init__(types.SimpleNamespace(check_mode=check_mode), None, None, None, None, None)
        self.modules = []
        self.commands = 0

    def run(self, tmp=None, task_vars=None):
        raise NotImplementedError

    def _low_level_execute_command(self, cmd, sudoable=True, in_data=None, **_more):
        self.commands += 1
        done = subprocess.run(["/bin/sh", "-c", cmd], input=in_data, capture_output=True, check=False)
        return {"rc": done.returncode, "stdout": done.stdout.decode(), "stderr": done.stderr.decode()}

    def _execute_module(self, module_name=None, module_args=None, **_more):
        self.modules.append(module_name)
        self.args = module_args
        return {"changed": False, "module": True}


def test_a_host_tells_ansible_nothing_but_its_result():
    said = {"changed": True, "add_host": {"host_name": "other"}, "add_group": "web", "ansible_facts": {"a": 1}, "_ansible_no_log": False, "live": "1.0"}
    assert _host_code.result({"rc": 0, "stdout": json.dumps(said), "stderr": ""}) == {"changed": True, "live": "1.0"}
    assert _host_code.result({"rc": 0, "stdout": "[1]", "stderr": ""})["failed"]


@pytest.fixture
def host(tmp_path, monkeypatch):
    monkeypatch.setattr(_host_code, "_PLACE", str(tmp_path / "cache"))
    monkeypatch.setattr(_host_code, "PYTHON", sys.executable)
    return tmp_path / "cache"


def ask(check_mode=False, name="nosuch"):
    action = Action(check_mode)
    return action.call("release_info", {"name": name, "health": {}, "application": None}, {}), action


def test_the_first_call_keeps_the_code_and_the_next_uses_it(host):
    result, action = ask()
    assert (result["provisioned"], action.modules, action.commands) == (False, [], 3)
    assert [path.name for path in host.iterdir()] == [_host_code.code()[1]]
    assert list(host.rglob("*.pyc"))
    result, action = ask()
    assert (result["provisioned"], action.modules, action.commands) == (False, [], 1)


def test_check_mode_keeps_nothing_and_takes_the_module(host):
    result, action = ask(check_mode=True)
    assert result["module"] and action.modules == ["golive.web.release_info"]
    assert action.args == {"name": "nosuch", "health": {}}
    assert not host.exists()


def test_where_the_code_cannot_be_kept_the_module_runs(host):
    host.write_text("a file is in its place")
    result, action = ask()
    assert result["module"] and not action.kept


def test_what_goes_along_is_read_also_where_the_code_is_not_kept(host):
    """Else the connection would break."""
    process = subprocess.Popen([sys.executable], stdin=subprocess.PIPE)
    process.stdin.write(_host_code.program("release", {}, artifact=b"x" * (1 << 20)))
    process.stdin.close()
    assert process.wait() == 97


def test_code_that_lies_about_is_not_used(host, tmp_path, monkeypatch):
    """As in the home of a user whom sudo lets run this."""
    (tmp_path / "json.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    assert ask()[0]["provisioned"] is False


def test_other_code_is_not_used(host, monkeypatch):
    ask()
    files, _name = _host_code.code()
    monkeypatch.setattr(_host_code, "code", lambda: (files, "0123456789abcdef"))
    assert ask()[1].commands == 3
    assert len(list(host.iterdir())) == 2


def test_old_code_goes_but_the_newest_stays(host, monkeypatch):
    # Without most of what this call needs not, as the host compiles all of it each time.
    files = {path: text for path, text in _host_code.code()[0].items() if not _OF_OTHERS.search(path)}
    for number in range(6):
        monkeypatch.setattr(_host_code, "code", lambda number=number: (files, f"{number:016}"))
        ask()
    assert sorted(path.name for path in host.iterdir()) == [f"{number:016}" for number in range(2, 6)]


def test_a_host_that_says_nothing_has_failed():
    result = _host_code.result({"rc": 137, "stdout": "", "stderr": "Killed"})
    assert result == {"failed": True, "changed": False, "msg": "The work on the host ended without a result", "rc": 137, "stderr": "Killed"}


def test_only_the_last_line_is_the_result():
    assert _host_code.result({"rc": 0, "stdout": 'a warning\n{"changed": true}\n', "stderr": ""}) == {"changed": True}
