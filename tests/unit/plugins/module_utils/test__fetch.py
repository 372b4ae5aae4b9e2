# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import os
import socketserver
import threading
import traceback

import pytest
from ansible.module_utils.urls import open_url
from ansible_collections.golive.web.plugins.module_utils import _fetch
from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError

SHA256 = hashlib.sha256(b"abc").hexdigest()
FOUND = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "


@pytest.fixture
def fetch(tmp_path):
    """Fetches the artifact from a server that gives each time the same answer, from its status line on; ECHO in it is what was asked for."""
    servers = []

    def fetch(answer, sha256=SHA256):
        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                line = self.rfile.readline().split()[1]
                self.wfile.write(answer.replace(b"ECHO", line))

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        host = f"127.0.0.1:{server.server_address[1]}"
        url = f"http://me:SECRET1@{host}/gigs-2.0.zip?token=SECRET2#SECRET3"
        try:
            return _fetch.fetch(url, sha256, str(tmp_path), open_url)
        except ArtifactError as error:
            # Neither the sentence nor what is shown with a traceback.
            assert "SECRET" not in "".join(traceback.format_exception(error)) and "me:" not in str(error)
            assert f"{host}/gigs-2.0.zip" in str(error) and str(error).endswith(" changed.")
            assert os.listdir(tmp_path) == []
            raise

    yield fetch
    for server in servers:
        server.shutdown()
        server.server_close()


def test_an_artifact_is_fetched(fetch):
    path = fetch(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
    with open(path, "rb") as file:
        assert file.read() == b"abc"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 403 ECHO is not allowed\r\nContent-Length: 0\r\n\r\n", "it answered 403 Forbidden"),
        (b"HTTP/1.1 599 ECHO\r\nContent-Length: 0\r\n\r\n", "it answered 599"),
        (FOUND + b"gopher://127.0.0.1ECHO\r\n\r\n", "it answered 302 Found"),
        (FOUND + b"ECHO\r\n\r\n", "it answered 302 Found"),
        (FOUND + b"http://127.0.0.1:1/?SECRET4\r\n\r\n", "[Errno 111] Connection refused"),
        (FOUND + b"http://127.0.0.1:SECRET4/\r\n\r\n", "InvalidURL"),
        (b"ECHO\r\n\r\n", "BadStatusLine"),
        (b"", "Remote end closed connection without response"),
    ],
)
def test_what_goes_wrong_is_told_without_secrets_of_the_address_or_of_a_redirect(fetch, answer, reason):
    with pytest.raises(ArtifactError) as error:
        fetch(answer)
    assert f"gigs-2.0.zip: {reason}. Nothing was changed." in str(error.value)


def test_what_never_comes_to_its_end_is_given_up(fetch, monkeypatch):
    monkeypatch.setattr(_fetch, "_ALL_SECONDS", -60)
    with pytest.raises(ArtifactError, match="did not come in whole within -1 minutes"):
        fetch(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")


def test_what_is_not_as_promised_is_told_without_secrets(fetch):
    with pytest.raises(ArtifactError, match="answered has the SHA-256 ba7816bf8f01..., not 000000000000"):
        fetch(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "0" * 64)


@pytest.mark.parametrize("url", ["ftp://me:SECRET@h/x", "https://me:SECRET", "http://me:SEC?RET@h/", "http://[SECRET]/", "SECRET", "https://"])
def test_what_is_no_address_is_refused_without_quoting_it(url, tmp_path):
    with pytest.raises(ArtifactError) as error:
        _fetch.fetch(url, SHA256, str(tmp_path), open_url)
    assert "SEC" not in "".join(traceback.format_exception(error.value))


def test_of_an_address_is_shown_what_is_no_secret():
    assert _fetch.place("https://me:SECRET@Example.com:8443/a/gigs.zip?token=SECRET#SECRET") == "example.com:8443/a/gigs.zip"
