# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import uuid

import probes
import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probe_types.process import Process, asking, matching, number_in, of_stat
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt
from hypothesis import given
from hypothesis import strategies as st


def outcome(**options):
    return probes.outcome(type="process", **options)


def process(number, line="sleep 60", state="S", parent=1, session=1, uid=0):
    return Process(number, state, parent, session, uid, line)


@pytest.fixture
def started():
    """Starts processes that wait, with a word of their own in their command line; returns the process and the word."""
    running = []

    def start(**more):
        word = uuid.uuid4().hex
        running.append(subprocess.Popen(["sh", "-c", "echo; read sleeping", word], stdin=subprocess.PIPE, stdout=subprocess.PIPE, **more))
        running[-1].stdout.readline()
        return running[-1], word

    yield start
    for one in running:
        one.kill()
        one.communicate()


def test_a_process_is_found_by_its_command_line_and_is_not_any_more_when_it_has_ended(started):
    one, word = started()
    assert outcome(pattern=f"sleeping {word}$") == ("pass", "", "")
    one.kill()
    os.waitid(os.P_PID, one.pid, os.WEXITED | os.WNOWAIT)  # a zombie, which is none that runs
    assert outcome(pattern=word) == ("fail", "not_running", "the number of processes is 0, expected at least 1")


def test_how_many_there_are_is_bounded(started):
    words = [started()[1], started()[1]]
    assert probes.probe(type="process", pattern="|".join(words))["value"] == 2
    assert outcome(pattern="|".join(words), min_count=3)[:2] == ("fail", "not_running")
    assert outcome(pattern="|".join(words), max_count=1) == ("fail", "value", "the number of processes is 2, expected at most 1")
    assert outcome(pattern=words[0], min_count=0, max_count=0)[1] == "value"


def test_a_line_that_makes_a_pattern_try_for_ever_holds_nobody():
    sleeper = subprocess.Popen(["bash", "-c", f"exec -a {'a' * 40}! sleep 9"])
    try:
        began = time.monotonic()
        assert outcome(pattern="(a+)+$", timeout=2)[1] == "timeout"
        assert time.monotonic() - began < 1
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_user_narrows_it_down(started):
    _one, word = started(user="nobody")
    assert outcome(pattern=word, user="nobody")[0] == "pass"
    assert outcome(pattern=word, user="root")[1] == "not_running"
    assert outcome(pattern=word, user="no-such-user") == ("fail", "missing", "there is no user no-such-user")


def test_the_process_that_a_file_names_is_the_one_that_is_meant(started, tmp_path):
    one, word = started()
    other = started()[1]
    path = tmp_path / "pid"
    path.write_text(f" {one.pid}\n/var/lib/more\n")
    assert outcome(pid_file=str(path))[0] == "pass"
    assert outcome(pid_file=str(path), pattern=word)[0] == "pass"
    assert outcome(pid_file=str(path), pattern=other)[1] == "not_running"
    one.kill()
    one.wait()
    assert outcome(pid_file=str(path))[1] == "not_running"


def test_a_file_without_a_process_is_told_apart(tmp_path):
    path = str(tmp_path / "pid")
    assert outcome(pid_file=path) == ("fail", "missing", f"{path}: No such file or directory")
    (tmp_path / "pid").write_text("soon")
    assert outcome(pid_file=path) == ("fail", "not_running", f"{path} holds no number of a process")


def test_what_asks_is_not_what_is_meant():
    word = f"asks-{uuid.uuid4()}"
    code = f"import sys; sys.path[:0] = {sys.path!r}; import probes; print(probes.outcome(type='process', pattern={word!r}))"
    told = subprocess.run(["sh", "-c", f'"$0" -c "$1" {word}; exit', sys.executable, code], capture_output=True, text=True, check=True).stdout
    assert "'not_running'" in told


def test_no_command_line_is_shown(started):
    word = started()[1]
    result = probes.probe(type="process", pattern="echo; read sleeping", min_count=0, max_count=0)
    assert result["reason"] == "value" and word not in str(result)


def test_the_shells_that_started_what_asks_are_not_meant_and_the_ssh_server_is():
    there = [process(1, session=1, parent=0), process(10, "sshd", parent=1, session=10), process(20, "sh -c python", parent=10, session=20),
             process(21, "sudo python", parent=20, session=20), process(22, "python", parent=21, session=20)]  # fmt: skip
    assert asking(there, 22) == {20, 21, 22}


def test_numbers_that_are_used_again_lead_in_no_circle():
    assert asking([process(5, parent=6), process(6, parent=5)], 5) == {5, 6}
    assert asking([], 5) == set()


@pytest.mark.parametrize("one, is_meant", [
    (process(2), True), (process(2, ""), False), (process(2, state="Z"), False), (process(3), False), (process(2, uid=7), False), (process(2, "wake"), False),
])  # fmt: skip
def test_only_what_runs_and_is_asked_for_matches(one, is_meant):
    assert bool(matching([one], re.compile("sleep|^$"), 0, {3}, Attempt())) == is_meant


@given(st.text(st.characters(exclude_characters="\0")), st.sampled_from("RSDZTI"), st.integers(0, 1 << 22), st.integers(0, 1 << 22))
def test_a_name_can_not_lie_about_what_is_behind_it(name, state, parent, session):
    assert of_stat(f"42 ({name}) {state} {parent} 9 {session} 0 -1 4194560 1 0") == (state, parent, session)


@given(st.text())
def test_any_text_holds_a_number_or_none(text):
    number = number_in(text)
    assert number is None or 0 <= number < 10**10


def test_many_processes_take_no_time():
    began = time.monotonic()
    outcome(pattern="no such thing", min_count=0, max_count=0)
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("options, sentence", [
    ({}, "needs a pattern or a pid_file"), ({"user": "root"}, "needs a pattern or a pid_file"), ({"pattern": "("}, "no regular expression"),
    ({"pattern": "a", "min_count": 2, "max_count": 1}, "at least 2 and at most 1"), ({"pid_file": "pid"}, "slash"),
])  # fmt: skip
def test_what_can_not_be_looked_for_is_refused(options, sentence):
    with pytest.raises(GoliveError, match=f"The probe 'probe'.*{sentence}"):
        outcome(**options)
