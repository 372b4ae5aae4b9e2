# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Webhooks as they are: servers on loopback, with TLS and certificates of their own."""

from __future__ import annotations

import http.server
import ssl
import subprocess
import threading


def certificate(folder, name="localhost"):
    """A certificate for I(name), valid for a day, in a file with its key in I(folder); it is its own authority."""
    path = folder / f"{name}.pem"
    key = folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", f"/CN={name}",
         "-addext", f"subjectAltName=DNS:{name}", "-addext", "keyUsage=digitalSignature,keyCertSign", "-keyout", key, "-out", path],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(path.read_text() + key.read_text())
    return path


class Receiver(http.server.ThreadingHTTPServer):
    """Answers with I(answers), (status, headers), one after the other, the last again and again; C(bodies), C(paths), C(headers) are what it was sent."""

    # Closing waits for them: a thread that is left would be in the way of tests that fork.
    daemon_threads = False

    def __init__(self, answers=((200, {}),), certificate=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.bodies, self.paths, self.headers = list(answers), [], [], []
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self.scheme = "https"

    def url(self, host="localhost", path="/services/T000/hunter2"):
        return f"{self.scheme}://{host}:{self.server_address[1]}{path}"

    def __enter__(self):
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that doesn't trust this server is no error of it."""


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        server = self.server
        server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        server.paths.append(self.path)
        server.headers.append(dict(self.headers))
        status, headers = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        self.server.bodies.append("asked by GET")
        self.send_error(405)

    def log_message(self, format, *args):
        pass
