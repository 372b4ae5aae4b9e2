# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""supervisord over its own XML-RPC transport; nothing here parses the output of supervisorctl."""

from __future__ import annotations

import os
import time
import xmlrpc.client

from ansible_collections.golive.web.plugins.module_utils import _deadline, _http
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

SOCKET = "/var/run/supervisor.sock"

# The exit status by which golive-exec says that the live release has no such worker; supervisord does not start it again then.
ABSENT = 79

# What can be told to stop (supervisor.states.RUNNING_STATES), and what can be told to start (STOPPED_STATES).
_UP = ("STARTING", "RUNNING", "BACKOFF")
_DOWN = ("STOPPED", "EXITED", "FATAL", "UNKNOWN")
# A program may come to be as it should be a moment before it is told: xmlrpc.Faults.NOT_RUNNING and ALREADY_STARTED.
_ALREADY = {"stopProcess": 70, "startProcess": 60}
_GAVE_UP = ("FATAL", "UNKNOWN")
# Between two looks at what is to come down: most are down within a moment, some have an hour.
_SOON = 0.01
_LATER = 0.1
# It has one thread, which a disk that stalls holds up.
_ANSWER_SECONDS = 30
# It says some 1,400 bytes of a process, and 3,500 of what is configured of it.
_MOST_BYTES = 16 << 20
# What it kills, when the program's patience (stopwaitsecs) is over, is gone by then, or hangs in the kernel.
_KILL_SECONDS = 30
# HTTP's 200.
_OK = 200
# The patience of a program of which supervisord can't say it: that of the longest job.
_STOP_SECONDS = 3600


class SupervisorError(GoliveError):
    """supervisord can't be reached, or a program did not do as it was told."""


class _Transport(xmlrpc.client.Transport):
    """XML-RPC to the Unix socket I(path); each call has a connection of its own, I(seconds), and I(most) bytes of an answer.

    supervisor's own transport waits for ever, and that of the library loads http.client, which takes longer than most calls.
    """

    def __init__(self, path, seconds, most):
        super().__init__()
        self._whom, self._most = (path, seconds, most), most

    def request(self, host, handler, request_body, verbose=False):
        with _deadline.connect(*self._whom) as connection:
            headers = {"Host": host, "Content-Type": "text/xml"}
            answer = _http.ask(connection, "POST", handler, headers, self._most, request_body)
        if answer.status != _OK:
            raise xmlrpc.client.ProtocolError(host + handler, answer.status, "", answer.headers)
        if "content-encoding" in answer.headers:
            raise xmlrpc.client.ResponseError("the answer is packed, which nobody asked for")
        parser, target = self.getparser()
        parser.feed(answer.body)
        parser.close()
        return target.close()

    def getparser(self):
        _parser, target = super().getparser()
        return _Parser(target), target


class _Parser(xmlrpc.client.ExpatParser):
    """That of XML-RPC, which has no use for a document type: entities that are defined there can make a million bytes of one."""

    def __init__(self, target):
        super().__init__(target)
        self._parser.StartDoctypeDeclHandler = _refuse


def _refuse(*_what):
    raise xmlrpc.client.ResponseError("the answer has a document type, which XML-RPC knows not of")


def connect(path=SOCKET, seconds=_ANSWER_SECONDS, most=_MOST_BYTES):
    """A client of the supervisord on this host, which has I(seconds) for an answer of I(most) bytes."""
    return Supervisor(xmlrpc.client.ServerProxy("http://localhost", transport=_Transport(path, seconds, most)).supervisor)


class Supervisor:
    """What a release needs of supervisord. I(api) is the C(supervisor) namespace of its XML-RPC interface."""

    def __init__(self, api, clock=time.monotonic, sleep=time.sleep):
        self._api = api
        self._clock = clock
        self._sleep = sleep
        self._changed = ()

    def _call(self, method, *args):
        try:
            return getattr(self._api, method)(*args)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode == _ALREADY.get(method):
                return None
            raise SupervisorError(f"supervisord refused {method}{args}: {fault.faultString}.") from fault
        except (OSError, xmlrpc.client.Error) as error:
            raise SupervisorError(f"supervisord does not answer ({error}): is its service running?") from error

    def processes(self, prefix=""):
        """Process descriptions of the groups whose name starts with I(prefix).

        Of each C(group), C(name), C(statename), C(pid), C(start) (0 where it never was), C(spawnerr) and C(exitstatus) are used here.
        """
        return [process for process in self._call("getAllProcessInfo") if process["group"].startswith(prefix)]

    def program(self, name):
        """The one process of the program I(name)."""
        found = [process for process in self._call("getAllProcessInfo") if process["group"] == name]
        if not found:
            raise SupervisorError(f"supervisord knows no program {name}: run the provision playbook first.")
        return found[0]

    def restore(self, prefix):
        """Adds what is configured on disk, begins with I(prefix) and is not there: what a run that died had removed, but not added again."""
        added, _changed = self._reload()
        for group in sorted(added):
            if group.startswith(prefix):
                self._call("addProcessGroup", group)

    def refresh(self, groups):
        """Gives those of I(groups) whose configuration on disk changed that configuration; returns them. No other group is touched.

        A group that is refreshed is stopped first, and started by supervisord itself.
        """
        added, changed = self._reload()
        outdated = sorted(set(changed) & set(groups))
        self.stop([process for process in self.processes() if process["group"] in outdated])
        for group in outdated:
            self._call("removeProcessGroup", group)
        refreshed = sorted((set(changed) | set(added)) & set(groups))
        for group in refreshed:
            self._call("addProcessGroup", group)
        return refreshed

    def known(self, prefix):
        """The names of the groups that begin with I(prefix) and are there, or will be as soon as C(restore) is called."""
        added, _changed = self._reload()
        return {*self.groups(prefix), *(group for group in added if group.startswith(prefix))}

    def groups(self, prefix):
        """The names of the groups that begin with I(prefix)."""
        return sorted({process["group"] for process in self.processes(prefix)})

    def add(self, groups):
        """Adds I(groups), which are configured on disk; supervisord starts what is to start by itself."""
        if groups:
            self._call("reloadConfig")
        for group in groups:
            self._call("addProcessGroup", group)

    def _reload(self):
        """(groups that are only on disk, groups that are described otherwise there than they run)."""
        added, self._changed, _removed = self._call("reloadConfig")[0]
        return added, self._changed

    def stop(self, processes):
        """Stops I(processes) together, each by its own signal and patience (stopwaitsecs), and waits until all are down and stay so."""
        for _process in self._taken_down(processes, stays_down):
            pass

    def _taken_down(self, processes, is_down):
        """Tells I(processes) to stop and yields each as soon as I(is_down) says so of it.

        Told again is what supervisord started meanwhile: a program that has exited can't be told to stop, and is started up to a second later.
        """
        refuse_stuck, pause = None, _SOON
        while processes:
            for process in processes:
                if process["statename"] in _UP:
                    self._call("stopProcess", _full(process), False)
            yield from filter(is_down, processes)
            names = {_full(process) for process in processes if not is_down(process)}
            if not names:
                return
            refuse_stuck = refuse_stuck or self._stuck(names)
            refuse_stuck(names)
            self._sleep(pause)
            pause = min(2 * pause, _LATER)
            processes = [process for process in self.processes() if _full(process) in names]

    def _stuck(self, names):
        """A function that raises C(SupervisorError) for those programs that it is given when all of I(names) should have been killed since now."""
        seconds = self._patience(names) + _KILL_SECONDS
        deadline = self._clock() + seconds

        def check(pending):
            if self._clock() >= deadline:
                raise SupervisorError(
                    f"{', '.join(sorted(pending))} did not end within {seconds} s of being told to, not even when supervisord killed it. It is left as it is, "
                    "and all other programs go on; see what holds it ('ps' says D where it waits for a disk or a network), then run this again."
                )

        return check

    def _patience(self, names):
        """The longest that supervisord lets one of I(names) take to end, in seconds. It tells what is on disk, which those that changed don't have yet."""
        try:
            known = {_full(program): program["stopwaitsecs"] for program in self._call("getAllConfigInfo") if program["group"] not in self._changed}
        except SupervisorError:  # as where a number of any program is too large for the protocol
            known = {}
        return max((known.get(name, _STOP_SECONDS) for name in names), default=0)

    def remove(self, processes):
        """Stops I(processes) together and makes supervisord forget their groups."""
        self.stop(processes)
        for group in sorted({process["group"] for process in processes}):
            self._call("removeProcessGroup", group)
        # Their descriptions, which are gone from the disk, are forgotten too; nothing that runs is touched.
        self._call("reloadConfig")

    def start(self, processes):
        """Tells supervisord to start I(processes) together, without waiting."""
        for process in processes:
            self._call("startProcess", _full(process), False)

    def restart(self, processes):
        """Replaces I(processes): each is started anew as soon as it has stopped, none waits for another."""
        refused = []
        for process in self._taken_down(processes, lambda process: process["statename"] in _DOWN):
            try:
                self._call("startProcess", _full(process), False)
            except SupervisorError as error:  # the others are down already
                refused.append(str(error))
        if refused:
            raise SupervisorError(" ".join(refused))

    def wait_running(self, processes, seconds):
        """Waits until all of I(processes) are RUNNING; returns a clause naming those that aren't, or an empty string."""
        names = {_full(process) for process in processes}
        deadline = self._clock() + seconds
        while True:
            now = {_full(process): process for process in self.processes()}
            off = {name: now[name] for name in names if now[name]["statename"] != "RUNNING"}
            if not off:
                return ""
            if any(process["statename"] in _GAVE_UP for process in off.values()) or self._clock() >= deadline:
                return "; ".join(f"{name} is {process['statename']} {process['spawnerr']}".strip() for name, process in sorted(off.items()))
            self._sleep(0.05)

    def watch(self, name):
        """A function that gives a clause as soon as the program I(name) has given up, or has died once it was up, else an empty string."""
        up = []

        def died():
            process = self.program(name)
            # What has exited was up before.
            if process["statename"] in (*_GAVE_UP, "EXITED"):
                return f"the program {name} did not stay up ({process['statename']}{': ' + process['spawnerr'] if process['spawnerr'] else ''})"
            if process["statename"] == "RUNNING" and not up:
                up.append(process["pid"])
            if up and up != [process["pid"]]:
                return f"the program {name} did not stay up (it died and was started again)"
            return ""

        return died


def stays_down(process):
    """Whether I(process) is down and supervisord won't start it by itself, as it does up to a second later with what has exited or was only
    added (supervisor.process.Subprocess.transition)."""
    state = process["statename"]
    return state in _GAVE_UP or state == "STOPPED" and process["start"] > 0 or state == "EXITED" and process["exitstatus"] == ABSENT


def started(pid):
    """When the process I(pid) started, in seconds since the epoch, to a hundredth; 0 where it is gone (proc(5), stat, field 22).

    supervisord knows it too, but only to a second, in which a worker may have started on the old release.
    """
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            ticks = int(file.read().rpartition(")")[2].split()[19])
    except OSError:
        return 0
    return time.time() - (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK"))


def _full(process):
    return f"{process['group']}:{process['name']}"
