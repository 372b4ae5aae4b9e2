# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An application that tells on which host it is and what it was asked. What it has in its shared folder decides how ready it is: C(unready), C(hangs).

/slow takes three seconds; /socket stays open as long as its client does.
"""

from __future__ import annotations

import http.server
import json
import os
import pathlib
import signal
import socket
import socketserver
import threading
import time

SHARED = pathlib.Path(os.environ["GOLIVE_SHARED"])


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    request_queue_size = 128


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.headers.get("Upgrade"):
            return self.upgrade()
        if self.path == "/health/ready" and (SHARED / "hangs").exists():
            time.sleep(30)
        if self.path == "/slow":
            time.sleep(3)
        self.answer(503 if self.path == "/health/ready" and (SHARED / "unready").exists() else 200)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200)

    def answer(self, status):
        body = json.dumps({"host": socket.gethostname(), "method": self.command, "headers": dict(self.headers)}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Release", os.environ["GOLIVE_RELEASE"])
        self.end_headers()
        self.wfile.write(body)

    def upgrade(self):
        self.send_response(101)
        self.send_header("Upgrade", self.headers["Upgrade"])
        self.send_header("Connection", "Upgrade")
        self.end_headers()
        self.close_connection = True
        while self.rfile.read(1):
            self.wfile.write(b".")

    def address_string(self):
        return "socket"

    def log_message(self, *_arguments):
        pass


if __name__ == "__main__":
    server = Server(os.environ["GOLIVE_SOCKET"], Handler)
    signal.signal(signal.SIGTERM, lambda *_signal: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)
    server.server_close()
