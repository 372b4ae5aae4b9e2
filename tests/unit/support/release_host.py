# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host's directory tree, a supervisord and an application in one process: what the unit tests of a release run against."""

from __future__ import annotations

import hashlib
import http.server
import io
import os
import socketserver
import stat
import tarfile
import threading
from unittest import mock

from ansible_collections.golive.web.plugins.module_utils import _atomic, _stage
from ansible_collections.golive.web.plugins.module_utils._layout import Layout
from ansible_collections.golive.web.plugins.module_utils._state import State

RUNTIME = {
    "name": "fake",
    "protocol": "http",
    "index": "",
    "command": ["serve"],
    "check": [],
    "stop_signal": "TERM",
    "processes": 2,
    "build": [],
    "configuration": "threads = 2\n",
}

WORKERS = {"queue": {"command": ["work"], "processes": 1}}


class Host:
    """The application C(gigs) below I(folder), with commands run by the script I(self.executable)."""

    def __init__(self, folder):
        self.layout = Layout("gigs", root=str(folder / "srv"), run=str(folder / "run"))
        for path in (self.layout.releases, self.layout.shared, self.layout.slots, self.layout.sockets, self.layout.assets, self.layout.run):
            os.makedirs(path)
        self.folder = folder
        self.user = (os.geteuid(), os.getegid())
        self.executable = str(folder / "golive-exec")
        with open(self.executable, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\nshift\nwhere=$1; shift\ncd "{self.layout.releases}/$where" || exit 78\nexec "$@"\n')
        os.chmod(self.executable, 0o755)

    @property
    def state(self):
        return State(self.layout.state)

    def artifact(self, files):
        """A tar file of I(files) (name to text), the same bytes each time, and its SHA-256."""
        path = str(self.folder / "artifact.tar")
        with tarfile.open(path, "w") as archive:
            for name, text in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(text)
                archive.addfile(member, io.BytesIO(text.encode()))
        with open(path, "rb") as file:
            return path, hashlib.sha256(file.read()).hexdigest()

    def recipe(self, version, sha256, **more):
        more = {"runtime": {**RUNTIME, **more.pop("runtime", {})}, "workers": WORKERS, "mtime": 1, **more}
        return _stage.Recipe(release=f"{version}-{sha256[:12]}-abcdef", sha256=sha256, **more)

    def stage(self, version="1.0", files=None, **more):
        """Stages a small release; returns its id."""
        path, sha256 = self.artifact(files or {"app.py": f"version {version}", "public/robots.txt": "none"})
        recipe = self.recipe(version, sha256, **more)
        self.make(recipe, path)
        return recipe.release

    def make(self, recipe, path):
        """Stages a recipe; returns what was reused."""
        # Waiting for the whole disk of the machine that runs the tests would prove nothing.
        with mock.patch.object(_atomic, "fsync_tree"):
            return _stage.stage(self.layout, recipe, path, self.user, self.executable)


class Application:
    """Answers on a slot's socket for the release that the slot holds when it is started; I(broken) maps releases to a status."""

    def __init__(self, layout, broken):
        self.layout = layout
        self.broken = broken
        self._servers = {}

    def start(self, slot):
        release, status = self.layout.slot_release(slot), 200
        status = self.broken.get(release, 200)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.send_header("X-Release", release)
                self.end_headers()

            def log_message(self, *_arguments):
                pass

            def address_string(self):
                return "socket"

        path = self.layout.slot_socket(slot)
        server = socketserver.UnixStreamServer(path, Handler)
        self._servers[slot] = server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self, slot):
        server = self._servers.pop(slot, None)
        if server:
            server.shutdown()
            server.server_close()

    def stop_all(self):
        for slot in list(self._servers):
            self.stop(slot)


class Supervisord:
    """The part of a supervisord that a release needs, with the application's slots and I(workers) as programs; I(calls) is what it was told."""

    def __init__(self, application, starts=True):
        self.application = application
        self.starts = starts
        self.calls = []
        self.states = {"blue": "STOPPED", "green": "STOPPED"}
        self.workers = {"queue": "RUNNING"}
        self.worker_faults = []

    @staticmethod
    def _slot(process):
        return process["group"].rpartition("-")[2]

    @staticmethod
    def described(name, **more):
        """The process of the worker I(name)."""
        return {"group": f"gigs-worker-{name}", "name": f"{name}_00", "pid": 0, "start": 1, "exitstatus": 0, "spawnerr": "", **more}

    def program(self, name):
        slot = name.rpartition("-")[2]
        return {"group": name, "name": name, "statename": self.states[slot], "pid": 0, "spawnerr": ""}

    def processes(self, _prefix=""):
        return [self.described(name, statename=state) for name, state in self.workers.items()]

    def known(self, _prefix):
        return {process["group"] for process in self.processes()}

    def restore(self, prefix):
        self.restored = prefix

    def refresh(self, groups):
        self.calls.extend(("refresh", group) for group in groups)
        return []

    def stop(self, processes):
        for process in processes:
            self.calls.append(("stop", process["group"]))
            known = self.states if self._slot(process) in self.states else self.workers
            known[self._slot(process)] = "STOPPED"
            self.application.stop(self._slot(process))

    def start(self, processes):
        for process in processes:
            self.calls.append(("start", process["group"]))
            self.states[self._slot(process)] = "RUNNING" if self.starts else "FATAL"
            if self.starts:
                self.application.start(self._slot(process))

    def restart(self, processes):
        self.calls.extend(("restart", process["group"]) for process in processes)
        self.workers.update((self._slot(process), "RUNNING") for process in processes)

    def wait_running(self, _processes, _seconds):
        return self.worker_faults.pop(0) if self.worker_faults else ""

    def watch(self, name):
        return lambda: f"the program {name} did not stay up (FATAL)" if self.program(name)["statename"] == "FATAL" else ""


def modes(tree):
    """Relative path to permission bits, links left out."""
    found = {}
    for folder, folders, files in os.walk(tree):
        for name in folders + files:
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                found[os.path.relpath(path, tree)] = stat.S_IMODE(os.lstat(path).st_mode)
    return found
