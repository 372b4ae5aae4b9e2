# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The application of the fault tests. A file FAULT beside it says what is wrong with this release: a word, or what C(Traffic) takes, as JSON.

Answers every GET and POST with its release; /socket is a WebSocket that returns what it gets. As a worker it says every moment which
release it is of. SIGTERM lets requests under way end.
"""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import os
import pathlib
import random
import signal
import socket
import socketserver
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
FAULT = (HERE / "FAULT").read_text().strip() if (HERE / "FAULT").exists() else ""
HEALTH = "/health/ready"
# What the work behind a page takes.
SECONDS = float(os.environ.get("SECONDS", "0"))
RELEASE = os.environ["GOLIVE_RELEASE"]
OTHER = "0.0-000000000000-000000"


class Traffic:
    """What is wrong with this release, perhaps only on some C(hosts), and perhaps only under traffic.

    C(unready): it is never ready. C(unready_after): so many seconds after the first request through nginx it isn't any more. C(errors): the part of
    the pages that are an error, or the path of the one that always is. C(seconds): what a page takes more.
    """

    def __init__(self, hosts=(), unready=False, unready_after=None, errors=0.0, seconds=0.0):
        here = not hosts or socket.gethostname() in hosts
        self.unready = unready and here
        self.unready_after = unready_after if here else None
        self.errors, self.seconds = (errors, seconds) if here else (0.0, 0.0)
        self.began = None

    def status(self, path, through_nginx):
        if through_nginx and self.began is None:
            self.began = time.monotonic()
        if path == HEALTH:
            late = self.unready_after is not None and self.began is not None and time.monotonic() - self.began >= self.unready_after
            return 503 if late or self.unready else 200
        time.sleep(SECONDS + self.seconds)
        wrong = path == self.errors if isinstance(self.errors, str) else random.random() < self.errors
        return 500 if wrong and through_nginx else 200


TRAFFIC = Traffic(**json.loads(FAULT)) if FAULT.startswith("{") else Traffic()


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    request_queue_size = 128


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if FAULT == "hangs":
            time.sleep(3600)
        if self.headers.get("Upgrade", "").lower() == "websocket":
            return self.websocket()
        self.answer({})

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.answer({"received": sum(len(self.rfile.read(min(65536, length - at))) for at in range(0, length, 65536))})

    def answer(self, more):
        body = json.dumps({"status": "pass", "release": RELEASE, "greeting": os.environ["GREETING"], **more}).encode()
        self.send_response(500 if FAULT == "500" else TRAFFIC.status(self.path, "X-Forwarded-For" in self.headers))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Release", OTHER if FAULT == "other" else RELEASE)
        self.end_headers()
        self.wfile.write(body)

    def websocket(self):
        """Returns short texts (RFC 6455, section 5.2) until the other side closes."""
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.send_header("X-Release", RELEASE)
        self.end_headers()
        self.close_connection = True
        while (head := self.rfile.read(2)) and head[0] & 15 != 8:
            mask = self.rfile.read(4)
            text = bytes(byte ^ mask[at % 4] for at, byte in enumerate(self.rfile.read(head[1] & 127)))
            self.wfile.write(bytes([0x81, len(text)]) + text)

    def address_string(self):
        return "socket"

    def log_message(self, *_arguments):
        pass


def work():
    said = pathlib.Path(os.environ["GOLIVE_SHARED"], "worker.json")
    while True:
        said.write_text(json.dumps({"release": RELEASE, "time": time.time()}))
        time.sleep(0.2)


def serve():
    if "GREETING" not in os.environ:
        sys.exit("GREETING is not set")
    if FAULT == "start":
        raise ImportError("no module named missing")
    server = Server(os.environ["GOLIVE_SOCKET"], Handler)
    signal.signal(signal.SIGTERM, lambda *_signal: threading.Thread(target=server.shutdown).start())
    if FAULT == "dies":
        threading.Timer(2, os._exit, [1]).start()
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    work() if sys.argv[1:] == ["work"] else serve()
