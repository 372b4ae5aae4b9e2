# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Probes run in a process of their own, with the time and the memory that they took."""

from __future__ import annotations

import functools
import multiprocessing
import multiprocessing.forkserver
import os
import sys
import time
from typing import NamedTuple
from unittest import mock

# What a process has loaded before it begins, as the module has.
_LOADED = ["measured", "probes"]
_PATIENCE_SECONDS = 30


class Measured(NamedTuple):
    """C(seconds): how long the call took, C(waited): and for how many of them it had no processor, as others had it. C(grown): by how many MiB the process was
    larger than at its start, at the most. C(results): by name.
    """

    seconds: float
    waited: float
    grown: float
    results: dict


def run(probes, seconds, slots=100):
    """What is C(Measured) of I(probes), the options of each, in a call that has I(seconds)."""
    processes = _processes()
    here, there = processes.Pipe(duplex=False)
    process = processes.Process(target=_run, args=(there, probes, seconds, slots), daemon=True)
    process.start()
    there.close()
    try:
        assert here.poll(_PATIENCE_SECONDS), f"it did not come back within {_PATIENCE_SECONDS} s"
        return Measured(*here.recv())
    finally:
        process.kill()
        process.join()
        here.close()


@functools.lru_cache(maxsize=None)
def _processes():
    """Those that are forked from one that has loaded all and has done nothing yet."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    # It is told the path only when it forks.
    with mock.patch.dict(os.environ, {"PYTHONPATH": os.pathsep.join(sys.path)}):
        multiprocessing.forkserver.ensure_running()
    return context


def _run(there, asked, seconds, slots):
    import probes  # noqa: PLC0415 - this runs elsewhere

    with open(os.devnull, "w", encoding="ascii") as nowhere:
        # libpq says there what a server has it say.
        os.dup2(nowhere.fileno(), 2)
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")
    before, waited, began = _peak(), _waited(), time.monotonic()
    result = probes.probe_all(asked, seconds, slots)
    there.send((time.monotonic() - began, _waited() - waited, _peak() - before, {one["name"]: one for one in result["probes"]}))
    there.close()
    # As a module ends, without a word to threads that still wait for somebody.
    os._exit(0)


def _waited():
    """The seconds in which this thread could have gone on and had no processor (the kernel's documentation, sched-stats)."""
    try:
        with open("/proc/thread-self/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1]) / 1e9
    except OSError:
        return 0.0


def _peak():
    """The most memory that this process had since its peak was reset, in MiB (proc(5), VmHWM)."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024
