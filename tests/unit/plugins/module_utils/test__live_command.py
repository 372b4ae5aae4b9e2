# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils import _atomic, _command, _live_command
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

from release_host import Host


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


@pytest.fixture
def live(host):
    """A live release with a secret."""
    release = host.stage(environment={"APP_KEY": "it's a secret", "MULTI": "first line\nsecond line"})
    _atomic.symlink(f"../releases/{release}", host.layout.slot("blue"))
    _atomic.symlink("slots/blue", host.layout.live)
    return release


def run(host, *words, seconds=20):
    return _live_command.run(host.layout, list(words), seconds, "ann@here:1.1", host.executable)


def ledger(host):
    with open(host.layout.ledger, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_a_command_runs_in_the_live_release_and_the_ledger_says_who_ran_it(host, live):
    result = run(host, "cat", "app.py")
    assert (result["verdict"], result["rc"], result["release"], result["changed"]) == ("pass", 0, live, True)
    assert result["output"] == "version 1.0"
    event = ledger(host)[-1]
    assert (event["event"], event["owner"], event["release"], event["command"], event["rc"]) == ("command", "ann@here:1.1", live, ["cat", "app.py"], 0)


def test_both_streams_come_in_the_order_in_which_they_were_written(host, live):
    assert run(host, "sh", "-c", "echo one; echo two >&2; echo three")["output"] == "one\ntwo\nthree\n"


def test_one_that_fails_is_a_verdict_with_its_exit_code_and_last_words(host, live):
    result = run(host, "sh", "-c", "echo no such table; exit 3")
    assert (result["verdict"], result["rc"]) == ("fail", 3)
    assert result["reason"].endswith("exited with 3: no such table")


def test_secrets_are_shown_nowhere(host, live):
    result = run(host, "sh", "-c", "printf '%s\n' \"$1\" \"$2\"; exit 1", "sh", "it's a secret", "first line\nsecond line")
    assert result["rc"] == 1
    assert "secret" not in json.dumps([result, ledger(host)])
    assert "second line" not in result["output"]


def test_one_that_takes_too_long_is_ended_with_all_that_it_started(host, live):
    began = time.monotonic()
    result = run(host, "sh", "-c", "echo begun; sleep 60 & sleep 60", seconds=0.5)
    assert time.monotonic() - began < 20
    assert (result["verdict"], result["rc"], result["output"]) == ("fail", None, "begun\n")
    assert "was not done after 0.5 s and was ended" in result["reason"]


def test_one_that_closes_its_output_is_ended_in_time_too(host, live):
    result = run(host, "sh", "-c", "exec >&- 2>&-; sleep 60", seconds=0.5)
    assert (result["verdict"], result["rc"]) == ("fail", None)


def test_what_it_leaves_in_the_background_is_not_waited_for_and_ended(host, live, tmp_path):
    began = time.monotonic()
    result = run(host, "sh", "-c", f"(sleep 3; touch {tmp_path}/late) & echo done", seconds=60)
    assert (result["verdict"], result["rc"]) == ("pass", 0) and "done" in result["output"]
    assert time.monotonic() - began < 2
    time.sleep(max(0, began + 3.3 - time.monotonic()))
    assert not (tmp_path / "late").exists()


def test_a_command_that_fails_is_quoted_without_its_secrets(host, live):
    with pytest.raises(GoliveError, match=r"The build hook 'false \*+' exited with 1"):
        _command.run(host.layout, live, ["false", "it's a secret"], 20, "build hook", live, host.executable)


def test_of_very_much_output_the_end_is_kept_and_no_part_of_a_secret(host, live):
    secret = "it's a secret"
    for missing in (1, 5, len(secret) - 1):
        # The cut falls into the secret.
        printed = "x" * 1000 + secret + "y" * (100 + 2 * len("first line\nsecond line") - len(secret) + missing)
        command = ["python3", "-c", f"print({printed!r}, end='')"]
        outcome = _command.execute(host.layout, live, command, 20, live, host.executable, limit=100)
        assert outcome.cut
        assert set(outcome.text) == {"y"}
        assert len(outcome.text) == 100


def test_without_a_live_release_nothing_is_run(host):
    host.stage()
    result = run(host, "touch", str(host.folder / "ran"))
    assert (result["verdict"], result["changed"]) == ("fail", False)
    assert "No release of gigs is live on this host. Nothing was run" in result["reason"]
    assert not (host.folder / "ran").exists()


def test_predicting_runs_nothing_and_names_the_release(host, live):
    assert _live_command.predict(host.layout)["release"] == live
    assert not (host.folder / "srv/gigs/ledger.jsonl").exists()


@pytest.mark.parametrize(
    ("command", "expected"),
    [("php artisan 'two words'", ["php", "artisan", "two words"]), (["sleep", 5], ["sleep", "5"]), ("echo $HOME; id", ["echo", "$HOME;", "id"])],
)
def test_a_text_is_split_into_words_without_a_shell(command, expected):
    assert _live_command.words(command) == expected


@pytest.mark.parametrize("command", ["", [], "echo 'open", {"a": 1}, [["echo"]], [True], "a\0b", None])
def test_what_is_no_command_is_refused(command):
    with pytest.raises(GoliveError, match="Nothing was run"):
        _live_command.words(command)
