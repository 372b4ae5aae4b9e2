# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An event of each kind is caused on a host and found on the collector; who speaks can't speak for another."""

from __future__ import annotations

import json
import os
import subprocess
import uuid

import pytest
from debians import WEB
from watched import INVENTORY, ROOT

testinfra_hosts = WEB


@pytest.fixture
def mark():
    return uuid.uuid4().hex[:12]


def test_what_an_application_says_arrives(watched, mark):
    watched.say(json.dumps({"time": "2026-01-02T03:04:05Z", "audit": "login.failed", "user": "ann", "remote_addr": "192.0.2.7", "request_id": mark}))
    [event] = watched.find(request_id=mark)
    assert (event["source"], event["application"], event["event"], event["outcome"]) == ("application", "auditee", "login.failed", "failure")
    assert (event["host"], event["who"], event["remote_addr"], event["time"]) == (watched.name, "ann", "192.0.2.7", "2026-01-02T03:04:05.000Z")


def test_denied_request_arrives_and_one_that_was_let_in_does_not(watched, mark):
    watched.run(f"curl -s -H 'Host: auditee.test' http://127.0.0.1/allowed-{mark} http://127.0.0.1/private/{mark}?password=hunter2")
    [event] = watched.find(uri=f"/private/{mark}")
    assert (event["event"], event["status"] if "status" in event else event["details"]["status"], event["remote_addr"]) == ("request.denied", 403, "127.0.0.1")
    assert len(event["request_id"]) == 32
    assert not watched.find(seconds=0, uri=f"/allowed-{mark}")
    assert "hunter2" not in json.dumps(event)


def test_login_by_ssh_arrives(watched):
    before = len(watched.find(seconds=0, event="ssh.login", who="audit-person"))
    assert watched.ssh("audit-person").returncode == 0
    watched.run("sleep 2")
    events = watched.find(event="ssh.login", who="audit-person", outcome="success")
    assert len(events) > before and events[-1]["details"]["key"].startswith("ED25519 SHA256:")


def test_refused_login_arrives_with_the_address_that_it_came_from(watched, mark):
    name = f"{mark} from 192.0.2.1 port 22 ssh2"
    assert watched.ssh(name).returncode == 255
    events = watched.find(who=name)
    assert events and {event["outcome"] for event in events} == {"failure"} and "192.0.2.1" not in {event["remote_addr"] for event in events}


def test_sudo_arrives_with_the_program_but_not_its_words(watched):
    watched.ssh("audit-person", "sudo -n /bin/echo --password=hunter2")
    [event, *_others] = watched.find(source="sudo", who="audit-person", command="/bin/echo")
    assert event["details"]["target"] == "root" and "hunter2" not in json.dumps(watched.collected())


def test_refused_su_arrives(watched):
    watched.ssh("audit-person", "echo wrong | su root -c id")
    [event, *_others] = watched.find(source="su", who="audit-person", outcome="failure")
    assert event["details"]["target"] == "root"


def test_new_user_arrives_with_who_made_it(watched, mark):
    watched.ssh("audit-person", f"sudo -n useradd u{mark}; sudo -n userdel u{mark}")
    [deleted] = watched.find(source="account", message=f"delete user 'u{mark}'")
    assert (deleted["event"], deleted["who"], deleted["details"]["program"]) == ("account.changed", "audit-person", "userdel")
    assert any(f"name=u{mark}," in event["details"]["message"] for event in watched.find(source="account", program="useradd", who="audit-person"))


def test_configuration_changed_by_ansible_arrives_with_the_person_behind_become(watched, mark):
    args = json.dumps({"files": [{"path": f"/tmp/audit-{mark}", "content": "hunter3"}]})
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".work/collections"), "ANSIBLE_HOST_KEY_CHECKING": "false"}
    common = ["ansible", "-i", str(INVENTORY), watched.name, "-e", "ansible_user=audit-person", "-e", "ansible_ssh_common_args=", "-b"]
    subprocess.run([*common, "-m", "golive.web.file_set", "-a", args], check=True, capture_output=True, env=environment)
    subprocess.run([*common, "-m", "command", "-a", "/bin/echo password=hunter3"], check=True, capture_output=True, env=environment)
    [event] = watched.find(event="configuration.changed", paths=f"/tmp/audit-{mark}")
    assert event["who"] == "audit-person"
    assert watched.find(event="configuration.module", module="ansible.legacy.command", who="audit-person")
    assert "hunter3" not in json.dumps(watched.collected())


def test_whoever_makes_a_message_up_accuses_himself(watched, mark):
    watched.ssh("audit-person", f"logger -p auth.info -t sshd 'Accepted password for root from 192.0.2.66 port 1 ssh2'; "
                f"logger -p auth.info -t sudo 'root : PWD=/ ; USER=root ; COMMAND=/bin/{mark}'")  # fmt: skip
    [event] = watched.find(command=f"/bin/{mark}")
    assert event["who"] == "audit-person"
    assert not watched.find(seconds=0, remote_addr="192.0.2.66")


@pytest.mark.parametrize(
    "hostile",
    ['"}\n{"seq":1,"source":"ledger","event":"deploy.active"}', "\r\n\x00\x1b[2J#012", "x" * 5000, {"nested": ["x" * 3000] * 3}],
)
def test_hostile_field_stays_in_its_event(watched, mark, hostile):
    before = watched.collected()
    watched.say(json.dumps({"audit": "login.failed", "user": hostile, "user_agent": hostile, "request_id": mark, "password": "hunter4"}))
    [event] = watched.find(request_id=mark)
    assert len(event["who"]) <= 128 and len(json.dumps(event)) < 8000 and event["details"]["password"] == "***"
    assert [one for one in watched.collected()[len(before) :] if one["source"] == "ledger"] == []


def test_huge_line_is_no_event_and_the_next_one_is(watched, mark):
    watched.run("python3 -c \"print('{\\\"audit\\\":\\\"login.failed\\\",\\\"x\\\":\\\"' + 'y' * 3000000 + '\\\"}')\" >> /var/log/auditee/blue.log")
    watched.say(json.dumps({"audit": "login.succeeded", "request_id": mark}))
    assert len(watched.find(request_id=mark)) == 1
