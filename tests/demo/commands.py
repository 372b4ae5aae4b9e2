# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands that run at the same time, each with a log of its own, and what they are at."""

from __future__ import annotations

import json
import os
import re
import subprocess
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_PROGRESS_SECONDS = 10
_POLL_SECONDS = 0.1
_TAIL_LINES = 40
_TASK_WIDTH = 45

# The output is read: whatever this user has set for Ansible elsewhere must not change its form.
_ANSIBLE = {
    "ANSIBLE_FORKS": "10",
    "ANSIBLE_NOCOLOR": "1",
    "ANSIBLE_FORCE_COLOR": "0",
    "ANSIBLE_STDOUT_CALLBACK": "default",
    "ANSIBLE_CALLBACK_RESULT_FORMAT": "json",
    "ANSIBLE_CALLBACKS_ENABLED": "ansible.posix.profile_tasks",
}


@dataclass
class Command:
    """One command. code: its exit code, None while it runs. seconds: how long it took."""

    name: str
    arguments: list[str]
    log: Path
    code: int | None = None
    seconds: float = 0
    process: subprocess.Popen | None = field(default=None, repr=False)

    def text(self) -> str:
        """All that it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def tail(self) -> str:
        """The last lines that it wrote."""
        return "\n".join(self.text().splitlines()[-_TAIL_LINES:])

    def task(self) -> str:
        """What Ansible is at: the last task or handler that its log names, without the role's name; else ''."""
        found = re.findall(r"^(?:TASK|RUNNING HANDLER) \[(?:[\w.]+ : )?(.*?)\] \**$", self.text(), re.MULTILINE)
        return textwrap.shorten(found[-1], _TASK_WIDTH, placeholder=" ...") if found else ""

    def reason(self) -> str:
        """Why Ansible ended with a failure, in the playbook's own words; '' where its log has none."""
        found = re.findall(r"^fatal: \[[^\]]*\]: (?:FAILED|UNREACHABLE)! => (\{[^\n]*\}|\{\n.*?^\})$", self.text(), re.MULTILINE | re.DOTALL)
        said = json.loads(found[-1]).get("msg", "") if found else ""
        return "\n".join(said) if isinstance(said, list) else str(said)


def run_all(commands: list[Command], tell: Callable[[str], None], environment: dict[str, str]) -> None:
    """Runs commands at the same time until each has ended, and tells every 10 seconds what they are at.

    A command may fail: its `code` says so. environment: what to set besides this process's own.
    """
    began = told = time.monotonic()
    environment = {**os.environ, **_ANSIBLE, **environment}
    for command in commands:
        command.log.parent.mkdir(parents=True, exist_ok=True)
        with command.log.open("w", encoding="utf-8") as log:
            command.process = subprocess.Popen(
                command.arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment
            )
    try:
        while running := [command for command in commands if command.code is None]:
            time.sleep(_POLL_SECONDS)
            for command in running:
                command.code = command.process.poll()
                if command.code is not None:
                    command.seconds = time.monotonic() - began
            running = [command for command in running if command.code is None]
            if running and time.monotonic() - told >= _PROGRESS_SECONDS:
                told = time.monotonic()
                tell("; ".join(f"{command.name}: {command.task() or 'at work'}" for command in running))
    finally:
        for command in commands:
            if command.process.poll() is None:
                command.process.terminate()
                command.process.wait()
