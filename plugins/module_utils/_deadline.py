# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connections with a hard deadline: the time-out of a plain socket starts anew with every byte, so that what drips holds it for ever."""

from __future__ import annotations

import socket
import time


class Socket(socket.socket):
    """A stream socket; all that is done with it together takes I(seconds) at the most, then C(TimeoutError) is raised."""

    def __init__(self, family, seconds):
        super().__init__(family, socket.SOCK_STREAM)
        self._deadline = time.monotonic() + seconds

    def _hurry(self):
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.settimeout(left)

    def connect(self, address):
        self._hurry()
        super().connect(address)

    def sendall(self, *args):
        self._hurry()
        super().sendall(*args)

    def recv(self, *args):
        self._hurry()
        return super().recv(*args)

    def recv_into(self, *args):
        self._hurry()
        return super().recv_into(*args)


def connect(address, seconds):
    """A socket that is connected to I(address), a Unix socket's path or a host and port, and has I(seconds) for all that is done with it."""
    connection = Socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET, seconds)
    try:
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection
