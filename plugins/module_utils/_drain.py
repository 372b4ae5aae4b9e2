# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting until a slot that has lost its traffic has nothing left to do.

nginx counts the requests that it is handling, over all of its processes, those that are ending after a reload included: from the moment that
the headers are read until the answer is sent, uploads that are still coming in and connections that became WebSockets included. It doesn't
know of slots; but at an instant at which it handles nothing at all, whatever began before the traffic moved has ended.
"""

from __future__ import annotations

import re
import socket
import time

STATUS_SOCKET = "/run/golive-nginx/status.sock"

_POLL_SECONDS = 0.05
_ASK_SECONDS = 1
_WRITING = re.compile(rb"\bWriting: ([0-9]+)")


def requests(path=STATUS_SOCKET):
    """How many requests nginx is handling, besides this question; C(None) where it doesn't say."""
    answer = b""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_ASK_SECONDS)
            connection.connect(path)
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            while part := connection.recv(4096):
                answer += part
    except OSError:
        return None
    writing = _WRITING.search(answer)
    return int(writing[1]) - 1 if writing else None


def wait(seconds, ask, clock=time.monotonic, sleep=time.sleep):
    """Returns when I(ask) says 0 (requests), or after I(seconds), as also where it says C(None)."""
    end = clock() + seconds
    while (left := end - clock()) > 0:
        count = ask()
        if count is None:
            return sleep(left)
        if count <= 0:
            return None
        sleep(min(_POLL_SECONDS, left))
    return None
