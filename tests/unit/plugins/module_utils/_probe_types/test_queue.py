# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time

import probes
import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


@pytest.fixture
def queue(tmp_path):
    """A queue that is a file: what is put in, is in it at once, and is out when the file has so many lines of looks."""

    def queue(enqueue="true", consumed="true", **options):
        words = {"enqueue": ["sh", "-c", f"cd {tmp_path}; {enqueue}"], "consumed": ["sh", "-c", f"cd {tmp_path}; {consumed}"]}
        return probes.probe(type="queue", **words, **options)

    queue.folder = tmp_path
    return queue


def told(result):
    return result["status"], result["reason"], result["message"]


def test_what_comes_out_passes_and_both_sides_know_it_by_the_same_token(queue):
    result = queue("echo ${GOLIVE_PROBE_TOKEN} >> in", "echo look >> looks; test $(wc -l < looks) -ge 3 && grep -q ^${GOLIVE_PROBE_TOKEN}$ in")
    assert told(result) == ("pass", "", "")
    assert set(result["phases"]) == {"enqueue", "consume", "total"}
    assert 0.2 <= result["phases"]["consume"]["max"] < 1
    assert len((queue.folder / "in").read_text().split()) == 1


def test_the_token_is_put_into_words_for_what_hands_no_environment_on(tmp_path):
    words = {
        "enqueue": ["env", "-i", "sh", "-c", f"echo $0 > {tmp_path}/in", "id-$GOLIVE_PROBE_TOKEN"],
        "consumed": ["env", "-i", "grep", "-qx", "id-$GOLIVE_PROBE_TOKEN", f"{tmp_path}/in"],
    }
    assert probes.outcome(type="queue", timeout=1, **words) == ("pass", "", "")
    assert len((tmp_path / "in").read_text()) == len("id-\n") + 32


def test_each_attempt_has_a_token_of_its_own_that_nobody_guesses(queue):
    queue("echo $GOLIVE_PROBE_TOKEN >> in", samples=3, interval=0)
    tokens = (queue.folder / "in").read_text().split()
    assert len(set(tokens)) == 3 and all(len(token) == 32 for token in tokens)


def test_what_does_not_come_out_is_not_consumed_and_that_says_itself(queue):
    began = time.monotonic()
    result = queue(consumed="echo look >> looks; echo still waiting; false", timeout=1)
    assert time.monotonic() - began < 1.05
    assert told(result)[:2] == ("fail", "not_consumed")
    assert told(result)[2] == "it was not consumed within 0.9 s"
    assert result["body"] == "still waiting\n"
    assert 4 <= len((queue.folder / "looks").read_text().split()) <= 9


def test_a_look_that_hangs_is_killed_in_time_and_is_not_consumed(queue):
    began = time.monotonic()
    result = queue(consumed="echo $$ > pid; exec sleep 60", timeout=0.5)
    assert (result["reason"], time.monotonic() - began < 0.6) == ("not_consumed", True)
    with pytest.raises(FileNotFoundError):
        open(f"/proc/{(queue.folder / 'pid').read_text().strip()}/stat", encoding="utf-8").close()


def test_where_it_can_not_be_put_in_nobody_waits(queue):
    result = queue("echo the broker is down; exit 7", "echo look >> looks")
    assert told(result) == ("fail", "exit_code", "enqueue ended with 7 (the broker is down)")
    assert result["body"] == "the broker is down\n" and not (queue.folder / "looks").exists()


def test_where_putting_in_takes_too_long_it_is_a_time_out(queue):
    began = time.monotonic()
    result = queue("exec sleep 60", "echo look >> looks", timeout=0.3)
    assert (result["reason"], time.monotonic() - began < 0.4) == ("timeout", True)
    assert "enqueue" in result["phases"] and not (queue.folder / "looks").exists()


def test_a_program_that_is_not_there_is_missing():
    for words in ({"enqueue": ["/no/such"], "consumed": ["true"]}, {"enqueue": ["true"], "consumed": ["/no/such"]}):
        assert probes.outcome(type="queue", **words) == ("fail", "missing", "there is no program /no/such")


def test_only_the_programs_are_shown_of_its_words():
    assert probes.probe(type="queue", enqueue=["true", "hunter2"], consumed=["echo", "-n", "hunter3"])["target"] == "true, echo"


@pytest.mark.parametrize("options", [
    {"enqueue": ["true"]}, {"consumed": ["true"]}, {"enqueue": [""], "consumed": ["true"]}, {"enqueue": ["true"], "consumed": [""]},
])  # fmt: skip
def test_both_commands_are_needed(options):
    with pytest.raises(GoliveError, match="The probe 'probe'"):
        probes.probe(type="queue", **options)
