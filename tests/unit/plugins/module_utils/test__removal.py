# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removing an application from a directory tree, with a supervisord and an account that say what they were told."""

from __future__ import annotations

import json
import time
from types import SimpleNamespace

import pytest
from ansible_collections.golive.web.plugins.module_utils import _lease, _removal
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import Layout

FILES = (
    "etc/nginx/sites-enabled/{}.conf",
    "etc/nginx/sites-available/{}.conf",
    "etc/nginx/golive-preview/{}.conf",
    "etc/nginx/conf.d/golive-headers-{}.conf",
    "etc/nginx/golive-headers/{}.conf",
    "etc/nginx/golive-headers/{}.server.conf",
    "etc/nginx/golive-headers/{}.upstream.conf",
    "etc/logrotate.d/golive-csp-{}",
    "etc/systemd/system/golive-{}-nightly.timer",
    "etc/systemd/system/golive-{}-nightly.service",
    "etc/supervisor/conf.d/{}.conf",
    "etc/logrotate.d/golive-{}",
    "etc/tmpfiles.d/golive-{}.conf",
    "run/{}/blue.sock",
    "var/log/{}/blue.log",
    "var/log/nginx/{}.access.json",
    "var/log/nginx/{}.access.json.1",
    "var/log/nginx/{}.csp.json",
    "srv/{}/runtime.json",
    "srv/{}/releases/1.0-0123456789ab-abcdef/app.py",
    "srv/{}/slots/blue/x",
    "srv/{}/shared/upload.png",
    "srv/{}/ledger.jsonl",
    "srv/{}/lock.json",
)


class Machine:
    """A host's tree below I(folder); I(calls) is what was done beside it. I(dies_at) names a call at which the run is killed."""

    def __init__(self, folder):
        self.root = folder
        self.calls = []
        self.groups = ["gigs-blue", "gigs-green", "gigs-worker-queue", "gigs-custom", "gigs2-blue"]
        self.user = True
        self.dies_at = ""
        self.refuses = ""

    def did(self, *words):
        text = " ".join(map(str, words))
        if self.dies_at and self.dies_at in text:
            self.dies_at = ""
            raise KeyboardInterrupt
        if self.refuses and self.refuses in text:
            raise GoliveError(f"'{text}' exited with 1: no")
        self.calls.append(text)

    def processes(self, prefix):
        return [{"group": group, "name": group} for group in self.groups if group.startswith(prefix)]

    def remove(self, processes):
        for process in processes:
            self.did("forget", process["group"])
            self.groups.remove(process["group"])

    def call(self, *words):
        self.did(*words)

    def find(self, layout):
        return SimpleNamespace(pw_uid=998) if self.user and layout.name == "gigs" else None

    def end_processes(self, uid):
        self.did("end", uid)

    def remove_user(self, _layout, call):
        call("userdel", "gigs")
        self.user = False

    def removal(self, name="gigs", **options):
        layout = Layout(name, root=str(self.root / "srv"), run=str(self.root / "run"))
        account = SimpleNamespace(find=self.find, end_processes=self.end_processes, remove=self.remove_user)
        return _removal.Removal(layout, drain_seconds=0.1, root=str(self.root), connect=lambda: self, call=self.call, account=account, **options)

    def files(self):
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_symlink() or not path.is_dir())


@pytest.fixture
def machine(tmp_path):
    """A host with gigs, live, and with gigs2."""
    machine = Machine(tmp_path)
    for name in ("gigs", "gigs2"):
        for pattern in FILES:
            path = tmp_path / pattern.format(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
        (tmp_path / "srv" / name / "live").symlink_to("slots/blue")
    return machine


def others(machine):
    return [path for path in machine.files() if "gigs2" in path]


def ours(machine):
    return [path for path in machine.files() if "gigs2" not in path]


def test_all_goes_but_what_outlives_releases_and_no_other_application(machine):
    before = others(machine)
    result = machine.removal().run("ann")
    assert (result["verdict"], result["reason"], result["changed"]) == ("pass", "", True)
    assert ours(machine) == ["srv/gigs/ledger.jsonl", "srv/gigs/shared/upload.png"]
    assert [path.name for path in (machine.root / "srv/gigs").iterdir() if path.is_dir()] == ["shared"]
    assert others(machine) == before
    assert machine.groups == ["gigs-custom", "gigs2-blue"]
    assert machine.user
    event = json.loads((machine.root / "srv/gigs/ledger.jsonl").read_text())
    assert (event["event"], event["owner"]) == ("removed", "ann")


def test_what_outlives_releases_goes_with_its_owner_where_that_is_asked_for(machine):
    before = others(machine)
    assert machine.removal(shared=True).run("ann")["verdict"] == "pass"
    assert ours(machine) == []
    assert not (machine.root / "srv/gigs").exists()
    assert not machine.user
    assert others(machine) == before


def test_it_can_be_asked_for_later(machine):
    machine.removal().run("ann")
    result = machine.removal(shared=True).run("ann")
    assert result["removed"] == [f"{machine.root}/srv/gigs/{name}" for name in ("ledger.jsonl", "shared")] + [f"{machine.root}/srv/gigs", "user gigs"]
    assert not (machine.root / "srv/gigs").exists()


@pytest.mark.parametrize("shared", [False, True])
def test_a_second_run_changes_nothing(machine, shared):
    machine.removal(shared=shared).run("ann")
    machine.calls.clear()
    result = machine.removal(shared=shared).run("ann")
    assert (result["changed"], result["removed"], result["verdict"]) == (False, [], "pass")
    assert machine.calls == []


def test_users_get_an_answer_before_anything_is_stopped(machine):
    seen = []
    did = machine.did
    machine.did = lambda *words: (seen.append((words[0], (machine.root / "srv/gigs/live").is_symlink())), did(*words))
    began = time.monotonic()
    machine.removal().run("ann")
    assert seen[0] == ("/usr/local/sbin/golive-nginx-validate", True)
    assert [live for word, live in seen if word == "forget"] == [False] * 3
    assert time.monotonic() - began >= 0.1


def test_predicting_changes_nothing_and_names_what_running_removes(machine):
    before = machine.files()
    predicted = machine.removal(shared=True).predict("ann")
    assert machine.files() == before
    assert machine.calls == []
    assert predicted == machine.removal(shared=True).run("ann")


def test_another_run_that_holds_the_lock_forbids_it(machine):
    before = machine.files()
    lock = str(machine.root / "srv/gigs/lock.json")
    _lease.acquire(lock, "bob@elsewhere:1.1", 600)
    for result in (machine.removal().predict("ann"), machine.removal().run("ann")):
        assert result["verdict"] == "fail"
        assert result["lease"]["owner"] == "bob@elsewhere:1.1"
        assert "bob@elsewhere:1.1 has been deploying here since" in result["reason"]
    assert [path for path in machine.files() if not path.endswith("/.lock")] == before
    assert machine.removal().run("ann", takeover="bob@elsewhere:1.1")["verdict"] == "pass"


def test_a_configuration_that_nginx_would_not_take_without_it_stops_the_removal_at_its_beginning(machine):
    before = machine.files()
    machine.refuses = "golive-nginx-validate"
    result = machine.removal().run("ann")
    assert result["verdict"] == "fail"
    assert "gigs is not wholly removed: " in result["reason"]
    assert [path for path in machine.files() if not path.endswith("/.lock")] == before


@pytest.mark.parametrize("name", ["gigs3", "nginx", "golive"])
def test_what_is_no_application_here_is_left_alone_whatever_its_name(machine, name):
    (machine.root / "var/log" / name).mkdir(parents=True, exist_ok=True)
    before = machine.files()
    result = machine.removal(name, shared=True).run("ann")
    assert (result["changed"], result["removed"]) == (False, [])
    assert machine.files() == before


STEPS = ["golive-nginx-validate", "systemctl disable", "systemctl daemon-reload", "forget gigs-green", "end 998", "userdel"]


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_a_run_killed_on_its_way_is_completed_by_the_next(machine, step, shared):
    machine.dies_at = step
    if step in " ".join(STEPS[:-1]) or shared:
        with pytest.raises(KeyboardInterrupt):
            machine.removal(shared=shared).run("ann")
    assert machine.removal(shared=shared).run("ann")["verdict"] == "pass"
    assert ours(machine) == ([] if shared else ["srv/gigs/ledger.jsonl", "srv/gigs/shared/upload.png"])
    assert machine.user != shared


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("user", [True, False])
def test_a_run_killed_at_any_deletion_is_completed_by_the_next(machine, monkeypatch, user, shared):
    """Killed once before each file or tree that goes, one after the other, and run again each time; also where somebody removed the user."""
    machine.user = user
    seen = set()

    def killed_before_new_ones(paths):
        for path in paths:
            if path not in seen:
                seen.add(path)
                raise KeyboardInterrupt
            _delete([path])

    _delete = _removal._delete
    monkeypatch.setattr(_removal, "_delete", killed_before_new_ones)
    result = None
    while result is None:
        try:
            result = machine.removal(shared=shared).run("ann")
        except KeyboardInterrupt:
            assert len(seen) < 50
    assert result["verdict"] == "pass"
    assert len(seen) > 15
    assert ours(machine) == ([] if shared else ["srv/gigs/ledger.jsonl", "srv/gigs/shared/upload.png"])
    assert machine.user == (user and not shared)
