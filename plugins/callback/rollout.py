# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: rollout
type: stdout
short_description: Show a rollout as it happens
description:
  - Shows the waves, hosts, phases and verdicts of a rollout as they happen, with the time that has passed and the least that is left, instead of a task
    after the other. On a terminal the last line says what is going on.
  - Errors, warnings, diffs, messages of M(ansible.builtin.debug) and the final message are shown in full.
  - Plays that are no rollout, check mode, and C(-v) look as they do with P(ansible.builtin.default#callback).
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - default_callback
  - result_format_callback
requirements:
  - Set as C(stdout_callback) in the configuration.
"""

import sys

from ansible import constants as C
from ansible.plugins.callback.default import CallbackModule as Default
from ansible.utils.fqcn import add_internal_fqcns
from ansible_collections.golive.web.plugins.plugin_utils._progress import PASS, Progress
from ansible_collections.golive.web.plugins.plugin_utils._status_line import StatusLine

_ROLE = "golive.web.rollout"
_PLAN = "golive.web.rollout_plan"
# What the hosts of a phase do.
_ON_HOSTS = ("golive.web.release", "golive.web.environment_check")
_GATE = "golive.web.rollout_gate"
_REPORT = "golive.web.rollout_report"
_ASSERT = add_internal_fqcns(("assert",))
# What assert says that was given nothing to say.
_NOTHING_SAID = "All assertions passed"
_COLORS = {"": None, PASS: C.COLOR_OK, "inconclusive": C.COLOR_WARN, "paused": C.COLOR_WARN}


class CallbackModule(Default):
    """Of a play that belongs to a rollout, tells what C(_progress) makes of the results; all that is not told there is the default callback's."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "golive.web.rollout"

    def __init__(self):
        super().__init__()
        self._line = StatusLine(self._display, sys.stdout)
        self._progress = Progress()
        self._summary = None
        self._begun = self._is_rollout = self._has_others = False
        self._tell = {_PLAN: self._planned, _GATE: self._judged, _REPORT: self._reported}
        self._tell.update({**dict.fromkeys(_ON_HOSTS, self._done), **dict.fromkeys(_ASSERT, self._asserted)})

    def v2_playbook_on_play_start(self, play):
        tasks = [task for block in (*play.pre_tasks, *play.tasks, *play.post_tasks) for task in _tasks(block)]
        plans = any(task.action == _PLAN for task in tasks)
        self._begun = (plans or self._begun) and any(_is_of_role(task) for task in tasks)
        self._is_rollout = self._begun and not play.check_mode and self._display.verbosity == 0
        if not self._is_rollout:
            self._has_others = True
            super().v2_playbook_on_play_start(play)
        elif plans:
            self._progress, self._summary = Progress(), None
        self._play = play

    def v2_playbook_on_task_start(self, task, is_conditional):
        if not self._is_rollout:
            super().v2_playbook_on_task_start(task, is_conditional)
            return
        # The banner comes only where something is shown in full; by then the name may not be known any more.
        self._task_type_cache[task._uuid] = "TASK"
        self._last_task_name = task.get_name().strip()
        if task.action in _ON_HOSTS:
            self._progress.begin(_phase(self._last_task_name))
            self._draw()

    def v2_runner_on_start(self, host, task):
        super().v2_runner_on_start(host, task)
        if self._is_rollout and task.action in _ON_HOSTS:
            self._progress.at_work(host.get_name())
            self._draw()

    def v2_playbook_on_include(self, included_file):
        if not self._is_rollout:
            super().v2_playbook_on_include(included_file)

    def v2_runner_on_ok(self, result):
        if not self._is_rollout or self._is_message(result):
            super().v2_runner_on_ok(result)
        else:
            self._quietly(result, PASS)

    def v2_runner_on_skipped(self, result):
        if not self._is_rollout:
            super().v2_runner_on_skipped(result)
        self._is_done(result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        if self._is_rollout and _is_judged(result):
            self._quietly(result, "fail")
        else:
            super().v2_runner_on_failed(result, ignore_errors)
            self._is_done(result)

    def v2_runner_on_unreachable(self, result):
        super().v2_runner_on_unreachable(result)
        self._is_done(result)

    def v2_runner_item_on_ok(self, result):
        if not self._is_rollout or self._is_message(result):
            super().v2_runner_item_on_ok(result)
        else:
            self._handle_warnings_and_exception(result)

    def v2_runner_item_on_skipped(self, result):
        if not self._is_rollout:
            super().v2_runner_item_on_skipped(result)

    def v2_playbook_on_stats(self, stats):
        self._line.erase()
        if self._has_others or self._play is None or stats.custom:
            super().v2_playbook_on_stats(stats)

    def _quietly(self, result, verdict):
        """Shows of I(result) what is worth it, and every warning."""
        tell = self._tell.get(result.task.action)
        for line in tell(result, verdict) if tell else ():
            self._display.display(line.text, color=_COLORS.get(line.verdict, C.COLOR_ERROR))
        self._handle_warnings_and_exception(result)
        self._draw()

    def _is_done(self, result):
        """What was shown in full already has its host done."""
        if self._is_rollout and result.task.action in _ON_HOSTS:
            self._progress.done(result.host.get_name(), {})
            self._draw()

    def _draw(self):
        self._line.draw(self._progress.status())

    def _is_message(self, result):
        """Whether I(result) is of a debug task that doesn't just repeat the plan."""
        return result.task.action in C._ACTION_DEBUG and (self._summary is None or result.result.get("msg") != self._summary)

    def _planned(self, result, _verdict):
        plan = result.result.get("plan") or {}
        self._summary = plan.get("summary")
        return self._progress.planned(_last_event(result), plan)

    def _done(self, result, _verdict):
        return self._progress.done(result.host.get_name(), result.result)

    def _judged(self, result, _verdict):
        return self._progress.judged(_last_event(result))

    def _reported(self, result, _verdict):
        path = result.result.get("timeline")
        return self._progress.concluded(f"timeline: {path}", "") if path else []

    def _asserted(self, result, verdict):
        if "assertion" in result.result:
            # It has the same message. That of a condition that could not be evaluated has more.
            result.result.pop("exception", None)
        text = result.result.get("msg")
        text = "\n".join(text) if isinstance(text, list) else text
        return self._progress.concluded(text, verdict) if verdict and text != _NOTHING_SAID else []


def _tasks(block):
    """All tasks below I(block), as far as they are known before the play begins."""
    for part in (*block.block, *block.rescue, *block.always):
        if hasattr(part, "block"):
            yield from _tasks(part)
        else:
            yield part


def _is_of_role(task):
    return task._role is not None and task._role.get_name() == _ROLE


def _is_judged(result):
    """Whether the failure in I(result) is told all the same: by a gate, or as the rollout's last word."""
    if result.task.action in _ASSERT:
        return _is_of_role(result.task)
    return result.task.action in _ON_HOSTS and bool(result.result.get("verdict"))


def _last_event(result):
    return (result.result.get("events") or [None])[-1]


def _phase(name):
    """The phase of a task that is named C(ROLE : PHASE | what it does)."""
    return name.rpartition(" : ")[2].partition(" | ")[0].lower()
