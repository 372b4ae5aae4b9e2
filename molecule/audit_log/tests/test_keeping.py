# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was written stays, here and on the other side, whatever is stopped, killed or rotated meanwhile."""

from __future__ import annotations

import json
import uuid

from debians import WEB

testinfra_hosts = WEB
LOG = "/var/log/golive/audit.jsonl"


def say(watched, count):
    """The request ids of that many events."""
    marks = [uuid.uuid4().hex for _number in range(count)]
    for mark in marks:
        watched.say(json.dumps({"audit": "login.failed", "remote_addr": mark[:8], "request_id": mark}))
    return marks


def arrived(watched, marks):
    watched.find(seconds=40, request_id=marks[-1])
    there = {event["request_id"] for event in watched.collected()}
    return [mark for mark in marks if mark not in there] == []


def test_log_can_be_added_to_alone(watched):
    file = watched.host.file(LOG)
    assert (file.user, file.group, file.mode) == ("root", "adm", 0o640)
    assert "a" in watched.run(f"lsattr {LOG}").split()[0]
    for command in (f"truncate -s 0 {LOG}", f"sed -i s/a/b/ {LOG}", f"rm {LOG}", f"sh -c 'echo > {LOG}'"):
        assert watched.host.run(command).rc != 0, command


def test_user_of_an_application_can_do_nothing_to_it(watched):
    before = watched.run(f"stat -c %i {LOG}")
    for command in (f"cat {LOG}", f"truncate -s 0 {LOG}", f"sh -c 'echo >> {LOG}'", f"rm -f {LOG}", f"chattr -a {LOG}", "touch /var/log/golive/x"):
        assert watched.host.run(f"runuser -u auditee -- {command}").rc != 0, command
    assert watched.run(f"stat -c %i {LOG}") == before


def test_collected_file_can_be_added_to_alone(watched):
    say(watched, 1)
    path = f"/var/log/golive/collected/{watched.address}.jsonl"
    assert watched.find(source="application")
    file = watched.collector.file(path)
    assert (file.user, file.group, file.mode) == ("root", "adm", 0o640)
    assert watched.collector.run(f"truncate -s 0 {path}").rc != 0


def test_events_while_the_collector_is_away_arrive_when_it_is_back(watched):
    watched.collector.check_output("systemctl stop rsyslog.service syslog.socket")
    try:
        marks = say(watched, 30)
        watched.run("sleep 3; systemctl kill --signal KILL rsyslog.service; sleep 1")
        marks += say(watched, 5)
        watched.run("sleep 2")
        assert not watched.find(seconds=0, request_id=marks[0])
    finally:
        watched.collector.check_output("systemctl start rsyslog.service")
        watched.host.run("systemctl restart rsyslog.service")
    assert arrived(watched, marks)


def test_events_while_the_program_is_killed_arrive(watched):
    watched.run("systemctl kill --signal KILL golive-audit.service")
    assert arrived(watched, say(watched, 10))


def test_rotation_loses_nothing(watched):
    marks = say(watched, 10)
    # the logs that are read, the log that is written, and the one that is collected, all at once
    watched.run("mv /var/log/auditee/blue.log /var/log/auditee/blue.log.1; install -m 0640 -g adm /dev/null /var/log/auditee/blue.log")
    marks += say(watched, 10)
    inode = watched.run(f"stat -c %i {LOG}")
    watched.run("logrotate --force /etc/logrotate.d/golive-audit")
    watched.collector.check_output("logrotate --force /etc/logrotate.d/golive-audit-collected")
    marks += say(watched, 10)
    assert watched.run(f"stat -c %i {LOG}") != inode
    assert "a" in watched.run(f"lsattr {LOG}").split()[0]
    assert arrived(watched, marks)
    here = watched.run(f"cat {LOG}.1 {LOG}").splitlines()
    assert {json.loads(line)["seq"] for line in here} <= {event["seq"] for event in watched.collected()} | {json.loads(here[-1])["seq"]}


def test_no_number_is_missing_at_the_collector(watched):
    [mark] = say(watched, 1)
    assert watched.find(request_id=mark)
    numbers = {event["seq"] for event in watched.collected()}
    assert numbers == set(range(min(numbers), max(numbers) + 1))


def test_flood_of_one_client_is_counted_and_not_written(watched):
    watched.run("systemctl restart golive-audit.service")
    before = len(watched.find(event="audit.left_out", seconds=2))
    watched.run("seq 1 300 | sed 's/.*/{\"audit\":\"login.failed\",\"remote_addr\":\"192.0.2.99\",\"n\":&}/' >> /var/log/auditee/blue.log; sleep 2")
    # What is left out is told when the minute is over, or the program ends.
    watched.run("systemctl restart golive-audit.service")
    [mark] = say(watched, 1)
    assert watched.find(request_id=mark)
    written = {event["seq"] for event in watched.collected() if event["remote_addr"] == "192.0.2.99"}
    told = {event["seq"]: event["details"]["count"] for event in watched.find(event="audit.left_out")}
    assert len(told) > before and 60 <= len(written) < 300
    assert len(written) + sum(told.values()) >= 300


def test_stranger_without_a_certificate_is_refused(watched):
    address = watched.collector.check_output("hostname -I").split()[0]
    watched.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=trixie1 -addext subjectAltName=DNS:trixie1 "
                "-keyout /tmp/stranger.key -out /tmp/stranger.pem 2>/dev/null")  # fmt: skip
    hello = "printf '1 open 46 relp_version=0\\nrelp_software=x\\ncommands=syslog\\n'; sleep 2"
    for certificate, expected in (("", False), ("-cert /tmp/stranger.pem -key /tmp/stranger.key", False),
                                  ("-cert /etc/golive/tls/audit_log.pem -key /etc/golive/tls/audit_log.pem", True)):  # fmt: skip
        said = watched.host.run(f"({hello}) | timeout 4 openssl s_client -quiet -connect {address}:2514 {certificate} 2>/dev/null").stdout
        assert ("rsp" in said) is expected, certificate
