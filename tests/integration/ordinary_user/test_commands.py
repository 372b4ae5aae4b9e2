# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One command in the live release: where it runs, what it shows, what is remembered."""

from __future__ import annotations

import json
import time

from deployer import NAMES, application, applications


def test_a_command_runs_in_the_live_release_on_one_host_and_shows_no_secret(fleet):
    secret = f"hush-{time.time_ns()}"
    described = applications(*NAMES, north=application("north", environment={"APP_KEY": secret}))
    fleet.succeed("golive.web.deploy", application="north", **described)
    release = fleet.live("north")["bookworm1"]
    words = ["sh", "-c", "echo $0 on $(hostname) as $(id -un) in $(pwd) with $APP_KEY", "$GOLIVE_RELEASE"]
    run = fleet.playbook("golive.web.run", application="north", command=words)
    assert run.code == 0, run.output[-4000:]
    assert f"{release} on bookworm1 as north in /srv/north/releases/{release} with ********" in run.output
    assert secret not in run.output
    event = json.loads(fleet.on("bookworm1", "tail", "-n", "1", "/srv/north/ledger.jsonl"))
    assert (event["event"], event["command"], event["rc"], event["release"]) == ("command", words, 0, release)
    assert "@" in event["owner"]
    assert json.loads(fleet.on("trixie2", "tail", "-n", "1", "/srv/north/ledger.jsonl"))["event"] != "command"
    journal = "journalctl --since=-5min | grep -c release_command"
    assert fleet.on("bookworm1", "sh", "-c", journal, check=False) == "0"


def test_a_command_that_fails_ends_the_playbook_with_its_last_words(fleet):
    run = fleet.playbook("golive.web.run", application="south", command="sh -c 'echo one; echo no such table; exit 3'")
    assert run.code != 0
    assert "exited with 3: one | no such table" in run.output


def test_a_command_goes_to_the_host_that_is_named_or_to_the_first_that_answers_and_check_mode_runs_none(fleet, tmp_path):
    named = fleet.playbook("golive.web.run", "--limit", "trixie2", application="south", command="hostname")
    assert named.code == 0 and '"trixie2"' in named.output, named.output[-4000:]
    away = tmp_path / "away.json"
    away.write_text(json.dumps({"all": {"hosts": {"bookworm1": {"ansible_ssh_common_args": "-o ControlPath=none -o Port=1"}}}}))
    answering = fleet.playbook("golive.web.run", "-i", str(away), application="south", command="hostname")
    assert answering.code == 0 and '"trixie2"' in answering.output, answering.output[-4000:]
    unfinished = applications(*NAMES, south=application("south", no_such_setting=1))
    regardless = fleet.playbook("golive.web.run", application="south", command="hostname", **unfinished)
    assert regardless.code == 0 and '"bookworm1"' in regardless.output, regardless.output[-4000:]
    checked = fleet.playbook("golive.web.run", "--check", application="south", command="touch /tmp/golive-ran")
    assert checked.code == 0, checked.output[-4000:]
    assert f"Not run, in check mode; it would be, in release {fleet.live('south')['bookworm1']}" in checked.output
    assert fleet.on("bookworm1", "sh", "-c", "ls /tmp/golive-ran 2>/dev/null || :") == ""
