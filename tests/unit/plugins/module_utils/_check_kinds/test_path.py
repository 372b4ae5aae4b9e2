# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import os
import pwd
import socket

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, Trouble
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from ansible_collections.golive.web.plugins.module_utils._checks.run import Facts
from ansible_collections.golive.web.plugins.module_utils._facts import access, system
from checks import judged, mistake, ready, trouble

FILE = system.Entry("file", 0o640, "root", "www-data")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"type": "folder"}, "kind"), ({"owner": "me"}, "owner"), ({"group": "root"}, "group"), ({"mode": "0600"}, "mode"), ({"absent": True}, "forbidden"),
        ({"type": "file", "owner": "root", "group": "www-data", "mode": "0640"}, ""), ({"mode": "0755"}, ""), ({}, ""),
    ],
)  # fmt: skip
def test_an_entry_is_judged_by_what_is_said_of_it(options, reason):
    found = judged(FILE, check="path", path="/a", **options)
    assert (found.outcome, found.reason) == ("fail" if reason else "pass", reason)


@pytest.mark.parametrize(
    ("options", "may", "outcome"),
    [
        ({"writable_by": ["me"]}, True, "pass"), ({"writable_by": ["me"]}, False, "fail"),
        ({"readonly_for": ["me"]}, True, "fail"), ({"readonly_for": ["me"]}, False, "pass"),
    ],
)  # fmt: skip
def test_who_may_write_is_judged_by_what_was_tried(options, may, outcome):
    check = ready(check="path", path="/a", **options)
    facts = Facts({}, {("entry", "/a"): FILE, ("access", "/a", "me"): may})
    assert KINDS["path"].judge(check, facts).outcome == outcome


def test_what_must_be_absent_is_well_where_nothing_is_there():
    check = ready(check="path", path="/a", absent=True)
    assert KINDS["path"].judge(check, Facts({}, {("entry", "/a"): Trouble("missing", "", FAIL)})).outcome == "pass"
    assert trouble(KINDS["path"].judge, check, Facts({}, {("entry", "/a"): Trouble("permission", "")})).reason == "permission"
    assert "can't be asked for anything else" in mistake(check="path", path="/a", absent=True, owner="root")


def test_an_entry_is_told_as_the_system_has_it(tmp_path):
    file = tmp_path / "file"
    file.touch(mode=0o640)
    file.chmod(0o640)
    (tmp_path / "link").symlink_to(file)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(tmp_path / "socket"))
    assert system.entry({}, str(file))[:2] == system.entry({}, str(tmp_path / "link"))[:2] == ("file", 0o640)
    assert system.entry({}, str(tmp_path)).kind == "folder" and system.entry({}, str(tmp_path / "socket")).kind == "socket"
    assert (trouble(system.entry, {}, str(tmp_path / "none")).reason, trouble(system.entry, {}, str(tmp_path / "none")).outcome) == ("missing", "fail")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try what others may do")
def test_who_may_write_is_tried_as_that_user(tmp_path):
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o001 == 0:
            folder.chmod(folder.stat().st_mode | 0o001)
    file = tmp_path / "file"
    file.touch()
    file.chmod(0o644)
    assert access.writable({}, str(file), "nobody") is False and access.writable({}, str(file), "root") is True
    file.chmod(0o666)
    assert access.writable({}, str(file), "nobody") is True
    tmp_path.chmod(0o700)
    assert access.writable({}, str(file), "nobody") is False
    assert trouble(access.writable, {}, str(file), "no-such-user").message == "there is no user no-such-user"
    assert trouble(access.writable, {}, str(tmp_path / "none"), "nobody").reason == "missing"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_who_is_not_root_can_tell_of_themselves_alone(tmp_path):
    nobody = pwd.getpwnam("nobody")
    os.chown(tmp_path, nobody.pw_uid, nobody.pw_gid)
    child = os.fork()
    if not child:
        os.setresuid(nobody.pw_uid, nobody.pw_uid, nobody.pw_uid)
        # Others may not pass the folders above, which it need not tell of.
        with contextlib.suppress(Trouble):
            os._exit(3 if access.writable({}, "/etc/passwd", "root") else 4)
        os._exit(0 if access.writable({}, "/etc/passwd", "nobody") is False else 5)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_belongs_to_nobody_who_is_known_has_numbers(tmp_path):
    (tmp_path / "f").touch()
    os.chown(tmp_path / "f", 987654, 987655)
    assert system.entry({}, str(tmp_path / "f"))[2:] == ("987654", "987655")


def test_a_link_is_told_as_one_where_it_is_not_followed_and_pipes_and_devices_are(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    assert system.entry({}, str(tmp_path / "loop"), follow=False).kind == "link" and system.entry({}, str(tmp_path / "pipe")).kind == "pipe"
    assert system.entry({}, "/dev/null").kind == "device"
    assert trouble(system.entry, {}, str(tmp_path / "loop")).outcome in ("fail", "error")
    assert trouble(system.entry, {}, "/etc/passwd/x").reason in ("missing", "kind")
