# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programs of this host: run without a shell, as the user that is named, with bounded time and output, and gone with all that they started."""

from __future__ import annotations

import contextlib
import os
import pwd
import selectors
import signal
import subprocess
import time
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _command
from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, Trouble

# As golive-exec has it, so that an application's programs are found where it finds them.
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_MOST_ERROR_BYTES = 65536
# What a program said just before it ended is read when its end is known; what it left in the background may hold its output for ever.
_LAST_WORDS_SECONDS = 0.2
# What was killed is gone by then, or hangs in the kernel, where nobody waits for it.
_GONE_SECONDS = 0.5


class Ended(NamedTuple):
    """C(code): the exit code, or below 0 the signal that ended it. C(out): what it said. C(err): the end of its errors."""

    code: int
    out: str
    err: str


def run(environment, words, user="", folder="/", seconds=20.0, most_bytes=1 << 20):
    """The C(Ended) of the program I(words), run in I(folder) as I(user), or as the caller, with I(environment). Raises C(Trouble)."""
    process = _started(environment, words, user, folder)
    try:
        out, err = _heard(process, words[0], seconds, most_bytes)
    finally:
        # Its number is its own until it is waited for, so no other group is met.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.stderr.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GONE_SECONDS)
    return Ended(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"))


def failed(ended, program):
    """The C(Trouble) of a I(program) that C(Ended) other than well, with what it said last: uncut, or a secret in it that was cut would not be known as one."""
    how = f"by signal {-ended.code}" if ended.code < 0 else f"with {ended.code}"
    return Trouble("tool", f"{program} ended {how} ({_command.last_lines(ended.err or ended.out, 1, _MOST_ERROR_BYTES)})")


def _heard(process, program, seconds, most_bytes):
    """(output, end of the errors) of I(process) until it ends."""
    deadline, out, err = time.monotonic() + seconds, bytearray(), bytearray()
    end = os.pidfd_open(process.pid)
    ended = False
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(end, selectors.EVENT_READ)
            selector.register(process.stdout, selectors.EVENT_READ, out)
            selector.register(process.stderr, selectors.EVENT_READ, err)
            while selector.get_map() and (left := deadline - time.monotonic()) > 0:
                for key, _events in selector.select(left):
                    block = b"" if key.fd == end else os.read(key.fd, _MOST_ERROR_BYTES)
                    if not block:
                        selector.unregister(key.fileobj)
                    else:
                        key.data.extend(block)
                    if key.fd == end:
                        ended, deadline = True, min(deadline, time.monotonic() + _LAST_WORDS_SECONDS)
                del err[:-_MOST_ERROR_BYTES]
                if len(out) > most_bytes:
                    raise Trouble("tool", f"{program} says more than {most_bytes} bytes")
    finally:
        os.close(end)
    if not ended:
        raise Trouble("deadline", f"{program} was not done after {seconds:g} s")
    return out, err


def _started(environment, words, user, folder):
    account, switch = _account(user)
    if not os.path.isdir(folder):
        raise Trouble("missing", f"there is no folder {folder}", FAIL)
    try:
        # run_command belongs to AnsibleModule, which these files do without, and can't end all that the program started.
        return subprocess.Popen(  # pylint: disable=ansible-bad-function,consider-using-with
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={"PATH": _PATH, "LANG": "C.UTF-8", "HOME": account.pw_dir, "USER": account.pw_name, "LOGNAME": account.pw_name, **environment},
            start_new_session=True,
            **switch,
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Trouble("missing", f"there is no program {words[0]}", FAIL) from error
    except OSError as error:
        raise Trouble("permission", f"{words[0]} can't be started: {error.strerror}") from error
    except ValueError as error:
        # A zero byte, or a name with an equals sign: the error's own text says which of them.
        raise Trouble("tool", f"{words[0]} can't be started with this environment ({error})") from error


def _account(user):
    """(account of the I(user), what makes C(subprocess) switch to it)."""
    try:
        account = pwd.getpwnam(user) if user else pwd.getpwuid(os.geteuid())
    except KeyError as error:
        raise Trouble("missing", f"there is no user {user or os.geteuid()}", FAIL) from error
    if account.pw_uid == os.geteuid():
        return account, {}
    if os.geteuid():
        raise Trouble("permission", f"only root can run programs as {user}")
    return account, {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": os.getgrouplist(account.pw_name, account.pw_gid)}
