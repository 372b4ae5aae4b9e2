# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people get who limit the playbooks, or take parts of them by tags; no host is ever reached."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleLookupError
from ansible.parsing.dataloader import DataLoader
from ansible_collections.golive.web.plugins.lookup.target_hosts import LookupModule

ROOT = pathlib.Path(__file__).parents[2]


def _plays(path):
    """The plays of a playbook, those of others of the collection that it imports included."""
    for play in yaml.safe_load(path.read_text()):
        imported = play.get("ansible.builtin.import_playbook")
        yield from _plays(path.with_name(f"{imported.rpartition('.')[2]}.yml")) if imported else [play]


PLAYBOOKS = {path.stem: list(_plays(path)) for path in sorted((ROOT / "playbooks").glob("*.yml"))}
GROUPS = {"all": ["web1", "web2", "data1"], "web": ["web1", "web2"], "data": ["data1"]}


def ask(pattern="web", **variables):
    """What the lookup says to a play that is for I(pattern)."""
    return LookupModule(loader=DataLoader()).run([pattern], {"groups": GROUPS, **variables})


@pytest.fixture
def playbook(tmp_path):
    """Runs a playbook of the collection with options that reach no host; returns the exit code and all that it said."""

    def run(name, *options):
        (tmp_path / "hosts").write_text("[web]\nweb1\nweb2\n[data]\ndata1\n")
        environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".work" / "collections"), "ANSIBLE_NOCOLOR": "1"}
        command = ["ansible-playbook", "-i", str(tmp_path / "hosts"), *options, f"golive.web.{name}"]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.parametrize("limit", ["data1", "localhost", "!web", "all:!web1:!web2", "nobody", "@chosen"])
def test_limit_that_leaves_no_host_is_refused(limit, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chosen").write_text("data1\n")
    with pytest.raises(AnsibleLookupError, match="leaves no host of the group web"):
        ask(ansible_limit=limit)


@pytest.mark.parametrize("limit", ["web1", "!web1", "web2,data1", "we*", "@chosen"])
def test_limit_that_leaves_a_host_is_taken(limit, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chosen").write_text("web2\n")
    assert ask(ansible_limit=limit) == ["web"]


@pytest.mark.parametrize("mismatch", ["ignore", "warning", "error"])
def test_inventory_without_the_group_is_refused(mismatch, monkeypatch):
    monkeypatch.setattr(constants, "HOST_PATTERN_MISMATCH", mismatch, raising=False)
    with pytest.raises(AnsibleLookupError, match="no host in the group cache"):
        ask("cache")


def test_syntax_is_checked_without_an_inventory():
    assert ask(groups={"all": []}) == ask(groups={"all": ["localhost"]}) == LookupModule().run(["web"], {}) == ["web"]


def test_skipping_what_always_runs_is_refused():
    with pytest.raises(AnsibleLookupError, match="--skip-tags always"):
        ask(ansible_skip_tags=("always",))
    assert ask(ansible_skip_tags=("nginx",)) == ["web"]


def test_playbook_refuses_what_its_hosts_refuse(playbook):
    code, output = playbook("deploy", "--limit", "data1")
    assert code != 0
    assert "leaves no host of the group web" in output


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_playbook_looks_at_its_hosts_first(name):
    assert PLAYBOOKS[name][0]["hosts"].startswith("{{ lookup('golive.web.target_hosts', ")


# Those that set up have a tag a part.
@pytest.mark.parametrize("name", [name for name in PLAYBOOKS if name not in ("harden", "provision")])
def test_tags_take_no_part_out_of_a_playbook(name):
    assert [play["name"] for play in PLAYBOOKS[name] if play.get("tags") != ["always"]] == []


def test_provision_lists_a_tag_a_part(playbook):
    code, output = playbook("provision", "--list-tags")
    assert code == 0, output
    assert re.search(r"TASK TAGS: \[(.*)\]", output)[1].split(", ") == ["always", "application", "nginx", "supervisord", "validation"]
