# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import subprocess
import threading
import time
import xmlrpc.client

import pytest
from ansible_collections.golive.web.plugins.module_utils import _http, _supervisor
from ansible_collections.golive.web.plugins.module_utils._supervisor import ABSENT, Supervisor, SupervisorError, started


class Api:
    """supervisord's side: stopping takes I(patience) questions, starting one; programs in I(fatal) never come up. I(waits): stopwaitsecs, by program.

    What has exited, with another status than those in I(statuses), is started again after a question, and so is what was I(added).
    """

    def __init__(self, states, patience=2, changes=((), (), ()), fatal=(), waits=(), statuses=(), added=()):
        self.states = dict(states)
        self.patience = patience
        self.waits = dict(waits)
        self.changes = [list(change) for change in changes]
        self.fatal = fatal
        self.statuses = dict(statuses)
        self.added = set(added)
        self.told = []
        self.pids = {}
        self._left = {}

    def getAllProcessInfo(self):
        for name, left in list(self._left.items()):
            self._left[name] = left - 1
            if left <= 1:
                del self._left[name]
                self.states[name] = {"STOPPING": "STOPPED", "STARTING": "FATAL" if name in self.fatal else "RUNNING"}[self.states[name]]
        answer = self.answer()
        for name, state in self.states.items():
            if state == "EXITED" and name not in self.statuses or name in self.added:
                self.states[name], self._left[name] = "STARTING", 5
        self.added.clear()
        return answer

    def answer(self):
        return [
            {
                "group": name.partition(":")[0],
                "name": name.partition(":")[2],
                "statename": state,
                "pid": self.pids.get(name, 1),
                "spawnerr": "exited too quickly" if state == "FATAL" else "",
                "exitstatus": self.statuses.get(name, 0),
                "start": int(name not in self.added),
            }
            for name, state in self.states.items()
        ]

    def getAllConfigInfo(self):
        return [{"group": name.partition(":")[0], "name": name.partition(":")[2], "stopwaitsecs": wait} for name, wait in self.waits.items()]

    def stopProcess(self, name, _wait):
        if self.states[name] == "EXITED":
            self.states[name], self._left[name] = "STARTING", 5  # as each look at it does, too
            raise xmlrpc.client.Fault(70, "NOT_RUNNING")
        self.told.append(("stop", name))
        self.states[name] = "STOPPING"
        self._left[name] = self.patience

    def startProcess(self, name, _wait):
        assert self.states[name] in ("STOPPED", "EXITED", "FATAL")
        self.told.append(("start", name))
        self.states[name] = "STARTING"
        self._left[name] = 1

    def reloadConfig(self):
        return [self.changes]

    def addProcessGroup(self, name):
        self.told.append(("add", name))

    def removeProcessGroup(self, name):
        self.told.append(("remove", name))


def make(states, **more):
    api = Api(states, **more)
    now = [0.0]

    def sleep(seconds):
        now[0] += seconds

    return api, Supervisor(api, clock=lambda: now[0], sleep=sleep)


def test_stop_waits_until_all_are_down():
    api, supervisor = make({"a:1": "RUNNING", "a:2": "STARTING", "a:3": "BACKOFF", "b:1": "RUNNING"})
    supervisor.stop(supervisor.processes("a"))
    assert api.states == {"a:1": "STOPPED", "a:2": "STOPPED", "a:3": "STOPPED", "b:1": "RUNNING"}


def test_what_is_down_is_not_told_to_stop():
    api, supervisor = make({"a:1": "FATAL"})
    supervisor.stop(supervisor.processes("a"))
    assert api.told == []


@pytest.mark.parametrize("api", [{"states": {"a:1": "EXITED"}}, {"states": {"a:1": "STOPPED"}, "added": ["a:1"]}], ids=["exited", "just added"])
def test_what_supervisord_is_about_to_start_is_stopped_when_it_has(api):
    api, supervisor = make(**api)
    supervisor.stop(supervisor.processes("a"))
    assert api.told == [("stop", "a:1")]
    for _question in range(10):
        assert [process["statename"] for process in supervisor.processes("a")] == ["STOPPED"]


def test_a_worker_that_no_release_has_any_more_stays_down_by_itself():
    api, supervisor = make({"a:1": "EXITED"}, statuses={"a:1": ABSENT})
    supervisor.stop(supervisor.processes("a"))
    assert api.told == []


def test_a_program_that_exits_while_it_is_told_to_stop_is_replaced_all_the_same():
    api, supervisor = make({"a:1": "RUNNING"})
    told = supervisor.processes("a")
    api.states["a:1"] = "EXITED"
    supervisor.restart(told)
    assert api.told == [("stop", "a:1"), ("start", "a:1")]
    assert supervisor.wait_running(told, 5) == ""


def test_a_worker_that_exits_is_waited_for_since_it_is_started_again():
    process = {"group": "a", "name": "1"}
    _api, supervisor = make({"a:1": "EXITED"})
    assert supervisor.wait_running([process], 5) == ""
    _api, supervisor = make({"a:1": "EXITED"}, statuses={"a:1": ABSENT})
    assert supervisor.wait_running([process], 5) == "a:1 is EXITED"


def test_what_is_only_on_disk_yet_is_known_too():
    _api, supervisor = make({"gigs-blue:1": "RUNNING", "other:1": "RUNNING"}, changes=(["gigs-worker-lost", "other-new"], [], []))
    assert supervisor.known("gigs-") == {"gigs-blue", "gigs-worker-lost"}


@pytest.mark.parametrize("step", ["stop", "restart"])
@pytest.mark.parametrize(("waits", "seconds"), [({"a:1": 60, "a:2": 5, "b:1": 900}, 90), ({"a:2": 5}, 3630)], ids=["known", "unknown to supervisord"])
def test_what_never_comes_down_is_waited_for_until_it_was_killed_and_no_longer(step, waits, seconds):
    api, supervisor = make({"a:1": "RUNNING", "a:2": "RUNNING", "b:1": "RUNNING"}, patience=20 * 4000, waits=waits)
    told = r"a:1, a:2 did not end within %s s of being told to, .* all other programs go on; .* run this again" % seconds
    with pytest.raises(SupervisorError, match=told):
        getattr(supervisor, step)(supervisor.processes("a"))
    assert seconds <= supervisor._clock() < seconds + 1
    assert api.states["b:1"] == "RUNNING"


def test_what_has_changed_on_disk_is_waited_for_as_long_as_what_is_unknown():
    _api, supervisor = make({"a:1": "RUNNING"}, patience=10**6, waits={"a:1": 5}, changes=((), ("a",), ()))
    supervisor.restore("b")
    with pytest.raises(SupervisorError, match="did not end within 3630 s"):
        supervisor.stop(supervisor.processes("a"))


def test_one_that_cannot_be_started_keeps_no_other_down():
    class Short(Api):
        def startProcess(self, name, wait):
            if name == "a:1":
                raise xmlrpc.client.Fault(50, "SPAWN_ERROR")
            super().startProcess(name, wait)

    api = Short({"a:1": "RUNNING", "a:2": "RUNNING"})
    supervisor = Supervisor(api, sleep=lambda _seconds: None)
    with pytest.raises(SupervisorError, match="a:1.*SPAWN_ERROR"):
        supervisor.restart(supervisor.processes("a"))
    assert ("start", "a:2") in api.told


def test_what_takes_all_the_time_it_was_given_is_stopped():
    api, supervisor = make({"a:1": "RUNNING"}, patience=10 * 3600, waits={"a:1": 3600})
    supervisor.stop(supervisor.processes("a"))
    assert api.states == {"a:1": "STOPPED"}


def test_where_supervisord_cannot_say_how_patient_it_is_a_long_time_is_left():
    def refuse():
        raise xmlrpc.client.ProtocolError("", 500, "int exceeds XML-RPC limits", {})

    api, supervisor = make({"a:1": "RUNNING"}, patience=10 * 1800)
    api.getAllConfigInfo = refuse
    supervisor.stop(supervisor.processes("a"))
    assert api.states == {"a:1": "STOPPED"}


def test_restart_starts_each_as_soon_as_it_is_down():
    api, supervisor = make({"a:1": "RUNNING", "a:2": "FATAL"})
    supervisor.restart(supervisor.processes("a"))
    assert api.told == [("stop", "a:1"), ("start", "a:2"), ("start", "a:1")]
    assert supervisor.wait_running(supervisor.processes("a"), 5) == ""


def test_what_does_not_come_up_is_named():
    _api, supervisor = make({"a:1": "RUNNING", "a:2": "RUNNING"}, fatal=("a:2",))
    supervisor.restart(supervisor.processes("a"))
    assert supervisor.wait_running(supervisor.processes("a"), 5) == "a:2 is FATAL exited too quickly"


def test_waiting_ends():
    _api, supervisor = make({"a:1": "BACKOFF"})
    assert supervisor.wait_running(supervisor.processes("a"), 5) == "a:1 is BACKOFF"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ((["x"], [], []), [("add", "x")]),
        (([], ["x", "live"], []), [("stop", "x:1"), ("remove", "x"), ("add", "x")]),
        (([], ["live"], ["old"]), []),
    ],
)
def test_refresh_touches_only_the_group_it_was_asked_for(changes, told):
    api, supervisor = make({"x:1": "RUNNING", "live:1": "RUNNING"}, changes=changes)
    assert supervisor.refresh(["x"]) == [group for step, group in told if step == "add"]
    assert api.told == told


def test_a_program_that_is_not_there_is_a_sentence():
    with pytest.raises(SupervisorError, match="knows no program gigs-blue"):
        make({})[1].program("gigs-blue")


@pytest.mark.parametrize("error", [ConnectionRefusedError("refused"), _http.HTTPError("what came back is no HTTP"), xmlrpc.client.Fault(10, "BAD_NAME")])
def test_errors_of_the_transport_are_sentences(error):
    class Broken:
        def getAllProcessInfo(self):
            raise error

    with pytest.raises(SupervisorError, match="supervisord"):
        Supervisor(Broken()).processes()


@pytest.fixture
def supervisord(tmp_path):
    """A supervisord that hangs during the first request and answers the others; gives a client of it."""
    body = xmlrpc.client.dumps(([],), methodresponse=True).encode()
    served = []

    def serve(server):
        for hangs in (True, False):
            connection, _address = server.accept()
            served.append(connection)
            connection.recv(65536)
            if hangs:
                threading.Timer(2, connection.close).start()
            else:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    path = str(tmp_path / "supervisor.sock")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        threading.Thread(target=serve, args=[server], daemon=True).start()
        yield _supervisor.connect(path, seconds=0.3)
    for connection in served:
        connection.close()


def test_a_supervisord_that_hangs_is_not_waited_for_for_ever_and_can_be_asked_again(supervisord):
    start = time.monotonic()
    with pytest.raises(SupervisorError, match="supervisord does not answer .*timed out"):
        supervisord.processes()
    assert 0.3 <= time.monotonic() - start < 1.5
    assert supervisord.processes() == []


def test_a_packed_answer_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(_http, "ask", lambda *_args: _http.Answer(200, {"content-encoding": "gzip"}, b"\x1f\x8b"))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "supervisor.sock"))
        server.listen()
        with pytest.raises(SupervisorError, match="supervisord does not answer .*packed, which nobody asked for"):
            _supervisor.connect(str(tmp_path / "supervisor.sock")).processes()


def test_what_already_is_as_it_should_be_is_no_error():
    class Late:
        def getAllProcessInfo(self):
            return [{"group": "a", "name": "1", "statename": "STOPPED", "spawnerr": "", "start": 1}]

        def getAllConfigInfo(self):
            return []

        def stopProcess(self, _name, _wait):
            raise xmlrpc.client.Fault(70, "NOT_RUNNING")

        def startProcess(self, _name, _wait):
            raise xmlrpc.client.Fault(60, "ALREADY_STARTED")

    supervisor = Supervisor(Late(), sleep=lambda _seconds: None)
    supervisor.stop([{"group": "a", "name": "1", "statename": "RUNNING"}])
    supervisor.start([{"group": "a", "name": "1", "statename": "STOPPED"}])


def test_only_lost_groups_of_the_application_are_added_again():
    api, supervisor = make({}, changes=(["gigs-worker-queue", "other-blue"], ["gigs-blue"], []))
    supervisor.restore("gigs-")
    assert api.told == [("add", "gigs-worker-queue")]


def test_a_program_that_is_tried_anew_before_it_was_up_has_not_died_yet():
    api, supervisor = make({"gigs-blue:gigs-blue": "STARTING"})[:2]
    died = supervisor.watch("gigs-blue")
    for state, pid in (("STARTING", 7), ("BACKOFF", 0), ("STARTING", 8), ("RUNNING", 8), ("RUNNING", 8)):
        api.states["gigs-blue:gigs-blue"], api.pids["gigs-blue:gigs-blue"], api._left = state, pid, {}
        assert died() == ""
    api.states["gigs-blue:gigs-blue"], api.pids["gigs-blue:gigs-blue"] = "FATAL", 0
    assert died() == "the program gigs-blue did not stay up (FATAL: exited too quickly)"


@pytest.mark.parametrize(("state", "pid"), [("STARTING", 9), ("RUNNING", 9), ("BACKOFF", 0)])
def test_a_program_that_was_up_and_is_another_process_now_has_died(state, pid):
    api, supervisor = make({"gigs-blue:gigs-blue": "RUNNING"})[:2]
    died = supervisor.watch("gigs-blue")
    assert died() == ""
    api.states["gigs-blue:gigs-blue"], api.pids["gigs-blue:gigs-blue"] = state, pid
    assert died() == "the program gigs-blue did not stay up (it died and was started again)"


def test_the_start_of_a_process_is_known_to_a_fraction_of_a_second():
    before = time.time()
    process = subprocess.Popen(["sleep", "60"])
    after = time.time()
    try:
        assert before - 0.05 < started(process.pid) < after + 0.05
    finally:
        process.kill()
        process.wait()
    assert started(process.pid) == 0
