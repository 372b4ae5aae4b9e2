# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.golive.web.plugins.module_utils import _supervisor
from ansible_collections.golive.web.plugins.modules import supervisor_groups


class Api:
    """supervisord's side: groups of one process each; those in I(described) can be added."""

    def __init__(self, groups, described):
        self.groups = {group: "RUNNING" for group in groups}
        self.described = described
        self.read = False

    def getAllProcessInfo(self):
        return [{"group": group, "name": group, "statename": state, "spawnerr": "", "start": 1} for group, state in self.groups.items()]

    def reloadConfig(self):
        self.read = True
        return [[[], [], []]]

    def addProcessGroup(self, group):
        assert self.read and group in self.described
        self.groups[group] = "RUNNING"

    def getAllConfigInfo(self):
        return [{"group": group, "name": group, "stopwaitsecs": 10} for group in self.described]

    def stopProcess(self, name, _wait):
        self.groups[name.partition(":")[0]] = "STOPPED"

    def removeProcessGroup(self, group):
        assert self.groups.pop(group) == "STOPPED"


@pytest.fixture
def api(monkeypatch):
    api = Api(["gigs-blue", "gigs-worker-old", "hello-blue"], ["gigs-blue", "gigs-worker-new"])
    monkeypatch.setattr(_supervisor, "connect", lambda: _supervisor.Supervisor(api, sleep=lambda _seconds: None))
    return api


@pytest.fixture
def run(capsys):
    def run(*groups, prefix="gigs-", check=False):
        with patch_module_args({"prefix": prefix, "groups": list(groups), "_ansible_check_mode": check}), pytest.raises(SystemExit):
            supervisor_groups.main()
        return json.loads(capsys.readouterr().out)

    return run


def test_groups_become_what_is_wanted_as_check_mode_says(api, run):
    foretold = run("gigs-blue", "gigs-worker-new", check=True)
    assert sorted(api.groups) == ["gigs-blue", "gigs-worker-old", "hello-blue"]
    assert run("gigs-blue", "gigs-worker-new") == foretold
    assert foretold["added"] == ["gigs-worker-new"]
    assert foretold["removed"] == ["gigs-worker-old"]
    assert sorted(api.groups) == ["gigs-blue", "gigs-worker-new", "hello-blue"]
    assert run("gigs-blue", "gigs-worker-new")["changed"] is False


def test_other_prefix_is_not_looked_at(api, run):
    assert run(prefix="gigs-")["removed"] == ["gigs-blue", "gigs-worker-old"]
    assert sorted(api.groups) == ["hello-blue"]


@pytest.mark.parametrize("prefix", ["", "gigs-"])
def test_group_without_the_prefix_is_refused(api, run, prefix):
    assert "does not begin with the prefix" in run("hello-green", prefix=prefix)["msg"]


def test_without_supervisord_all_would_be_added(monkeypatch, run):
    def away():
        raise _supervisor.SupervisorError("supervisord is away.")

    monkeypatch.setattr(_supervisor, "connect", away)
    assert run("gigs-blue", check=True)["added"] == ["gigs-blue"]
    assert run("gigs-blue")["msg"] == "supervisord is away."
