# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Work that blocks, beside the event loop: name resolution, drivers of databases."""

from __future__ import annotations

import asyncio
import sys
import threading
import types

_PACKAGE = __package__.rpartition(".")[0]
_loaded = set()


def load(name):
    """Loads all that the collection's module I(name) uses. Those that are loaded when they are first used (see C(_kept)) are not to be first used by two
    threads at once: one of them would find half of it (CPython issue 114763, which Python 3.11 of Debian 12 has)."""
    if name in _loaded or not name.startswith(_PACKAGE):
        return
    _loaded.add(name)
    for value in list(vars(sys.modules[name]).values()):
        load(value.__name__ if isinstance(value, types.ModuleType) else str(getattr(value, "__module__", "")))


async def in_thread(function, *args):
    """What I(function) returns or raises. Where it is given up, its thread is left behind, and ends with the process at the latest.

    C(asyncio.to_thread) would not do: the interpreter waits for such threads before it exits, and so would a hard deadline.
    """
    load(str(getattr(function, "__module__", "")))
    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def settle(method, value):
        if not done.done():
            method(value)

    def work():
        try:
            outcome = (done.set_result, function(*args))
        except Exception as error:
            outcome = (done.set_exception, error)
        try:
            loop.call_soon_threadsafe(settle, *outcome)
        except RuntimeError:
            pass  # The loop has ended: nobody waits for it any more.

    threading.Thread(target=work, daemon=True).start()
    return await done
