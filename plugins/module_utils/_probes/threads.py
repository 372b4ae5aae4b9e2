# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Work that blocks, beside the event loop: name resolution, drivers of databases."""

from __future__ import annotations

import asyncio
import threading


async def in_thread(function, *args):
    """What I(function) returns or raises. Where it is given up, its thread is left behind, and ends with the process at the latest.

    C(asyncio.to_thread) would not do: the interpreter waits for such threads before it exits, and so would a hard deadline.
    """
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
