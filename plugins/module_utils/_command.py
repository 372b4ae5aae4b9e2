# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running a command in a release on this host: as the application's user, with the release's environment, by golive-exec."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess

from ansible_collections.golive.web.plugins.module_utils import _environment_file
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

GOLIVE_EXEC = "/usr/local/bin/golive-exec"

_SHORTEST_SECRET = 4
# What these are set to is no secret, and would be masked wherever the word occurs.
_PUBLIC = ("APP_ENV", "APP_DEBUG", "APP_NAME", "NODE_ENV", "LOG_LEVEL", "LANG", "TZ")


class CommandError(GoliveError):
    """A command in a release failed; the message says which and what it said last, with secrets masked."""


def run(layout, where, command, seconds, purpose, release, executable=GOLIVE_EXEC):
    """Runs I(command) (a list of words) in the release, slot or C(live) I(where); returns its output.

    Raises C(CommandError) where it exits other than 0, can't be started, or takes longer than I(seconds).
    """
    mask = masker(layout, release)
    shown = " ".join(command)
    try:
        # run_command belongs to AnsibleModule, which these files do without, and can't end all that the command started.
        process = subprocess.Popen(  # pylint: disable=ansible-bad-function
            [executable, layout.name, where, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise CommandError(f"The {purpose} '{shown}' could not be started: {error}.") from error
    try:
        output, _nothing = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise CommandError(f"The {purpose} '{shown}' was not done after {seconds:g} s and was ended.") from error
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # what it left in the background
    text = mask(output.decode(errors="replace"))
    if process.returncode:
        raise CommandError(f"The {purpose} '{shown}' exited with {process.returncode}: {last_lines(text)}", details={"output": text[-4000:]})
    return text


def last_lines(text, count=3, length=400):
    """The last I(count) lines that say anything, as one line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " | ".join(lines[-count:])[-length:] or "it said nothing"


def masker(layout, release):
    """A function that hides in a text every value of the release's environment that may be a secret."""
    try:
        with open(layout.environment(release), encoding="utf-8", newline="") as file:
            values = [value for name, value in _environment_file.parse(file.read()).items() if name not in _PUBLIC]
    except (OSError, GoliveError):
        values = ()
    secrets = sorted({value for value in values if len(value) >= _SHORTEST_SECRET}, key=len, reverse=True)

    def mask(text):
        for secret in secrets:
            text = text.replace(secret, "********")
        return text

    return mask
