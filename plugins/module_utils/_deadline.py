# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connections with a hard deadline: the time-out of a plain socket starts anew with every byte, so that what drips holds it for ever. What may come over
one is bounded, too, where whoever reads from it would take anything.
"""

from __future__ import annotations

import math
import socket
import time


class TooLarge(OSError):
    """More came than may come."""


class Socket(socket.socket):
    """A stream socket; all that is done with it together takes I(seconds) at the most, then C(TimeoutError) is raised. After I(most) bytes that came,
    C(TooLarge) is.
    """

    def __init__(self, family, seconds, most=math.inf):
        super().__init__(family, socket.SOCK_STREAM)
        self._deadline = time.monotonic() + seconds
        self._most = self._left = most

    def _hurry(self):
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.settimeout(left)

    def _count(self, count):
        self._left -= count
        if self._left < 0:
            raise TooLarge(f"the answer is larger than {self._most} bytes")

    def connect(self, address):
        self._hurry()
        super().connect(address)

    def sendall(self, *args):
        self._hurry()
        super().sendall(*args)

    def recv(self, *args):
        self._hurry()
        data = super().recv(*args)
        self._count(len(data))
        return data

    def recv_into(self, *args):
        self._hurry()
        count = super().recv_into(*args)
        self._count(count)
        return count


def connect(address, seconds, most=math.inf):
    """A C(Socket) that is connected to I(address), a Unix socket's path or a host and port."""
    connection = Socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET, seconds, most)
    try:
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection
