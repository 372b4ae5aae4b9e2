# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Processes: how many there are, by their command line, their user, or the file that names one. No command line is ever shown, as it may hold secrets."""

from __future__ import annotations

import os
import pwd
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import disk, values
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread

OPTIONS = {"pattern": "", "pid_file": "", "user": "", "min_count": 1, "max_count": None}
NEEDED = ()
addresses = None
# Of a command line; a pattern takes its time over longer ones.
_MOST_BYTES = 4096
_ENDED = "ZXx"


class Process(NamedTuple):
    """C(line): its command line, empty for those of the kernel. C(session) and C(parent) are numbers of processes, C(uid) that of its effective user."""

    number: int
    state: str
    parent: int
    session: int
    uid: int
    line: str


def prepare(options):
    """Checks I(options), and adds what need not be made for each attempt."""
    whose = f"The probe '{options['name']}'"
    if not options["pattern"] and not options["pid_file"]:
        raise GoliveError(f"{whose} of the type process needs a pattern or a pid_file.")
    if options["pid_file"]:
        disk.check(options["pid_file"], options["name"])
    if options["max_count"] is not None and options["max_count"] < options["min_count"]:
        raise GoliveError(f"{whose} wants at least {options['min_count']} and at most {options['max_count']} processes.")
    options["line_pattern"] = values.compiled(options["pattern"], f"{whose}: pattern")


def libraries(options):
    """None are needed."""
    return {}


def target(options):
    """What is looked for, for people."""
    return " ".join(filter(None, (options["pattern"] or options["pid_file"], options["user"] and f"of {options['user']}")))


async def attempt(options, one):
    """One look at all processes, or at the one that the file names."""
    with one.phase("read"):
        processes, own, uid = await in_thread(_looked_at, options)
    # Whoever may start a process chooses its line; here the pattern is given up in time.
    one.value = len(matching(processes, options["line_pattern"], uid, own, one))
    one.check(assertions(one.value, options["min_count"], options["max_count"]))


def assertions(count, least, most):
    """That I(count) processes are at least I(least), and at most I(most) where that is not C(None)."""
    yield Assertion("the number of processes", count >= least, "not_running", f"at least {least}", count)
    if most is not None:
        yield Assertion("the number of processes", count <= most, "value", f"at most {most}", count)


def matching(processes, pattern, uid, own, one):
    """Those of I(processes) that run, are of the user I(uid) where that is not C(None), and have I(pattern) in their line; without the numbers
    I(own). They are looked through for the attempt I(one).
    """
    candidates = [
        process for process in processes if process.line and process.state not in _ENDED and uid in (None, process.uid) and process.number not in own
    ]
    lines = set(values.having(pattern, {process.line for process in candidates}, one))
    return [process for process in candidates if process.line in lines]


def asking(processes, number):
    """The numbers of the process I(number), which asks, and of the shells and the sudo that started it: what is in their lines is not meant."""
    known = {process.number: process for process in processes}
    found, process = set(), known.get(number)
    session = process and process.session
    while process and process.session == session and process.number not in found:
        found.add(process.number)
        process = known.get(process.parent)
    return found


def of_stat(text):
    """(state, parent, session) of what /proc/PID/stat says; the name in it may hold anything."""
    state, parent, _group, session = text.rpartition(")")[2].split()[:4]
    return state, int(parent), int(session)


def number_in(text):
    """The number of a process in the first line of I(text), what a file holds, or C(None)."""
    line = text.partition("\n")[0].strip()
    return int(line) if line.isascii() and line.isdecimal() and len(line) <= 10 else None


def _looked_at(options):
    """(processes, numbers of those that ask, the wanted user's number or C(None))."""
    uid = _uid(options["user"]) if options["user"] else None
    if options["pid_file"]:
        processes, own = _processes([_named(options["pid_file"])]), ()
    else:
        processes = _processes(int(name) for name in os.listdir("/proc") if name.isdecimal())
        own = asking(processes, os.getpid())
    return processes, own, uid


def _uid(user):
    try:
        return pwd.getpwnam(user).pw_uid
    except (KeyError, ValueError) as error:
        raise Trouble("missing", f"there is no user {user}") from error


def _named(path):
    try:
        number = number_in(_read(path))
    except OSError as error:
        raise disk.trouble(error, path) from error
    if number is None:
        raise Trouble("not_running", f"{path} holds no number of a process")
    return number


def _processes(numbers):
    """Those of I(numbers) that are there, one by one."""
    found = []
    for number in numbers:
        folder = f"/proc/{number}"
        try:
            # The folder's owner is the effective user, also where nothing else in it is readable.
            found.append(Process(number, *of_stat(_read(f"{folder}/stat")), os.stat(folder).st_uid, _read(f"{folder}/cmdline").replace("\0", " ").strip()))
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue  # It has ended meanwhile, or is hidden from this user.
    return found


def _read(path):
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        return file.read(_MOST_BYTES).decode(errors="replace")
