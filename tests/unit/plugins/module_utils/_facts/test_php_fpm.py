# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import socket
import stat
import struct
import subprocess
import sys

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.kind import ERROR, FAIL
from ansible_collections.golive.web.plugins.module_utils._checks.runtimes import Where
from ansible_collections.golive.web.plugins.module_utils._facts import php, telling
from checks import trouble
from probes import server

TOLD = telling.MARK + json.dumps({"version": "8.2.1", "settings": {"memory_limit": "128M"}, "extensions": {"json": "8.2.1"}})


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    path = tmp_path / "run"
    path.mkdir()
    monkeypatch.setattr(php, "FOLDER", str(path))
    return path


def record(kind, content):
    return struct.pack(">BBHHBB", 1, kind, 1, len(content), 0, 0) + content


def answer(body, head="Content-Type: text/html"):
    return record(6, f"{head}\r\n\r\n{body}".encode()) + record(3, b"\0" * 8)


def ask(tmp_path, script, **where):
    path = str(tmp_path / "s")
    with server(script, family=socket.AF_UNIX, address=path):
        return php.fpm({}, Where(**{"socket": path, **where}))


def test_the_pool_is_asked_for_a_script_that_its_user_may_read_and_nobody_can_guess_which_is_gone_then(tmp_path, folder):
    seen = {}

    def script(connection):
        heard = connection.recv(65536)
        # As long as the request lasts it is there.
        path = next(folder.glob("golive-check-*/*.php"))
        seen.update(path=path, heard=heard, code=path.read_text(), modes=[stat.S_IMODE(os.stat(each).st_mode) for each in (path.parent, path)])
        connection.sendall(answer("Warning: something\n" + TOLD))

    told = ask(tmp_path, script)
    assert told == ("8.2.1", {"memory_limit": "128M"}, {"json": "8.2.1"})
    assert f"SCRIPT_FILENAME{seen['path']}".encode() in seen["heard"] and seen["code"].startswith("<?php\n")
    assert seen["modes"] == [0o711, 0o644] and len(seen["path"].stem) == 32
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("script", "reason", "message"),
    [
        (answer("No input file specified.", "Status: 404 Not Found"), "permission", "(404: No input file specified.)"),
        (answer("Access denied.", "Status: 403 Forbidden"), "permission", "disable_functions may not let it (403: Access denied.)"),
        (answer(telling.MARK + "{"), "tool", "php-fpm does not tell what it is asked"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "protocol", "what came back is no FastCGI: 'HTTP/1.1 400 Bad Request\\r\\n\\r\\n'"),
        (record(6, b"x" * 60000) * 20, "protocol", "the answer is larger than 1 MiB"),
    ],
)
def test_what_a_pool_does_not_tell_has_its_reason_and_leaves_nothing(tmp_path, folder, script, reason, message):
    found = trouble(ask, tmp_path, script)
    assert (found.reason, found.outcome) == (reason, ERROR) and found.message.endswith(message)
    assert not list(folder.iterdir())


def test_a_pool_that_has_no_process_left_is_not_waited_for_for_ever(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(php, "_SECONDS", 0.2)
    found = trouble(ask, tmp_path, lambda connection: connection.recv(65536) and connection.recv(1))
    assert (found.reason, found.outcome, found.message) == ("timeout", ERROR, "php-fpm does not answer within 0.2 s")
    assert not list(folder.iterdir())


def test_a_socket_that_is_not_there_or_dead_is_the_hosts_failure(tmp_path):
    found = trouble(php.fpm, {"GOLIVE_SOCKET": str(tmp_path / "none")}, Where())
    assert (found.reason, found.outcome) == ("missing", FAIL)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "dead"))
    found = trouble(php.fpm, {}, Where(socket=str(tmp_path / "dead")))
    assert (found.reason, found.outcome) == ("refused", FAIL)
    assert trouble(php.fpm, {}, Where()).message == "the variable GOLIVE_SOCKET is not set"


def test_a_pool_may_listen_on_a_port():
    with server(answer(TOLD)) as (host, port):
        assert php.fpm({}, Where(host=host, port=port)).version == "8.2.1"


def test_a_folder_that_can_not_be_written_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(php, "FOLDER", str(tmp_path / "none"))
    found = trouble(php.fpm, {}, Where(socket=str(tmp_path / "s")))
    assert (found.reason, found.outcome) == ("permission", ERROR) and "can't be written" in found.message


def test_the_script_is_gone_also_where_the_process_ends_while_it_waits(tmp_path, folder):
    """As the module does whose deadline is over: its threads end with it."""
    code = f"""
import glob, sys, threading, time
sys.path[:0] = {sys.path!r}
from ansible_collections.golive.web.plugins.module_utils._checks.runtimes import Where
from ansible_collections.golive.web.plugins.module_utils._facts import php
php.FOLDER = {str(folder)!r}
threading.Thread(target=php.fpm, args=({{}}, Where(socket={str(tmp_path / "s")!r})), daemon=True).start()
while not glob.glob(php.FOLDER + "/*/*.php"):
    time.sleep(0.01)
"""
    with server(lambda connection: connection.recv(65536) and connection.recv(1), family=socket.AF_UNIX, address=str(tmp_path / "s")):
        subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
    assert not list(folder.iterdir())
