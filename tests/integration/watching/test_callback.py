# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run looks like with the callback, beside what Ansible's own shows of the same run."""

from __future__ import annotations

import re

import pytest
from stage import HERE, screen

OLD = "1.0-0123456789ab-abcdef"
NEW = r"2\.0-[0-9a-f]{12}-[0-9a-f]{6}"
REFUSED = {
    "verdict": "fail", "reason": "The release is not healthy: it answered 503.\nIts log ends with: \x1b[2Jno database", "flipped": False, "refused": True,
    "live": OLD, "environment": {"SECRET": "hunter2"}, "output": "hunter2",
}  # fmt: skip
DAMAGE = {
    "web2": {"staged": {"warnings": ["the disk of web2 is nearly full"], "deprecations": [{"msg": "web2 is old", "version": "99.0"}]}},
    "web3": {"active": REFUSED, "pruned": {"_raise": "the module crashed"}},
    "web4": {"active": {"_unreachable": "no route to web4"}},
}
# Where a line of the default callback tells of an error or warning.
TELLING = re.compile(r"(fatal: .*|failed: .*|\[ERROR\]: .*|\[WARNING\]: .*|\[DEPRECATION WARNING\]: .*|\.\.\.ignoring|Origin: .*)")


def lines(text):
    """The lines of I(text) without what is never the same twice."""
    return [re.sub(r"\b\d+:\d\d\b", "0:00", line.rstrip()) for line in text.splitlines()]


def both(stage, *arguments, **more):
    """The same run with the callback and with Ansible's own, one host after the other, so that what they do is in one order."""
    callbacks = ("golive.web.rollout", "ansible.builtin.default")
    return [stage.run(*arguments, callback=callback, environment={"ANSIBLE_FORKS": "1"}, **more) for callback in callbacks]


def test_a_rollout_is_shown_as_it_happens(stage):
    run = stage.run()
    assert run.code == 0, run.output + run.errors
    shown = lines(run.output)
    assert all(line.startswith((" 0:00  ", "       ")) for line in shown), run.output
    told = [re.sub(NEW, "NEW", re.sub(r"\d+\.\d s", "S s", line)) for line in shown if line.startswith(" 0:00")]
    # Hosts at work at once end in any order.
    assert sorted(told[1:]) == sorted([
        " 0:00  plan: pass, 0:00 to go at least, 0:00 until the deadline",
        " 0:00  stage: pass, 4 hosts in S s (web1), 0:00 to go at least, 0:00 until the deadline",
        " 0:00  wave 1 of 3: web1 pass, serves NEW, S s",
        " 0:00  wave 1 of 3: pass, 1 host in S s, 0:00 to go at least, 0:00 until the deadline",
        " 0:00  wave 2 of 3: web2 pass, serves NEW, S s",
        " 0:00  wave 2 of 3: pass, 1 host in S s, 0:00 to go at least, 0:00 until the deadline",
        " 0:00  wave 3 of 3: web3 pass, serves NEW, S s",
        " 0:00  wave 3 of 3: web4 pass, serves NEW, S s",
        " 0:00  wave 3 of 3: pass, 2 hosts in S s (web3)",
        " 0:00  finish: pass, 4 hosts in S s (web1)",
        " 0:00  Release NEW is live on 4 hosts.",
    ])  # fmt: skip
    assert run.errors == ""


def test_a_refusal_is_shown_with_its_reason_and_steers_no_terminal(stage):
    run = stage.run(script={"web3": {"active": REFUSED}})
    assert run.code == 2
    reason = r"The release is not healthy: it answered 503\.\n +Its log ends with: \\x1b\[2Jno database\n"
    assert re.search(rf"wave 3 of 3: web3 fail, 0\.\d s\n +{reason}", run.output)
    assert re.search(r"wave 3 of 3: fail, 2 hosts", run.output)
    assert re.search(rf"roll back: web1 pass, serves {OLD}", run.output)
    assert re.search(r"roll back: pass, 3 hosts", run.output)
    assert lines(run.output)[-2:] == [
        " 0:00  web3: The release is not healthy: it answered 503.",
        "       Its log ends with: \\x1b[2Jno database",
    ]
    assert "\x1b" not in run.output
    assert "hunter2" not in run.output + run.errors


def test_nothing_of_an_error_or_warning_is_lost(stage):
    """Beside the default's output of the same: all that tells of an error is there, but the last task's dump, whose message is."""
    ours, default = both(stage, script=DAMAGE)
    assert ours.code == default.code == 2
    told = [line for line in lines(default.output + default.errors) if TELLING.match(line) and "Action failed" not in line and "verdict.yml" not in line]
    told = [line for line in told if not line.endswith("FAILED! => {")]
    assert len(told) > 8
    shown = lines(ours.output + ours.errors)
    assert [line for line in told if line not in shown] == []
    assert "web3: The release is not healthy" in ours.output


def test_a_diff_is_shown_as_the_default_shows_it(stage):
    diff = {"before_header": "/srv/gigs/live", "after_header": "/srv/gigs/live", "before": "a\n", "after": "b\n"}
    run = stage.run("golive.web.deploy", "--diff", script={"web1": {"active": {"diff": diff}}})
    assert "TASK [golive.web.rollout : Wave | Flip" in run.output
    assert "--- before: /srv/gigs/live\n+++ after: /srv/gigs/live\n@@ -1 +1 @@\n-a\n+b\n" in run.output


@pytest.mark.parametrize("playbook", ["golive.web.deploy", "golive.web.rollback"])
def test_check_mode_looks_as_by_default(stage, playbook):
    ours, default = both(stage, playbook, "--check", "--diff")
    assert lines(ours.output) == lines(default.output)
    assert (ours.code, ours.errors) == (default.code, default.errors)
    assert "PLAY RECAP" in ours.output and "changed: [web1]" in ours.output


def test_more_words_look_as_by_default(stage):
    ours, default = both(stage, "golive.web.deploy", "-v")
    headings = [[line for line in lines(run.output) if line.startswith(("PLAY", "TASK", "web", "ok: ", "changed: "))] for run in (ours, default)]
    assert [re.sub(r"=> .*", "", line) for line in headings[0]] == [re.sub(r"=> .*", "", line) for line in headings[1]]
    assert len(headings[0]) > 40


def test_a_playbook_without_a_rollout_looks_as_by_default(stage):
    ours, default = both(stage, HERE / "other.yml", "--diff")
    assert (ours.code, lines(ours.output), lines(ours.errors)) == (default.code, lines(default.output), lines(default.errors))
    assert "PLAY RECAP" in ours.output


def test_plays_before_a_rollout_look_as_by_default(stage):
    run = stage.run(HERE / "site.yml")
    assert run.code == 0
    assert "TASK [Say something]" in run.output and "hello from before" in run.output and "PLAY RECAP" in run.output
    assert "wave 3 of 3: pass" in run.output and "TASK [golive.web.rollout" not in run.output


def test_a_message_within_a_rollout_is_shown(stage):
    run = stage.run("golive.web.preview")
    assert run.code == 0, run.output
    assert re.search(r'"golive_preview=', run.output)
    assert "Plan | Show it" not in run.output


def test_on_a_terminal_the_last_line_says_what_is_going_on(stage):
    run = stage.run_on_a_terminal(script={"web2": {"staged": DAMAGE["web2"]["staged"]}}, environment={"ANSIBLE_FORCE_COLOR": "true"})
    assert run.code == 0
    assert re.search(r"\r\x1b\[K 0:\d\d  wave 3 of 3, 1 of 2 done, not over before \d\d:\d\d:\d\d, at work: web[34]", run.output)
    assert re.search(r"\x1b\[0;32m 0:\d\d  wave 3 of 3: pass", run.output)
    left = screen(run.output)
    assert not [line for line in left if "at work" in line or " done" in line]
    assert any(line.startswith("[WARNING]: the disk of web2 is nearly full") for line in left)
    assert re.match(rf" 0:\d\d  Release {NEW} is live on 4 hosts\.", [line for line in left if line][-1])


def test_a_narrow_terminal_is_never_scrolled_by_the_status(stage):
    run = stage.run_on_a_terminal(columns=30)
    drawn = [part.split("\r")[0].split("\n")[0] for part in run.output.split("\r\x1b[K")[1:]]
    status = [re.sub(r"\x1b.*", "", part) for part in drawn if " done" in part]
    assert len(status) > 20 and max(map(len, status)) == 29


def test_without_colours_there_are_none(stage):
    run = stage.run_on_a_terminal(environment={"NO_COLOR": "1"})
    assert not re.search(r"\x1b\[[\d;]*m", run.output)
    assert "\r\x1b[K" in run.output


def test_on_a_terminal_that_erases_nothing_there_are_lines_alone(stage):
    run = stage.run_on_a_terminal(environment={"TERM": "dumb", "NO_COLOR": "1"})
    assert "\x1b" not in run.output and "at work" not in run.output
