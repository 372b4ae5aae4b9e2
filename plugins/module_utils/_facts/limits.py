# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a process may use at the most (getrlimit(2))."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import files, units

# As limits.conf(5) names them to as the kernel does.
NAMES = {
    "as": "Max address space", "core": "Max core file size", "cpu": "Max cpu time", "data": "Max data size", "fsize": "Max file size",
    "locks": "Max file locks", "memlock": "Max locked memory", "msgqueue": "Max msgqueue size", "nice": "Max nice priority",
    "nofile": "Max open files", "nproc": "Max processes", "rss": "Max resident set", "rtprio": "Max realtime priority",
    "sigpending": "Max pending signals", "stack": "Max stack size",
}  # fmt: skip
_LINE = re.compile(r"(?P<name>Max [a-z ]+[a-z]) +(?P<soft>\d{1,20}|unlimited) +(?P<hard>\d{1,20}|unlimited)\b.*", re.ASCII)


class Limit(NamedTuple):
    """C(soft): what holds. C(hard): up to where the process may raise it. Infinity where there is none."""

    soft: float
    hard: float


def of(_environment, unit, pid_file):
    """Name to C(Limit) of the main process of the I(unit), of that in I(pid_file), or else of this one. Raises C(Trouble)."""
    number = units.number(unit, pid_file)
    try:
        return parsed(files.text(f"/proc/{number}/limits"))
    except Trouble as trouble:
        raise units.gone(number, trouble) from trouble


def parsed(text):
    """Name to C(Limit), of what /proc/PID/limits says."""
    lines = {line["name"]: Limit(_number(line["soft"]), _number(line["hard"])) for line in map(_LINE.fullmatch, text.splitlines()) if line}
    return {name: lines[words] for name, words in NAMES.items() if words in lines}


def _number(text):
    return math.inf if text == "unlimited" else int(text)
