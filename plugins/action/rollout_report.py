# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tells of a rollout that has ended: timeline, events, notification; runs on the controller, once, and fails nothing."""

from __future__ import annotations

import os

from ansible.plugins.action import ActionBase
from ansible_collections.golive.web.plugins.module_utils import _atomic
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.plugin_utils import _delivery, _report, _timeline
from ansible_collections.golive.web.plugins.plugin_utils._arguments import checked

ARGUMENTS = {
    "application": {"type": "str", "required": True},
    "events": {"type": "list", "elements": "dict", "required": True},
    "verdict": {"type": "dict", "required": True},
    "plan": {"type": "dict", "default": {}},
    "timeline": {"type": "path", "default": ""},
    "events_to": {"type": "str", "default": "", "no_log": True},
    "webhook": {"type": "str", "default": "", "no_log": True},
}
# Reasons quote logs, which are not for everybody on this machine.
_MODE = 0o640


class ActionModule(ActionBase):
    """Takes what the module C(rollout_report) documents. What can't be written or delivered is a warning: the rollout has ended, whoever hears of it."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        params = checked(self, ARGUMENTS)
        events = _report.complete(params["events"], params["verdict"], params["plan"])
        to_file = params["events_to"] and "://" not in params["events_to"]
        result.update(changed=bool(params["timeline"] or to_file), failed=False, event=events[-1], timeline=params["timeline"], warnings=[])
        if self._task.check_mode:
            return result
        for work in (_draw, _append if to_file else _post_events, _notify):
            try:
                work(params, events)
            except GoliveError as error:
                result["warnings"].append(str(error))
        return result


def _draw(params, events):
    """Writes the timeline, if one is wished for."""
    if params["timeline"]:
        _write(params["timeline"], lambda path: _atomic.write(path, _timeline.page(events, params["application"]), _MODE), "The timeline")


def _append(params, events):
    """Appends the events to a file, in one piece, since several runs may do so at once."""
    _write(params["events_to"], lambda path: _append_text(path, _report.lines(events, params["application"])), "The events of the rollout")


def _post_events(params, events):
    _post(params["events_to"], "rollout_events", _report.lines(events, params["application"]), "application/x-ndjson")


def _notify(params, events):
    _post(params["webhook"], "rollout_webhook", _report.chat(_report.message(events, params["application"])), "application/json")


def _post(url, variable, body, content_type):
    if not url:
        return
    wrong = _delivery.post(_delivery.address(url, variable), body, content_type)
    if wrong:
        raise GoliveError(f"What {variable} is for was not delivered: {wrong}. The rollout is not affected.")


def _write(path, write, what):
    path = os.path.abspath(os.path.expanduser(path))
    try:
        write(path)
    except OSError as error:
        raise GoliveError(f"{what} could not be written to {path}: {error.strerror}. The rollout is not affected.") from None


def _append_text(path, text):
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _MODE)
    with open(descriptor, "ab", buffering=0) as file:
        file.write(text.encode())
