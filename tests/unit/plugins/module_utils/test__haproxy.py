# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pathlib
import socket
import threading

import pytest
from ansible_collections.golive.web.plugins.module_utils import _haproxy
from ansible_collections.golive.web.plugins.module_utils._haproxy import Balancer, HaproxyError
from hypothesis import given
from hypothesis import strategies as st

# What HAProxy 2.6.12 said, with TLS passed through, web1 drained, and nothing live of the application shop.
SAID = pathlib.Path(__file__).parent / "haproxy"
STAT, STATE, PROC = ((SAID / name).read_text() for name in ("stat.csv", "servers_state", "proc"))
CONFIGURATION = """\
backend gigs
    option httpchk
    server web1 10.0.0.1:9081 weight 100 check
    server web2 [2001:db8::2]:9082 weight 100 check

backend gigs.tls
    server web1 10.0.0.1:443 track gigs/web1 send-proxy-v2
"""


@pytest.fixture
def every():
    return {(server.backend, server.name): server for server in _haproxy.servers(STAT, STATE)}


def test_servers_are_those_of_all_backends_and_nothing_else(every):
    backends = [f"{name}{part}" for name in ("gigs", "shop") for part in ("", ".unready", ".tls", ".tls.unready")]
    assert sorted(every) == sorted((backend, name) for backend in backends for name in ("web1", "web2", "web3"))


def test_a_server_is_told_from_its_check_and_from_what_it_was_told(every):
    drained, ready, down = every["gigs", "web1"], every["gigs", "web2"], every["shop", "web2"]
    assert (drained.admin, drained.status, drained.well, drained.serves, drained.check) == ("drain", "DRAIN", True, False, "L7OK/200")
    assert (ready.admin, ready.status, ready.well, ready.serves, ready.weight, ready.number) == ("ready", "UP", True, True, 100, 2)
    assert (down.admin, down.status, down.well, down.serves, down.check) == ("ready", "DOWN", False, False, "L4CON")


def test_sessions_are_those_at_work_and_those_that_wait():
    columns = STAT.splitlines()[0].removeprefix("# ").split(",")
    lines = STAT.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith("gigs,web2,"))
    words = lines[at].split(",")
    for name, value in (("scur", "4"), ("qcur", "3"), ("check_code", "0")):
        words[columns.index(name)] = value
    (server,) = [server for server in _haproxy.servers("".join([*lines[:at], ",".join(words), *lines[at + 1 :]]), STATE) if server[:2] == ("gigs", "web2")]
    assert (server.sessions, server.check) == (7, "L7OK")
    words[columns.index("qcur")] = ""
    assert _haproxy.servers("".join([*lines[:at], ",".join(words), *lines[at + 1 :]]), STATE)[1].sessions == 4


def test_a_server_that_tracks_another_has_its_state_and_no_check(every):
    tracking = every["gigs.tls", "web1"]
    assert (tracking.tracks, tracking.admin, tracking.check, tracking.serves) == ("gigs/web1", "drain", "", False)


@pytest.mark.parametrize(
    ("bits", "admin"), [(0, "ready"), (0x01, "maint"), (0x02, "maint"), (0x20, "maint"), (0x04, "ready"), (0x08, "drain"), (0x10, "drain"), (0x48, "drain")]
)
def test_what_a_server_was_told_is_in_its_bits(bits, admin):
    state = STATE.replace("gigs 1 web1 127.0.0.1 2 8 ", f"gigs 1 web1 127.0.0.1 2 {bits} ")
    assert _haproxy.servers(STAT, state)[0].admin == admin


@pytest.mark.parametrize(
    ("status", "weight", "serves"), [("UP", 1, True), ("UP 1/2", 1, True), ("no check", 1, True), ("UP", 0, False), ("NOLB", 1, False), ("DOWN 1/2", 1, False)]
)
def test_a_server_serves_where_it_is_up_and_has_a_weight(every, status, weight, serves):
    assert every["gigs", "web2"]._replace(status=status, weight=weight).serves == serves


@pytest.mark.parametrize("state", ["", "2\n# be_id be_name\n", "Permission denied\n", "1\n4 gigs 1 web1\n"])
def test_what_is_no_state_is_refused_in_words(state):
    with pytest.raises(HaproxyError, match="in a way that is not known here"):
        _haproxy.state_rows(state)


def test_ports_are_those_of_the_configuration():
    assert _haproxy.configured_ports(CONFIGURATION) == {("gigs", "web1"): 9081, ("gigs", "web2"): 9082, ("gigs.tls", "web1"): 443}


def test_what_is_kept_is_a_servers_state_and_not_its_place():
    lines = _haproxy.state_file(STATE, _haproxy.configured_ports(CONFIGURATION)).splitlines()
    assert lines == [
        "1",
        "5 gigs 1 web1 - 2 8 100 100 0 15 3 3 6 0 0 0 - 9081 -",
        "5 gigs 2 web2 - 2 0 100 100 199 15 3 3 6 0 0 0 - 9082 -",
        "7 gigs.tls 1 web1 - 2 16 100 100 0 1 0 2 0 0 0 0 - 443 -",
    ]


@given(st.dictionaries(st.sampled_from([(row["be_name"], row["srv_name"]) for row in _haproxy.state_rows(STATE)]), st.integers(1, 65535)))
def test_every_line_that_is_kept_is_whole_and_of_the_configuration(ports):
    version, *lines = _haproxy.state_file(STATE, ports).splitlines()
    assert version == "1"
    assert {(line.split()[1], line.split()[3]): int(line.split()[18]) for line in lines} == ports
    # A file with one line that is too short is thrown away whole (server_state.c, SRV_STATE_FILE_MIN_FIELDS_VERSION_1).
    assert all(len(line.split()) == 20 for line in lines)


def test_processes_are_told_apart():
    assert _haproxy.processes(PROC) == (3264, (7793,), (7698, 7650), 0)
    assert _haproxy.processes(PROC.replace("[failed: 0]", "[failed: 2]")).failed == 2
    assert _haproxy.processes(PROC.replace("# old workers\n", "# programs\n")).old == ()
    with pytest.raises(HaproxyError):
        _haproxy.processes("Unknown command")


@pytest.fixture
def answering(tmp_path):
    """Starts a HAProxy that answers as its master does: when nobody can ask more. Gives the path, and what was asked."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    path, asked = str(tmp_path / "admin.sock"), []
    server.bind(path)
    server.listen()

    def start(answer):
        def serve():
            connection = server.accept()[0]
            while part := connection.recv(4096):
                asked.append(part.decode())
            for part in (answer[:7], answer[7:]):
                connection.sendall(part.encode())
            connection.close()

        threading.Thread(target=serve, daemon=True).start()
        return path, asked

    yield start
    server.close()


def test_an_answer_is_read_to_its_end(answering):
    path, asked = answering(STAT + "\n")
    assert _haproxy.ask(path, "show stat") == STAT.strip("\n")
    assert asked == ["show stat\n"]


def test_a_haproxy_that_is_away_or_hangs_is_a_sentence(tmp_path, monkeypatch):
    with pytest.raises(HaproxyError, match="does not answer at .*none.sock .*is its service running"):
        _haproxy.ask(str(tmp_path / "none.sock"), "show stat")
    monkeypatch.setattr(_haproxy, "_ANSWER_SECONDS", 0.1)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "hangs.sock"))
        server.listen()
        with pytest.raises(HaproxyError, match="timed out"):
            _haproxy.ask(str(tmp_path / "hangs.sock"), "show stat")


def told(answers):
    """An I(ask) that gives I(answers) by what the command begins with, and the list of what it was asked."""
    asked = []

    def ask(path, command):
        asked.append((path, command))
        return next((answer for begins, answer in answers.items() if command.startswith(begins)), "")

    return ask, asked


def test_a_server_is_told_by_its_name(every):
    ask, asked = told({})
    Balancer(ask).set(every["gigs.tls", "web1"], "weight", 5)
    assert asked == [(_haproxy.ADMIN_SOCKET, "set server gigs.tls/web1 weight 5")]


def test_what_haproxy_refuses_is_an_error(every):
    ask, _asked = told({"set server": "No such server."})
    with pytest.raises(HaproxyError, match="refused 'set server gigs/web1 state drain': No such server"):
        Balancer(ask).set(every["gigs", "web1"], "state", "drain")


def test_clients_are_forgotten_only_where_there_is_a_table(every):
    ask, asked = told({"show table": "# table: gigs, type: ipv6, size:102400, used:1"})
    for backend in ("gigs", "gigs.unready"):
        Balancer(ask).forget_clients(every[backend, "web1"])
    assert [command for _path, command in asked] == ["show table", "clear table gigs data.server_id eq 1", "show table"]


def test_processes_that_end_are_counted():
    ask, asked = told({"show proc": PROC})
    assert Balancer(ask).ending() == 2
    assert asked == [(_haproxy.MASTER_SOCKET, "show proc")]


def test_servers_that_serve_are_listed_by_backend(every):
    serving = _haproxy.serving(every.values())
    assert (serving["gigs"], serving["gigs.tls"], serving["shop"]) == (["web2", "web3"], ["web2", "web3"], [])


@pytest.mark.parametrize(("needs", "seconds", "waited"), [(0, 5, 0), (3, 5, 0.3), (100, 1, 1), (100, 0, 0)])
def test_waiting_ends_when_it_is_done_or_time_is_over(needs, seconds, waited):
    now, looks = [0.0], []

    def sleep(pause):
        now[0] += pause

    def done(every):
        looks.append(every)
        return len(looks) > needs

    ask, _asked = told({"show stat": STAT, "show servers": STATE})
    assert Balancer(ask, clock=lambda: now[0], sleep=sleep).wait(done, seconds) == pytest.approx(waited, abs=0.11)
    assert len(looks[0]) == 24


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The files of a balancer, below a folder of the test."""
    for name in ("LOCK", "STATE_FILE", "CONFIGURATION", "ADMIN_SOCKET"):
        monkeypatch.setattr(_haproxy, name, str(tmp_path / name))
    (tmp_path / "CONFIGURATION").write_text(CONFIGURATION)
    (tmp_path / "ADMIN_SOCKET").write_text("")
    return tmp_path


def test_the_state_is_kept_for_root_alone_and_whole_or_not_at_all(files):
    ask, _asked = told({"show servers state": STATE})
    _haproxy.save(ask)
    kept = files / "STATE_FILE"
    assert kept.stat().st_mode & 0o777 == 0o600
    before = kept.read_text()
    assert before.startswith("1\n5 gigs 1 web1 - 2 8 ")
    broken, _asked = told({"show servers state": "Permission denied"})
    with pytest.raises(HaproxyError):
        _haproxy.save(broken)
    (files / "CONFIGURATION").write_text("backend a\n    server web1 nowhere\n")
    with pytest.raises(HaproxyError, match="could not be kept"):
        _haproxy.save(ask)
    assert kept.read_text() == before


class Master:
    """HAProxy's master: after a signal it answers nothing for two questions, then has a new worker, or fails to start one."""

    def __init__(self, fails=False, never=False):
        self.fails, self.never, self.questions, self.signals = fails, never, 0, []

    def ask(self, _path, command):
        if command != "show proc":
            return STATE
        if not self.signals or self.never:
            return PROC
        self.questions += 1
        if self.questions <= 2:
            raise HaproxyError("HAProxy does not answer")
        return PROC.replace("[failed: 0]", "[failed: 1]") if self.fails else PROC.replace("7793", "8000")

    def kill(self, number, name):
        self.signals.append((number, name.name))


def reload(master, seconds=1):
    now = iter(range(0, 1000, seconds))
    _haproxy.reload(master.ask, master.kill, clock=lambda: next(now), sleep=lambda _seconds: None)


def test_a_reload_keeps_the_state_and_waits_for_the_new_process(files):
    master = Master()
    reload(master)
    assert master.signals == [(3264, "SIGUSR2")] and master.questions == 3
    assert (files / "STATE_FILE").read_text().startswith("1\n5 gigs 1 web1 - 2 8 ")


@pytest.mark.parametrize(("behaviour", "words"), [({"fails": True}, "could not start with its new configuration"), ({"never": True}, "no new process 30 s")])
def test_a_reload_that_came_to_nothing_is_an_error(files, behaviour, words):
    with pytest.raises(HaproxyError, match=words):
        reload(Master(**behaviour), seconds=10)


def test_a_haproxy_that_has_no_socket_yet_is_reloaded_with_nothing_kept(files):
    (files / "ADMIN_SOCKET").unlink()
    reload(Master())
    assert not (files / "STATE_FILE").exists()


def test_a_change_and_a_reload_never_overlap(files):
    order = []
    with _haproxy.locked():
        other = threading.Thread(target=lambda: [reload(Master()), order.append("reloaded")])
        other.start()
        other.join(0.2)
        order.append("changed")
    other.join(5)
    assert order == ["changed", "reloaded"]
