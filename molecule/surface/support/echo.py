# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stands on a socket in an application's place, and answers with what it was sent. As careless applications do, it heeds the last Content-Length alone."""

import os
import re
import socket
import threading

PATH = "/run/gigs_python/echo.sock"


def serve(connection):
    rest = b""
    while True:
        while b"\n\r\n" not in rest and b"\n\n" not in rest:
            part = connection.recv(65536)
            if not part:
                return
            rest += part
        end = min(place for place in (rest.find(b"\n\r\n") + 3, rest.find(b"\n\n") + 2) if place > 2)
        head, rest = rest[:end], rest[end:]
        length = int((re.findall(rb"(?im)^content-length *: *(\d+)", head) or [b"0"])[-1])
        while len(rest) < length:
            part = connection.recv(65536)
            if not part:
                break
            rest += part
        rest = rest[length:]
        body = b"echo:" + head
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        if re.search(rb"(?im)^connection: *close", head):
            connection.close()
            return


def quietly(connection):
    try:
        serve(connection)
    except OSError:
        pass


server = socket.socket(socket.AF_UNIX)
server.bind(PATH)
os.chmod(PATH, 0o666)
server.listen(64)
while True:
    threading.Thread(target=quietly, args=(server.accept()[0],), daemon=True).start()
