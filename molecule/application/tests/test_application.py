# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role application promises: slots, commands in releases, workers and jobs."""

from __future__ import annotations

import json
import time

import pytest
from debians import WEB

HOME = "/srv/hello"

testinfra_hosts = WEB


@pytest.mark.parametrize(
    ("path", "user", "group", "mode"),
    [
        (HOME, "root", "root", 0o755),
        (f"{HOME}/releases", "root", "root", 0o755),
        (f"{HOME}/shared", "hello", "hello", 0o750),
        (f"{HOME}/runtime.json", "root", "root", 0o644),
        ("/run/hello", "hello", "www-data", 0o2750),
        ("/var/log/hello", "root", "adm", 0o2750),
    ],
)
def test_paths_have_their_owners(host, path, user, group, mode):
    file = host.file(path)
    assert (file.user, file.group, file.mode) == (user, group, mode)


def test_directory_of_sockets_is_made_at_boot(host):
    configuration = "/etc/tmpfiles.d/golive-hello.conf"
    assert host.run(f"systemd-tmpfiles --create --dry-run {configuration} || systemd-tmpfiles --create {configuration}").rc == 0
    assert host.file("/run/hello").mode == 0o2750


def test_empty_slot_waits_and_says_so(host):
    assert "RUNNING" in host.check_output("supervisorctl status hello-blue")
    assert host.run("timeout -s TERM 2 golive-exec hello blue").stdout.startswith("golive-exec: hello has no release in 'blue' yet")


def test_command_runs_as_the_application_with_its_environment(host, hello, releases):
    known = json.loads(host.check_output(f"SECRET_OF_ROOT=1 golive-exec hello {hello.two} /usr/bin/python3 hello.py '$GOLIVE_RELEASE' '$HOME'"))
    assert known["user"] == host.user("hello").uid
    assert known["directory"] == f"{HOME}/releases/{hello.two}"
    assert known["umask"] == 0o007
    assert known["arguments"] == [hello.two, "$HOME"]
    environment = known["environment"]
    assert environment["GREETING"] == hello.secret
    assert environment["GOLIVE_RELEASE"] == hello.two
    assert environment["GOLIVE_SLOT"] == environment["GOLIVE_SOCKET"] == ""
    assert environment["GOLIVE_SHARED"] == f"{HOME}/shared"
    assert "SECRET_OF_ROOT" not in environment


def test_slot_knows_its_socket_and_secrets_are_in_no_process_list(host, hello, releases):
    _status, body = hello.fetch()
    environment = json.loads(body)["environment"]
    assert environment["GOLIVE_SLOT"] == "blue"
    assert environment["GOLIVE_SOCKET"] == "/run/hello/blue.sock"
    assert environment["GREETING"] == hello.secret
    assert "secret" not in host.check_output("ps axww -o args")


def test_slots_and_workers_are_a_user_without_a_shell_or_any_right(host, hello, releases):
    """S45. Whatever their supervisord may do, they can't get it."""
    assert host.user("hello").shell == "/usr/sbin/nologin"
    assert host.check_output("getent shadow hello").split(":")[1][:1] in ("!", "*")
    assert host.user("hello").groups == ["hello"]
    programs = [line.split()[3].rstrip(",") for line in host.check_output("supervisorctl status | grep '^hello-.*RUNNING'").splitlines()]
    assert len(programs) >= 4
    for pid in programs:
        said = dict(line.split(":\t", 1) for line in host.check_output(f"cat /proc/{pid}/status").splitlines() if ":\t" in line)
        assert set(said["Uid"].split()) == {str(host.user("hello").uid)}
        assert (said["NoNewPrivs"], said["Seccomp"]) == ("1", "2")
        assert int(said["CapEff"], 16) == int(said["CapPrm"], 16) == 0


def test_killed_slot_comes_back_over_its_stale_socket(host, hello, releases, wait_for):
    old = host.check_output("supervisorctl pid hello-blue")
    host.check_output(f"kill -9 {old}")
    wait_for(lambda: hello.fetch()[0] == 200 and host.check_output("supervisorctl pid hello-blue") != old)


def test_workers_run_what_the_live_release_says(host, hello, releases, wait_for):
    assert host.check_output("supervisorctl status hello-worker-queue:").count("RUNNING") == 2
    assert host.check_output("tail -n 1 /var/log/hello/worker-queue_00.log") == f"working on {hello.one}"
    hello.flip("green")
    host.check_output("supervisorctl restart hello-worker-queue:")
    wait_for(lambda: f"working on {hello.two} 100% ;more {hello.two}" == host.check_output("tail -n 1 /var/log/hello/worker-queue_00.log"))


def test_worker_that_the_live_release_lacks_ends_by_itself_and_is_not_started_again(host, hello, releases, wait_for):
    state = "supervisorctl status hello-worker-later:"
    host.run("supervisorctl restart hello-worker-later:")
    wait_for(lambda: "EXITED" in host.run(state).stdout)
    log = host.check_output("cat /var/log/hello/worker-later_00.log")
    time.sleep(3)
    assert "EXITED" in host.run(state).stdout
    assert host.check_output("cat /var/log/hello/worker-later_00.log") == log
    assert log.splitlines()[-1] == f"golive-exec: release {hello.one} has no worker later."
    hello.flip("green")
    host.check_output("supervisorctl start hello-worker-later:")
    wait_for(lambda: "RUNNING" in host.run(state).stdout)


def test_worker_that_dies_comes_back(host, hello, releases, wait_for):
    old = host.check_output("supervisorctl pid hello-worker-queue:hello-worker-queue_01")
    host.check_output(f"kill {old}")
    wait_for(lambda: host.check_output("supervisorctl pid hello-worker-queue:hello-worker-queue_01") not in (old, "0"))


def test_job_runs_only_on_the_host_that_is_the_scheduler(host, hello, releases):
    assert host.service("golive-hello-nightly.timer").is_running
    host.check_output(f"rm -f {HOME}/scheduler /var/log/hello/job-nightly.log; systemctl start golive-hello-nightly.service")
    assert not host.file("/var/log/hello/job-nightly.log").exists
    host.check_output(f"touch {HOME}/scheduler; systemctl start golive-hello-nightly.service")
    known = json.loads(host.file("/var/log/hello/job-nightly.log").content_string)
    assert known["user"] == host.user("hello").uid
    assert known["arguments"] == ["job", "two words", hello.one, "100%"]


def test_logs_are_rotated(host):
    assert host.run("logrotate --debug /etc/logrotate.d/golive-hello").rc == 0
