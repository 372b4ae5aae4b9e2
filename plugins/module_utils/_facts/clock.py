# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the kernel itself says of its clock."""

from __future__ import annotations

import ctypes
import os
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble

_TIME_ERROR, _STA_UNSYNC = 5, 0x0040


class _Timex(ctypes.Structure):
    """struct timex of adjtimex(2)."""

    _fields_ = [
        ("modes", ctypes.c_uint),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        *((name, ctypes.c_long) for name in ("constant", "precision", "tolerance", "seconds", "microseconds", "tick", "ppsfreq", "jitter")),
        ("shift", ctypes.c_int),
        *((name, ctypes.c_long) for name in ("stabil", "jitcnt", "calcnt", "errcnt", "stbcnt")),
        ("tai", ctypes.c_int),
        ("reserved", ctypes.c_int * 11),
    ]


class Clock(NamedTuple):
    """C(synchronised): whether a program keeps it so, as that told the kernel. C(most_error): seconds that it may be wrong by."""

    synchronised: bool
    most_error: float


def kernel(_environment):
    """The C(Clock). Raises C(Trouble)."""
    read = _Timex()
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(read))
    except (OSError, AttributeError) as error:
        raise Trouble("tool", "the system has no adjtimex") from error
    if state < 0:
        raise Trouble("permission", f"the kernel does not tell of its clock: {os.strerror(ctypes.get_errno())}")
    return Clock(state != _TIME_ERROR and not read.status & _STA_UNSYNC, read.maxerror / 1e6)
