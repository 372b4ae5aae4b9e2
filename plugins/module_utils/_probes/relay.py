# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way to a server for a driver that takes into memory whatever it is sent, and waits as long as it likes: through here come only so many bytes, and
none any more when the attempt is over.

What goes through is not looked at: TLS is between the driver and the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket

from ansible_collections.golive.web.plugins.module_utils._probes import connect
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble

# A driver makes of each of them up to a hundred in memory.
_MOST_BYTES = 1 << 18
_PIECE = 1 << 14
# What a driver said last, that it goes, is with the server by then.
_FAREWELL_SECONDS = 0.1


class Relay:
    """To be used in an C(async with): C(address) and C(port), on loopback, lead to I(target) (C(connect.Target)) as long as the I(attempt) lasts.

    Raises C(Trouble) and C(OSError) where there is no way to it, and C(Trouble) instead of what went wrong because the server said too much.
    """

    def __init__(self, target, attempt):
        self._target, self._attempt = target, attempt
        self._left = _MOST_BYTES
        self._stack = contextlib.ExitStack()
        self._tasks, self._outward = [], []

    async def __aenter__(self):
        with contextlib.ExitStack() as stack:
            # It is known whether the server can be reached before the driver tries.
            first = stack.enter_context(await connect.connected(self._target, self._attempt))
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            listening.setblocking(False)
            self.address, self.port = listening.getsockname()
            self._begin(self._accept(listening, first))
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, _kind, error, _trace):
        with self._stack:
            try:
                if not error and self._outward:
                    await asyncio.wait(self._outward, timeout=_FAREWELL_SECONDS)
            finally:
                for task in self._tasks:
                    task.cancel()
                # Each takes its socket from the loop before that is closed, also where time was up during the farewell.
                await asyncio.wait(self._tasks)
        if self._left < 0 and isinstance(error, Exception):
            raise Trouble("query", f"the server says more than {_MOST_BYTES >> 10} KiB, and is to say one row") from error

    def _begin(self, coroutine):
        self._tasks.append(asyncio.get_running_loop().create_task(coroutine))
        return self._tasks[-1]

    async def _accept(self, listening, far):
        loop = asyncio.get_running_loop()
        while True:
            near = self._stack.enter_context((await loop.sock_accept(listening))[0])
            try:
                # A driver that is refused encrypted may come again.
                far = far or self._stack.enter_context(await connect.connected(self._target, self._attempt))
            except (OSError, Trouble):
                near.close()
                continue
            for one in (near, far):
                if one.family != socket.AF_UNIX:
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._outward.append(self._begin(_pass_on(near, far, lambda _count: True)))
            self._begin(_pass_on(far, near, self._count))
            far = None

    def _count(self, count):
        """Whether I(count) more bytes may come."""
        self._left -= count
        return self._left >= 0


async def _pass_on(source, sink, may):
    """Passes on what comes from I(source) until it ends, or I(may) says that so many bytes are too many. Then it ends for I(sink), too."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError):
        while (data := await loop.sock_recv(source, _PIECE)) and may(len(data)):
            await loop.sock_sendall(sink, data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
