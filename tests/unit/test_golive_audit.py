# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The program of the role audit_log: what a line becomes, and that none is lost on the way."""

from __future__ import annotations

import json
import os

import pytest
from event import LINE, Log, event
from follow import LONGEST, Follower
from hypothesis import given
from hypothesis import strategies as st
from lines import of_application, of_ledger, of_nginx
from messages import of_journal
from limit import OF_ONE_PEER, Limit

SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(SCALAR, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(st.dictionaries(st.sampled_from(["user", "remote_addr", "request_id", "outcome", "time", "x", "source", "host", "seq"]), JSON), JSON)
def test_whatever_an_application_says_is_one_short_line_of_its_own(tmp_path_factory, said, name):
    path = tmp_path_factory.mktemp("log") / "audit.jsonl"
    log = Log(str(path), "web1")
    events = of_application("shop", json.dumps({**said, "audit": name}).encode())
    log.add(events)
    lines = path.read_bytes().splitlines() if events else []
    assert len(lines) == len(events) <= 1
    for line in lines:
        one = json.loads(line)
        assert (one["host"], one["source"], one["application"], one["seq"]) == ("web1", "application", "shop", 1)
        assert len(line) <= LINE and line.isascii()


@given(st.binary())
def test_no_line_breaks_what_reads_it(line):
    for make in (of_application, of_nginx, of_ledger):
        make("shop", line)


def message(identifier, text, **fields):
    return of_journal({"SYSLOG_IDENTIFIER": identifier, "MESSAGE": text, "_UID": "0", "__REALTIME_TIMESTAMP": "1790000000000000", **fields})


@pytest.mark.parametrize(
    ("identifier", "text", "name", "outcome", "details"),
    [
        ("sshd", "Accepted publickey for ann from 192.0.2.7 port 5 ssh2: ED25519 SHA256:x", "ssh.login", "success", {"method": "publickey"}),
        ("sshd-session", "Failed password for invalid user ann from 192.0.2.7 port 5 ssh2", "ssh.login", "failure", {"method": "password"}),
        ("sudo", "    ann : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/mysql -psecret", "sudo.command", "success", {"command": "/usr/bin/mysql"}),
        ("sudo", "ann : command not allowed ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", "sudo.command", "failure", {"target": "root"}),
        ("sudo", "ann : 3 incorrect password attempts ; PWD=/ ; USER=root ; COMMAND=/bin/sh", "sudo.command", "failure", {"command": "/bin/sh"}),
        ("su", "(to root) ann on pts/0", "su.session", "success", {"target": "root"}),
        ("su", "FAILED SU (to root) ann on none", "su.session", "failure", {"target": "root"}),
        ("usermod", "add 'ann' to group 'sudo'", "account.changed", "success", {"program": "usermod"}),
        ("passwd", "pam_unix(passwd:chauthtok): password changed for ann", "account.changed", "success", {"program": "passwd"}),
        ("ansible-copy", "Invoked with src=/x dest=/etc/motd owner=None", "configuration.module", "unknown", {"path": "/etc/motd"}),
    ],
)  # fmt: skip
def test_message_of_the_journal_becomes_an_event(identifier, text, name, outcome, details):
    [one] = message(identifier, text)
    assert (one["event"], one["outcome"]) == (name, outcome)
    assert details.items() <= one["details"].items() and "secret" not in json.dumps(one)


@pytest.mark.parametrize("module", ["command", "ansible.legacy.command", "ansible.builtin.shell"])
def test_words_of_a_command_are_not_kept(module):
    [one] = message("ansible-" + module, "Invoked with _raw_params=vault put path=/secret token=s3cret")
    assert "ecret" not in json.dumps(one)


def test_name_with_the_words_of_a_message_does_not_change_the_address():
    [one] = message("sshd", "Invalid user a from 192.0.2.1 port 1 ssh2 from 198.51.100.9 port 2")
    assert one["remote_addr"] == "198.51.100.9"


def test_ssh_is_believed_from_root_alone():
    assert message("sshd", "Accepted password for root from 192.0.2.1 port 1 ssh2", _UID="1000") == []


def test_lines_survive_rotation_with_and_without_a_restart(tmp_path):
    path = str(tmp_path / "x.log")
    (tmp_path / "x.log").write_text("1\n2\n")
    follower = Follower(path)
    assert follower.read() == [b"1", b"2"]
    place = follower.place
    with open(path, "a") as file:
        file.write("3\n")
    os.rename(path, path + ".1")
    (tmp_path / "x.log").write_text("4\n5")
    for one in (follower, Follower(path, place)):
        assert [line for _read in range(4) for line in one.read()] == [b"3", b"4"]
        assert not one.lost
    assert Follower(path, [1, 0]).lost


def test_rest_of_a_long_line_is_never_a_line_of_its_own(tmp_path):
    path = tmp_path / "x.log"
    path.write_bytes(b"y" * (3 * LONGEST))
    follower = Follower(str(path))
    assert follower.read() == [] and follower.place[1] == 0
    with open(path, "ab") as file:
        file.write(b'{"audit":"forged"}\nnext\n')
    assert [line[:4] for line in follower.read()] == [b"yyyy", b"next"]


def test_numbers_go_on_and_a_line_that_a_crash_cut_is_ended(tmp_path):
    path = tmp_path / "audit.jsonl"
    Log(str(path), "web1").add([event("audit", "audit.started")] * 3)
    with open(path, "ab") as file:
        file.write(b'{"seq":')
    Log(str(path), "web1").add([event("audit", "audit.stopped")])
    lines = path.read_text().splitlines()
    assert json.loads(lines[-1])["seq"] == 4 and len(lines) == 5


def test_one_client_is_limited_and_the_ledger_is_not():
    now = [0.0]
    limit = Limit(lambda: now[0])
    assert len(limit.let_through([event("nginx", "request.denied", remote_addr="192.0.2.1")] * 100)) == OF_ONE_PEER
    assert len(limit.let_through([event("ledger", "deploy.active")] * 100)) == 100
    now[0] = 61.0
    [told] = limit.let_through([])
    assert told["details"]["count"] == 100 - OF_ONE_PEER
