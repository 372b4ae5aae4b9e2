# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running a command in a release on this host: as the application's user, with the release's environment, by golive-exec."""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import signal
import subprocess
import time
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _environment_file
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

GOLIVE_EXEC = "/usr/local/bin/golive-exec"

# Bytes of what a command says that are kept: its end, where the error is.
_LIMIT = 64 * 1024
# Where an error came from, which most languages say below the error itself.
_FRAME = re.compile(r"from \S+:\d+:in |at .*:\d+\)?$|#\d+ ")
_SHORTEST_SECRET = 4
# What a command said just before it ended is read when its end is known.
_LAST_WORDS_SECONDS = 0.3
# What these are set to is no secret, and would be masked wherever the word occurs.
_PUBLIC = ("APP_ENV", "APP_DEBUG", "APP_NAME", "NODE_ENV", "LOG_LEVEL", "LANG", "TZ")


class CommandError(GoliveError):
    """A command in a release failed; the message says which and what it said last, with secrets masked."""


class Outcome(NamedTuple):
    """What became of a command: its exit code (C(None): it took too long and was ended), what it said with secrets masked, and whether
    that is its end only."""

    code: int | None
    text: str
    cut: bool


def run(layout, where, command, seconds, purpose, release, executable=GOLIVE_EXEC):
    """Runs I(command) (a list of words) in the release, slot or C(live) I(where); returns its output, or the end of a very long one.

    Raises C(CommandError) where it exits other than 0, can't be started, or takes longer than I(seconds).
    """
    outcome = execute(layout, where, command, seconds, release, executable)
    shown = masker(layout, release)(" ".join(command))
    if outcome.code is None:
        raise CommandError(f"The {purpose} '{shown}' was not done after {seconds:g} s and was ended.")
    if outcome.code:
        details = {"output": outcome.text[-4000:]}
        raise CommandError(f"The {purpose} '{shown}' exited with {outcome.code}: {last_lines(outcome.text)}", details=details)
    return outcome.text


def execute(layout, where, command, seconds, release, executable=GOLIVE_EXEC, limit=_LIMIT):
    """Runs I(command) as C(run) does and returns its C(Outcome), with I(limit) bytes of what it said last; raises C(CommandError) where it
    can't be started."""
    mask, longest = masking(layout, release)
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
        raise CommandError(f"'{mask(' '.join(command))}' could not be started: {error}.") from error
    with process:
        try:
            # What is cut off may have been the beginning of a secret, whose rest nothing would recognise.
            output, cut = _read(process, seconds, limit + 2 * longest)
            code = process.returncode
        except subprocess.TimeoutExpired as expired:
            output, cut = expired.output
            code = None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # also what it left in the background
    text = mask(output.decode(errors="replace"))
    return Outcome(code, text[2 * longest :] if cut else text, cut)


def _read(process, seconds, keep):
    """The last I(keep) bytes that I(process) says until it ends, and whether it said more; C(subprocess.TimeoutExpired) holds both.

    What it leaves in the background may hold its output for ever, and is not waited for."""
    deadline = time.monotonic() + seconds
    output, cut, open_, ended = bytearray(), False, True, False
    end = os.pidfd_open(process.pid)
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            selector.register(end, selectors.EVENT_READ)
            while open_ and (remaining := deadline - time.monotonic()) > 0:
                for key, _events in selector.select(remaining):
                    if key.fd == end:
                        ended = True
                        selector.unregister(end)
                        deadline = min(deadline, time.monotonic() + _LAST_WORDS_SECONDS)
                        continue
                    block = os.read(key.fd, 65536)
                    output += block
                    open_ = bool(block)
                    cut = cut or len(output) > keep
                    del output[:-keep]
    finally:
        os.close(end)
    try:
        process.wait(0 if ended else max(deadline - time.monotonic(), 0))
    except subprocess.TimeoutExpired as expired:
        expired.output = (output, cut)
        raise
    return output, cut


def last_lines(text, count=3, length=400):
    """The last I(count) lines that say anything, as one line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    lines = [line for line in lines if not _FRAME.match(line)] or lines
    return " | ".join(lines[-count:])[-length:] or "it said nothing"


def masker(layout, release):
    """A function that hides in a text every value of the release's environment that may be a secret."""
    return masking(layout, release)[0]


def masking(layout, release):
    """C(masker)'s function, and how many bytes the longest secret has."""
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

    return mask, max((len(secret.encode()) for secret in secrets), default=0)
