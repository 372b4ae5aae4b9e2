# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import time

import probes
import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import commands


def outcome(*words, **options):
    return probes.outcome(type="command", command=list(words), **options)


def shell(script, **options):
    return outcome("sh", "-c", script, **options)


def is_gone(path, seconds=2):
    """Whether the process whose number is in I(path) ends."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with open(f"/proc/{path.read_text().strip()}/stat", encoding="utf-8") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.01)
    return False


def assert_no_child():
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_command_passes_by_its_exit_code():
    assert outcome("true") == ("pass", "", "")
    assert shell("exit 3", exit_codes=[0, 3]) == ("pass", "", "")


def test_another_exit_code_fails_with_what_was_said_last():
    assert shell("echo one; echo the disk is on fire >&2; exit 2") == (
        "fail", "exit_code", "the exit code is 2 (the disk is on fire), expected 0"
    )  # fmt: skip
    assert shell("kill -9 $$") == ("fail", "exit_code", "the exit code is signal 9 (it said nothing), expected 0")


def test_what_it_says_has_to_match():
    assert shell("echo 12 jobs", body_matches=[r"^\d+ jobs"])[0] == "pass"
    assert shell("echo no job", body_matches=[r"^\d+ jobs"]) == ("fail", "body", r"the body is no job, expected something like ^\d+ jobs")
    assert shell("echo one ERROR", body_lacks=["ERROR"])[1] == "body"


def test_no_shell_reads_its_words():
    assert probes.probe(type="command", command=["echo", "$HOME; *"])["body"] == "$HOME; *\n"


def test_a_program_that_is_not_there_is_missing_and_one_that_may_not_run_is_not():
    assert outcome("/no/such/program") == ("fail", "missing", "there is no program /no/such/program")
    assert outcome("/etc/passwd") == ("fail", "permission", "/etc/passwd can't be started: Permission denied")


def test_its_environment_is_path_and_language_alone(monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_CALLER", "hunter2")
    names = {line.partition("=")[0] for line in probes.probe(type="command", command=["env"])["body"].splitlines()}
    assert names == {"PATH", "LANG"}


def test_only_the_program_is_shown_of_its_words():
    result = probes.probe(type="command", command=["sh", "-c", "exit 1", "--password", "hunter2"])
    assert result["target"] == "sh" and "hunter2" not in str(result)


def test_output_without_end_is_bounded_and_ends_in_time():
    began = time.monotonic()
    result = probes.probe(type="command", command=["yes"], timeout=0.3)
    assert (result["reason"], result["phases"]["run"]["max"] < 0.5) == ("timeout", True)
    assert time.monotonic() - began < 0.4


def test_more_output_than_is_looked_at_holds_nothing_up():
    assert shell("head -c 2000000 /dev/zero; echo; echo late", body_lacks=["late"])[0] == "pass"


def test_what_takes_too_long_is_killed_with_all_that_it_started(tmp_path):
    pid = tmp_path / "pid"
    began = time.monotonic()
    status = shell(f"trap '' TERM HUP; sleep 60 & echo $! > {pid}; sleep 60", timeout=0.3)
    assert status == ("fail", "timeout", "no whole answer within 0.3 s")
    assert time.monotonic() - began < 0.4
    assert is_gone(pid)


def test_what_it_leaves_in_the_background_is_killed_and_not_waited_for(tmp_path):
    pid = tmp_path / "pid"
    began = time.monotonic()
    assert shell(f"sleep 60 & echo $! > {pid}; echo done", body_matches=["done"])[0] == "pass"
    assert time.monotonic() - began < 1
    assert is_gone(pid)


@pytest.fixture
def idle(monkeypatch):
    """As on a machine that has time to end what was killed."""
    monkeypatch.setattr(commands, "_GONE_SECONDS", 10)


@pytest.mark.usefixtures("idle")
def test_no_process_and_no_descriptor_is_left():
    before = len(os.listdir("/proc/self/fd"))
    shell("sleep 60", timeout=0.05, samples=5, interval=0)
    outcome("true", samples=5, interval=0)
    assert len(os.listdir("/proc/self/fd")) <= before
    assert_no_child()


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize("command", [["sleep", "60"], ["yes"], ["sh", "-c", "sleep 60 & wait"]])
def test_the_last_that_was_given_up_is_waited_for(command):
    outcome(*command, timeout=0.1)
    assert_no_child()


@pytest.mark.parametrize("command", [[""], ["true", "a\0b"], ["true", "\ud800"]])
def test_what_no_system_can_run_is_refused(command):
    with pytest.raises(GoliveError, match="The probe 'probe' has the command .* which no system can run"):
        outcome(*command)


def test_a_command_is_needed():
    with pytest.raises(GoliveError, match="needs command"):
        outcome()
