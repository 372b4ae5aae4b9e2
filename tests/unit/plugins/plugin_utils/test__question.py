# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible.errors import AnsiblePromptInterrupt, AnsiblePromptNoninteractive
from ansible_collections.golive.web.plugins.plugin_utils import _question


class Terminal:
    """Somebody who says the bytes I(said), or raises it."""

    def __init__(self, said):
        self.said, self.asked = said, []

    def prompt_until(self, question, **_more):
        self.asked.append(question)
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


@pytest.mark.parametrize(
    ("said", "answer"), [(b"c", "pass"), (b"C\r", "pass"), (b"rollback", "fail"), (b"p", "pause"), (b"", None), (b"what?", None), (b"\xff", None)]
)
@pytest.mark.parametrize(("policy", "nobody"), [("ask", "fail"), ("pause", "pause")])
def test_whoever_is_at_the_terminal_decides(policy, nobody, said, answer):
    terminal = Terminal(said)
    assert _question.answer(policy, ["12 requests are too few."], terminal) == (answer or nobody)
    assert "12 requests are too few." in terminal.asked[0]


@pytest.mark.parametrize(("policy", "answer"), [("ask", "fail"), ("pause", "pause")])
def test_where_nobody_is_the_policy_decides(policy, answer):
    assert _question.answer(policy, [], Terminal(AnsiblePromptNoninteractive("no terminal"))) == answer


def test_a_reason_can_not_steer_the_terminal():
    terminal = Terminal(b"c")
    _question.answer("ask", ["\x1b[2Jall is well"], terminal)
    assert "\x1b" not in terminal.asked[0] and "all is well" in terminal.asked[0]


def test_an_interrupt_goes_back():
    assert _question.answer("pause", [], Terminal(AnsiblePromptInterrupt("interrupted"))) == "fail"


@pytest.mark.parametrize("policy", ["pass", "fail"])
def test_a_policy_that_has_decided_asks_nobody(policy):
    terminal = Terminal(b"p")
    assert _question.answer(policy, [], terminal) == policy and terminal.asked == []
