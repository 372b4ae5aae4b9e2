# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An application that tells what it knows: over its slot's socket as JSON, as a job in one line; as a worker it waits."""

from __future__ import annotations

import http.server
import json
import os
import signal
import socketserver
import sys
import time


def known(**more):
    umask = os.umask(0)
    os.umask(umask)
    return json.dumps({"environment": dict(os.environ), "user": os.getuid(), "directory": os.getcwd(), "umask": umask, "arguments": sys.argv[1:], **more})


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.headers.get("Upgrade"):
            self.upgrade()
        elif self.path == "/stream":
            self.stream()
        else:
            self.answer()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer()

    def upgrade(self):
        """Sends back whatever comes, until the client goes."""
        self.send_response(101)
        self.send_header("Upgrade", self.headers["Upgrade"])
        self.send_header("Connection", "upgrade")
        self.send_header("X-Release", os.environ["GOLIVE_RELEASE"])
        self.end_headers()
        while data := self.connection.recv(4096):
            self.connection.sendall(data)

    def stream(self):
        """An event every tenth of a second for three seconds."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("X-Accel-Buffering", "no")
        self.send_header("X-Release", os.environ["GOLIVE_RELEASE"])
        self.end_headers()
        for number in range(30):
            time.sleep(0.1)
            self.wfile.write(f"data: {number}\n\n".encode())

    def answer(self):
        body = known(path=self.path, headers=dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Release", os.environ["GOLIVE_RELEASE"])
        self.end_headers()
        self.wfile.write(body)

    def address_string(self):
        return "socket"


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        print("working on", os.environ["GOLIVE_RELEASE"], *sys.argv[2:], flush=True)
        signal.pause()
    elif sys.argv[1:]:
        print(known(), flush=True)
    else:
        Server(os.environ["GOLIVE_SOCKET"], Handler).serve_forever()
