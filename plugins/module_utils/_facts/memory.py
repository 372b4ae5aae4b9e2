# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much memory there is for programs: of the host, and by the limits of their control groups."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import files, units

_TOTAL = re.compile(r"^MemTotal:\s+(\d{1,15}) kB$", re.MULTILINE)


class Memory(NamedTuple):
    """In bytes. C(limit): the least of the control groups' limits, C(None) where they have none."""

    total: int
    limit: object


def memory(_environment, unit):
    """The C(Memory) that the I(unit) of systemd may use, or else this process. Raises C(Trouble)."""
    number = units.number(unit)
    try:
        groups = files.text(f"/proc/{number}/cgroup")
    except Trouble as trouble:
        raise units.gone(number, trouble) from trouble
    limits = [limit for path in limit_files(groups) if (limit := _limit(path)) is not None]
    return Memory(total(files.text("/proc/meminfo")), min(limits, default=None))


def total(text):
    """The bytes of memory that I(text), of /proc/meminfo, tells. Raises C(Trouble)."""
    found = _TOTAL.search(text)
    if not found:
        raise Trouble("tool", "/proc/meminfo tells of no memory")
    return int(found[1]) << 10


def limit_files(text):
    """The files with the limits of the control groups that I(text), of /proc/PID/cgroup, tells of: of each group and all above it.

    In a container the upper ones can't be seen, nor can the path of its own in the first version; then only its topmost is there.
    """
    for line in text.splitlines():
        _number, _colon, rest = line.partition(":")
        controllers, _colon, path = rest.partition(":")
        folder, name = ("/sys/fs/cgroup/memory", "memory.limit_in_bytes") if "memory" in controllers.split(",") else ("/sys/fs/cgroup", "memory.max")
        if not controllers or "memory" in controllers.split(","):
            parts = os.path.normpath(f"/{path}").strip("/").split("/")
            yield from (os.path.join(folder, *parts[:length], name) for length in range(len(parts), -1, -1))


def _limit(path):
    try:
        told = files.text(path, 4096).strip()
    except Trouble:
        return None
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= 20 else None
