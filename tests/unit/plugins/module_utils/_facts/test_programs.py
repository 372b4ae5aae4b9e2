# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import pwd
import sys
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.kind import ERROR, FAIL
from ansible_collections.golive.web.plugins.module_utils._facts import programs
from checks import trouble

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")


def shell(script, **options):
    return programs.run({}, ["sh", "-c", script], **options)


def ends(path, seconds=5):
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


def test_a_program_tells_its_code_its_output_and_its_errors_apart(tmp_path):
    assert shell("echo out; echo err >&2; exit 3") == (3, "out\n", "err\n")
    assert shell("kill -9 $$").code == -9
    assert shell("pwd", folder=str(tmp_path)).out.strip() == str(tmp_path)


def test_it_has_the_environment_it_is_given_and_none_of_the_callers(monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_CALLER", "hunter2")
    said = programs.run({"APP_ENV": "production", "LANG": "de_DE"}, ["env"]).out
    names = dict(line.partition("=")[::2] for line in said.splitlines())
    assert set(names) == {"APP_ENV", "HOME", "LANG", "LOGNAME", "PATH", "USER"} and names["LANG"] == "de_DE"


def test_a_program_is_found_on_the_path_that_the_environment_has(tmp_path):
    (tmp_path / "own").write_text("#!/bin/sh\necho found\n")
    (tmp_path / "own").chmod(0o755)
    assert programs.run({"PATH": str(tmp_path)}, ["own"]).out == "found\n"
    assert programs.run({}, ["./own"], folder=str(tmp_path)).out == "found\n"
    assert trouble(programs.run, {}, ["own"]).reason == "missing"


@AS_ROOT
def test_it_runs_as_the_user_with_no_group_of_roots():
    account = pwd.getpwnam("nobody")
    said = programs.run({}, ["sh", "-c", "id -u; id -g; id -G; echo $USER $HOME"], user="nobody").out.split()
    assert said == [str(account.pw_uid), str(account.pw_gid), str(account.pw_gid), "nobody", account.pw_dir]


@pytest.mark.parametrize(
    ("words", "options", "reason", "outcome", "message"),
    [
        (["/no/such/program"], {}, "missing", FAIL, "there is no program /no/such/program"),
        (["/etc/passwd"], {}, "permission", ERROR, "/etc/passwd can't be started: Permission denied"),
        (["true"], {"user": "no-such-user"}, "missing", FAIL, "there is no user no-such-user"),
        (["true"], {"folder": "/no/such"}, "missing", FAIL, "there is no folder /no/such"),
        (["true", "\0"], {}, "tool", ERROR, "true can't be started with this environment (embedded null byte)"),
        (["sleep", "60"], {"seconds": 0.1}, "deadline", ERROR, "sleep was not done after 0.1 s"),
        (["yes"], {"most_bytes": 1000}, "tool", ERROR, "yes says more than 1000 bytes"),
    ],
)
def test_what_can_not_be_run_to_its_end_has_its_reason(words, options, reason, outcome, message):
    found = trouble(lambda: programs.run({}, words, **options))
    assert (found.reason, found.outcome, found.message) == (reason, outcome, message)


def test_errors_without_end_are_cut_to_their_end():
    ended = shell("head -c 300000 /dev/zero | tr '\\0' x >&2; echo last >&2")
    assert ended.err.endswith("xlast\n") and len(ended.err) == 65536


@pytest.mark.parametrize("after", ["sleep 60", "exit 0", "yes"])
def test_nothing_that_it_started_is_left(tmp_path, after):
    script = f"sleep 60 & echo $! > {tmp_path}/pid; {after}"
    try:
        shell(script, seconds=0.5, most_bytes=5_000_000)
    except programs.Trouble:
        pass
    assert ends(tmp_path / "pid")


def test_what_holds_its_output_open_after_its_end_is_not_waited_for():
    began = time.monotonic()
    assert shell("echo said; setsid sleep 3 & exit 0", seconds=60).out == "said\n"
    assert time.monotonic() - began < 2.9


def test_a_program_that_failed_says_what_it_said_last_but_not_its_words():
    ended = programs.run({}, [sys.executable, "-c", "raise SystemExit('the settings are broken')", "hunter2"])
    found = programs.failed(ended, "python")
    assert (found.reason, found.message) == ("tool", "python ended with 1 (the settings are broken)")
