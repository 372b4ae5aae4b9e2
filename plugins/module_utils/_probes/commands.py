# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Commands that an attempt runs on this host: without a shell, with bounded output, and gone with all that they started, however the attempt ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _command
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble

# What is said after these is read, so that the command is not held up, and not looked at.
_MOST_BYTES = 65536
# What a command said just before it ended is read when its end is known; what it left in the background may hold its output for ever.
_LAST_WORDS_SECONDS = 0.2
# What was killed is gone by then, or hangs in the kernel, where nobody waits for it.
_GONE_SECONDS = 0.05


class Ended(NamedTuple):
    """C(code): the exit code, or below 0 the signal that ended it. C(text): the beginning of what it said, errors included."""

    code: int
    text: str

    def __str__(self):
        how = f"signal {-self.code}" if self.code < 0 else str(self.code)
        return f"{how} ({_command.last_lines(self.text, 1, 160)})"


def check(words, option, name):
    """Raises C(GoliveError) where I(words), the I(option) of the probe I(name), can be no command."""
    try:
        is_one = bool(words[0]) and not any(b"\0" in os.fsencode(word) for word in words)
    except UnicodeEncodeError:
        is_one = False
    if not is_one:
        raise GoliveError(f"The probe '{name}' has the {option} {words!r}, which no system can run.")


async def run(words, **environment):
    """The C(Ended) of the command I(words), which has PATH, LANG and I(environment) as its environment. Raises C(Trouble).

    It is killed with its process group where it is given up, and what it left running when it ends by itself.
    """
    process = _started(words, environment)
    loop = asyncio.get_running_loop()
    try:
        output, end = process.stdout.fileno(), os.pidfd_open(process.pid)
    except OSError:
        process.kill()
        process.wait()
        process.stdout.close()
        raise
    said, silent, over = bytearray(), loop.create_future(), loop.create_future()

    def read():
        block = os.read(output, _MOST_BYTES)
        said.extend(block[: _MOST_BYTES - len(said)])
        if not block:
            loop.remove_reader(output)
            silent.set_result(None)

    def ended():
        loop.remove_reader(end)
        over.set_result(None)

    try:
        loop.add_reader(output, read)
        loop.add_reader(end, ended)
        # Not awaited itself, as it would be cancelled with what is given up.
        await asyncio.wait([over])
        await asyncio.wait([silent], timeout=_LAST_WORDS_SECONDS)
    finally:
        # Its number is its own until it is waited for, so no other group is met.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        try:
            await asyncio.wait([over], timeout=_GONE_SECONDS)
        finally:
            loop.remove_reader(output)
            loop.remove_reader(end)
            os.close(end)
            process.stdout.close()
            process.poll()
    return Ended(process.returncode, said.decode(errors="replace"))


def _started(words, environment):
    try:
        # run_command belongs to AnsibleModule, which these files do without, and would hold up all other probes.
        return subprocess.Popen(  # pylint: disable=ansible-bad-function,consider-using-with
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": os.environ.get("LANG", "C.UTF-8"), **environment},
            start_new_session=True,
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Trouble("missing", f"there is no program {words[0]}") from error
    except OSError as error:
        raise Trouble("permission", f"{words[0]} can't be started: {error.strerror}") from error
