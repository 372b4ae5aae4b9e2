# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import os
import socketserver
import threading
import time
import xmlrpc.client
import xmlrpc.server

import probes
import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probe_types import supervisor
from hypothesis import given
from hypothesis import strategies as st


def process(group="gigs-blue", name=None, statename="RUNNING", seconds=100, spawnerr="", **more):
    return {"group": group, "name": name or group, "statename": statename, "spawnerr": spawnerr, "now": 1000, "start": 1000 - seconds, **more}


class Handler(xmlrpc.server.SimpleXMLRPCRequestHandler):
    # What a Unix socket has none of.
    disable_nagle_algorithm = False


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer, xmlrpc.server.SimpleXMLRPCDispatcher):
    """XML-RPC on a Unix socket."""

    daemon_threads = True

    def __init__(self, path):
        xmlrpc.server.SimpleXMLRPCDispatcher.__init__(self, allow_none=True)
        self.logRequests = False
        super().__init__(path, Handler)

    def get_request(self):
        return self.socket.accept()[0], ("local", 0)


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "socket")


@pytest.fixture
def serve(path):
    """Starts what listens there."""
    servers = []

    def serve(server):
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def supervisord(path, serve):
    """A supervisord that has these processes; returns a function that asks it for a program."""

    def supervisord(*processes, answer=None):
        server = Server(path)
        server.register_function(answer or (lambda: list(processes)), "supervisor.getAllProcessInfo")
        serve(server)
        return lambda program, **options: probes.outcome(type="supervisor", program=program, socket=path, **options)

    return supervisord


@pytest.fixture
def raw(path, serve):
    """Something that answers any request with these bytes."""

    def raw(data):
        class Raw(socketserver.BaseRequestHandler):
            def handle(self):
                heard = piece = self.request.recv(65536)
                while piece and b"</methodCall>" not in heard:  # one that is not heard out would see a broken connection
                    piece = self.request.recv(65536)
                    heard += piece
                self.request.sendall(data)

        serve(socketserver.UnixStreamServer(path, Raw))
        return probes.outcome(type="supervisor", program="gigs", socket=path, min_uptime=1)

    return raw


def http(status, body=b"", kind="text/xml"):
    return b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (status.encode(), kind.encode(), len(body), body)


def test_a_program_passes_when_it_runs(supervisord, path):
    supervisord(process(), process("other", statename="FATAL"))
    result = probes.probe(type="supervisor", program="gigs-blue", socket=path)
    assert (result["status"], result["value"], result["target"]) == ("pass", {"gigs-blue:gigs-blue": "RUNNING"}, "gigs-blue")


@pytest.mark.parametrize("state, spawnerr, shown", [
    ("STOPPED", "", "STOPPED"), ("FATAL", "exited too quickly", "FATAL exited too quickly"), ("STARTING", "", "STARTING"), ("BACKOFF", "", "BACKOFF"),
])  # fmt: skip
def test_one_that_does_not_run_says_its_state(supervisord, state, spawnerr, shown):
    ask = supervisord(process(statename=state, spawnerr=spawnerr))
    assert ask("gigs-blue") == ("fail", "not_running", f"gigs-blue:gigs-blue is {shown}, expected RUNNING")


def test_a_group_is_all_of_its_programs(supervisord):
    ask = supervisord(process("gigs", "web"), process("gigs", "mail", statename="EXITED"), process("gigs2", "mail"))
    assert ask("gigs") == ("fail", "not_running", "gigs:mail is EXITED, expected RUNNING")
    assert ask("gigs:web")[0] == "pass"
    assert ask("gigs:mail")[1] == "not_running"


def test_one_that_was_started_too_lately_flaps(supervisord):
    ask = supervisord(process(seconds=9))
    assert ask("gigs-blue", min_uptime=9)[0] == "pass"
    assert ask("gigs-blue", min_uptime=10) == ("fail", "flapping", "the time for which gigs-blue:gigs-blue runs is 9 s, expected at least 10 s")


def test_one_that_supervisord_does_not_know_is_missing(supervisord):
    ask = supervisord(process())
    for name in ("gigs", "gigs-blue:web"):
        assert ask(name) == ("fail", "missing", f"supervisord knows no program {name}")


def test_what_does_not_listen_is_told_apart(path, serve):
    def ask():
        return probes.outcome(type="supervisor", program="gigs", socket=path)

    assert ask() == ("fail", "missing", f"supervisord does not answer at {path}: there is no such socket")
    server = Server(path)
    server.server_close()
    assert ask() == ("fail", "refused", f"supervisord does not answer at {path}: nothing listens there")


def test_who_may_not_ask_is_told_so(path, monkeypatch):
    def refused(*_whom):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(supervisor._supervisor._deadline, "connect", refused)
    assert probes.outcome(type="supervisor", program="gigs", socket=path)[1] == "permission"


def test_a_socket_with_a_password_is_told_apart(raw):
    assert raw(http("401 Unauthorized"))[1] == "auth"


WELL = xmlrpc.client.dumps(([process("gigs")],), methodresponse=True).encode()


def test_what_is_said_as_supervisord_does_is_taken(raw):
    assert raw(http("200 OK", WELL))[0] == "pass"


@pytest.mark.parametrize("data", [
    b"", b"SSH-2.0-OpenSSH_9.2\r\n", http("500 Internal Server Error"), http("200 OK", b"<html>"), http("200 OK", b"{}", "application/json"),
    http("200 OK", xmlrpc.client.dumps((1,), methodresponse=True).encode()),
    http("200 OK", xmlrpc.client.dumps(([{"group": 1}],), methodresponse=True).encode()),
    http("200 OK", xmlrpc.client.dumps(([{"group": "gigs"}],), methodresponse=True).encode()),
    http("200 OK", xmlrpc.client.dumps(([{"group": ["gigs"], "name": None}],), methodresponse=True, allow_none=True).encode()),
    http("200 OK", xmlrpc.client.dumps(([process("gigs", start="soon")],), methodresponse=True).encode()),
    http("200 OK", WELL.replace(b"<methodResponse>", b"<!DOCTYPE x [<!ENTITY e 'gigs'>]><methodResponse>").replace(b">gigs<", b">&e;<")),
    http("200 OK", xmlrpc.client.dumps(("text",), methodresponse=True).encode()),
    http("200 OK", b"<?xml version='1.0'?><methodResponse><params><param><value><int>x</int></value></param></params></methodResponse>"),
    http("200 OK", xmlrpc.client.dumps(xmlrpc.client.Fault(6, "SHUTDOWN_STATE"), methodresponse=True).encode()),
], ids=itertools.count())  # fmt: skip
def test_what_is_no_supervisord_is_told_apart(raw, data):
    status, reason, message = raw(data)
    assert (status, reason) == ("fail", "reset" if not data else "protocol"), message


@given(st.lists(st.dictionaries(st.sampled_from(["group", "name", "statename", "spawnerr", "now", "start"]), st.text() | st.integers() | st.none())))
def test_whatever_is_said_of_programs_is_judged_or_no_answer(processes):
    try:
        assert all(one.reason in ("not_running", "flapping") for one in supervisor.assertions(supervisor.chosen(processes, "gigs"), 5))
    except (KeyError, TypeError):
        pass


def test_one_that_does_not_answer_is_not_waited_for(supervisord):
    ask = supervisord(answer=lambda: time.sleep(2))
    began = time.monotonic()
    assert ask("gigs-blue", timeout=0.2)[1] == "timeout"
    assert time.monotonic() - began < 0.3


@given(st.lists(st.tuples(st.sampled_from(["a", "a-b", "b"]), st.sampled_from(["a", "b"]))), st.sampled_from(["a", "a-b", "b"]))
def test_the_programs_of_a_group_are_each_by_name_and_together(names, group):
    processes = [process(*name) for name in names]
    together = supervisor.chosen(processes, group)
    each = [one for name in ("a", "b") for one in supervisor.chosen(processes, f"{group}:{name}")]
    assert sorted(map(id, together)) == sorted(map(id, each)) and all(one["group"] == group for one in together)


def test_a_program_is_needed_and_the_socket_is_debian_s():
    with pytest.raises(GoliveError, match="needs program"):
        probes.prepared(type="supervisor")
    assert os.path.realpath(probes.prepared(type="supervisor", program="gigs")["socket"]) == "/run/supervisor.sock"
