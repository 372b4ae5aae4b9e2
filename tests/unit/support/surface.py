# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A site whose surface is as it should be, of which a test takes away one thing."""

from __future__ import annotations

import contextlib
import http.server
import re
import threading

NAME = "app.test"
HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Content-Security-Policy": "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
BODY_BYTES = 1000
LOGINS = 3
_COOKIE = "__Host-session=a1; Path=/; Secure; HttpOnly; SameSite=Lax"
_PRODUCT = re.compile(rb"<\?php echo 'golive', (\d+) \* (\d+); \?>")


class Site(http.server.ThreadingHTTPServer):
    """C(headers): of every answer. C(routes): (method, path) to (status, headers, body), over what there is. All else is a defence, and can be set."""

    daemon_threads = False

    def __init__(self, context=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.is_secured = bool(context)
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.headers, self.routes = dict(HEADERS), {}
        self.pages = ["/"]
        self.cookie, self.trace_status, self.stranger_status, self.most, self.most_logins = _COOKIE, 405, 421, BODY_BYTES, LOGINS
        self.origin, self.error_body, self.client_header = None, b"not well", None
        self.redirect = f"https://{NAME}/"
        self.runs_uploads = self.keeps_uploads = False
        self.kept, self.logins, self.asked = {}, {}, []

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        """A client that does not trust it, or goes, is no error of it."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def version_string(self):
        return "site"

    def log_message(self, format, *args):
        pass

    def _answer(self, status, headers=None, body=b""):
        self.send_response(status)
        for name, value in {**self.server.headers, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self._any
        raise AttributeError(name)

    def _any(self):
        site = self.server
        site.asked.append((self.command, self.path))
        length = int(self.headers.get("Content-Length") or 0)
        if length > site.most:
            self.close_connection = True
            return self._answer(413)
        # Of what is only announced there is nothing to read.
        body = self.rfile.read(length) if length <= BODY_BYTES else b""
        if self.headers["Host"].partition(":")[0] != NAME and site.stranger_status:
            return self._answer(site.stranger_status)
        if not site.is_secured:
            return self._answer(301, {"Location": site.redirect})
        if (self.command, self.path) in site.routes:
            return self._answer(*site.routes[self.command, self.path])
        return self._own(body)

    def _own(self, body):
        site, path = self.server, self.path.partition("?")[0]
        if self.command == "TRACE":
            return self._answer(site.trace_status)
        if (self.command, path) == ("POST", "/login"):
            return self._login()
        if (self.command, path) == ("POST", "/upload"):
            return self._upload(body)
        if path.startswith("/uploads/") and path in site.kept:
            return self._answer(200, {}, self._run(site.kept[path]))
        if path not in site.pages:
            return self._answer(404)
        if self.command == "GET":
            return self._answer(200, {"Set-Cookie": site.cookie, **self._of_origin()}, b"<!doctype html><title>Shop</title>")
        return self._answer(204, self._of_origin()) if self.command == "OPTIONS" else self._answer(400, {}, site.error_body)

    def _of_origin(self):
        origin = self.server.origin
        if not origin or "Origin" not in self.headers:
            return {}
        return {**origin, "Access-Control-Allow-Origin": origin["Access-Control-Allow-Origin"].replace("{origin}", self.headers["Origin"])}

    def _login(self):
        site = self.server
        client = self.headers.get(site.client_header or "", "")
        site.logins[client] = site.logins.get(client, 0) + 1
        return self._answer(429, {"Retry-After": "60"}) if site.logins[client] > site.most_logins else self._answer(401)

    def _upload(self, body):
        site = self.server
        if not site.keeps_uploads:
            return self._answer(422)
        name = re.search(rb'filename="([^"]+)"', body)[1].decode()
        site.kept[f"/uploads/{name}"] = body
        return self._answer(201)

    def _run(self, content):
        product = _PRODUCT.search(content)
        return b"golive%d" % (int(product[1]) * int(product[2])) if self.server.runs_uploads and product else content


@contextlib.contextmanager
def served(context=None):
    """A C(Site), behind TLS by I(context)."""
    with Site(context) as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join()
