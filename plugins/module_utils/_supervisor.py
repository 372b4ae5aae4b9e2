# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""supervisord over its own XML-RPC transport; nothing here parses the output of supervisorctl."""

from __future__ import annotations

import time
import xmlrpc.client

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

SOCKET = "unix:///var/run/supervisor.sock"

_DOWN = ("STOPPED", "EXITED", "FATAL", "UNKNOWN")
# A program may come to be as it should be a moment before it is told: xmlrpc.Faults.NOT_RUNNING and ALREADY_STARTED.
_ALREADY = {"stopProcess": 70, "startProcess": 60}
_GONE = ("FATAL", "EXITED", "UNKNOWN")


class SupervisorError(GoliveError):
    """supervisord can't be reached, or a program did not do as it was told."""


def connect(url=SOCKET):
    """A client of the supervisord on this host."""
    try:
        from supervisor.xmlrpc import SupervisorTransport
    except ImportError as error:
        raise SupervisorError(
            "Python's 'supervisor' module is missing on the host: run the provision playbook first. Nothing was changed."
        ) from error
    transport = SupervisorTransport(None, None, serverurl=url)
    return Supervisor(xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor)


class Supervisor:
    """What a release needs of supervisord. I(api) is the C(supervisor) namespace of its XML-RPC interface."""

    def __init__(self, api, clock=time.monotonic, sleep=time.sleep):
        self._api = api
        self._clock = clock
        self._sleep = sleep

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
        """Process descriptions (C(group), C(name), C(statename), C(pid), C(start), C(spawnerr)) of the groups whose name starts with I(prefix)."""
        return [process for process in self._call("getAllProcessInfo") if process["group"].startswith(prefix)]

    def program(self, name):
        """The one process of the program I(name)."""
        found = [process for process in self._call("getAllProcessInfo") if process["group"] == name]
        if not found:
            raise SupervisorError(f"supervisord knows no program {name}: run the provision playbook first.")
        return found[0]

    def restore(self, prefix):
        """Adds what is configured on disk, begins with I(prefix) and is not there: what a run that died had removed, but not added again."""
        added, _changed, _removed = self._call("reloadConfig")[0]
        for group in sorted(added):
            if group.startswith(prefix):
                self._call("addProcessGroup", group)

    def refresh(self, groups):
        """Gives those of I(groups) whose configuration on disk changed that configuration; returns them. No other group is touched.

        A group that is refreshed is stopped first, and started by supervisord itself.
        """
        added, changed, _removed = self._call("reloadConfig")[0]
        for group in sorted(set(changed) & set(groups)):
            self.stop(self._of(group))
            self._call("removeProcessGroup", group)
        refreshed = sorted((set(changed) | set(added)) & set(groups))
        for group in refreshed:
            self._call("addProcessGroup", group)
        return refreshed

    def groups(self, prefix):
        """The names of the groups that begin with I(prefix)."""
        return sorted({process["group"] for process in self.processes(prefix)})

    def add(self, groups):
        """Adds I(groups), which are configured on disk; supervisord starts what is to start by itself."""
        if groups:
            self._call("reloadConfig")
        for group in groups:
            self._call("addProcessGroup", group)

    def _of(self, group):
        return [process for process in self.processes() if process["group"] == group]

    def stop(self, processes):
        """Stops I(processes) together, each by its own signal and patience (stopwaitsecs), and waits until all are down."""
        pending = {_full(process) for process in processes if process["statename"] not in _DOWN}
        for name in pending:
            self._call("stopProcess", name, False)
        while pending:
            self._sleep(0.05)
            pending &= {_full(process) for process in self.processes() if process["statename"] not in _DOWN}

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
        pending = {_full(process): process for process in processes}
        for process in processes:
            if process["statename"] not in _DOWN:
                self._call("stopProcess", _full(process), False)
        while pending:
            now = {_full(process): process for process in self.processes()}
            for name in [name for name in pending if now[name]["statename"] in _DOWN]:
                self._call("startProcess", name, False)
                del pending[name]
            if pending:
                self._sleep(0.05)

    def wait_running(self, processes, seconds):
        """Waits until all of I(processes) are RUNNING; returns a clause naming those that aren't, or an empty string."""
        names = {_full(process) for process in processes}
        deadline = self._clock() + seconds
        while True:
            now = {_full(process): process for process in self.processes()}
            off = {name: now[name] for name in names if now[name]["statename"] != "RUNNING"}
            if not off:
                return ""
            if any(process["statename"] in _GONE for process in off.values()) or self._clock() >= deadline:
                return "; ".join(f"{name} is {process['statename']} {process['spawnerr']}".strip() for name, process in sorted(off.items()))
            self._sleep(0.05)

    def watch(self, name):
        """A function that gives a clause as soon as the program I(name) has given up, or has died once it was up, else an empty string."""
        up = []

        def died():
            process = self.program(name)
            if process["statename"] in _GONE:
                return f"the program {name} did not stay up ({process['statename']}{': ' + process['spawnerr'] if process['spawnerr'] else ''})"
            if process["statename"] == "RUNNING" and not up:
                up.append(process["pid"])
            if up and up != [process["pid"]]:
                return f"the program {name} did not stay up (it died and was started again)"
            return ""

        return died


def _full(process):
    return f"{process['group']}:{process['name']}"
