# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host on which a module can be killed before any of its steps: what changes the disk, or tells supervisord something.

The module runs in a forked child, which an audit hook kills by SIGKILL; supervisord and the application live on in the parent, as they do
on a host. What is on disk between two steps is what is there when the second is where the child dies, so that looking after each death
is looking at every moment.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import json
import multiprocessing.connection
import os
import pathlib
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import warnings
from unittest import mock

from ansible_collections.golive.web.plugins.module_utils import _activate, _atomic, _manifest, _phase, _phases, _probe, _stage, _supervisor
from ansible_collections.golive.web.plugins.module_utils._layout import SLOTS
from ansible_collections.golive.web.plugins.module_utils._specs import RELEASE
from ansible_collections.golive.web.plugins.module_utils._state import State

from release_host import WORKERS, Application, Host, Supervisord
from watch import Watch

PHASES = ("staged", "active", "pruned")
_TELLS = ("restore", "refresh", "start", "stop", "restart")
ENVIRONMENT = {"APP_KEY": "secret"}
_MEMORY = "/dev/shm"
DOWN = {"release": None, "started": 0.0, "state": "STOPPED"}


class Keeper(Supervisord):
    """A supervisord with I(workers), each of which runs the release that was live when it was started."""

    def __init__(self, layout, workers):
        super().__init__(Application(layout, {}))
        self.layout = layout
        self.workers = {name: dict(worker) for name, worker in workers.items()}

    def processes(self, _prefix=""):
        return [self.described(name, statename=worker["state"], pid=worker["started"]) for name, worker in self.workers.items()]

    def stop(self, processes):
        for process in processes:
            if self._slot(process) in self.workers:
                self.calls.append(("stop", process["group"]))
                self.workers[self._slot(process)] = DOWN
        super().stop([process for process in processes if self._slot(process) in self.states])

    def start(self, processes):
        for process in processes:
            with contextlib.suppress(FileNotFoundError):  # as golive-exec does
                os.unlink(self.layout.slot_socket(self._slot(process)))
        super().start(processes)

    def restart(self, processes):
        self.calls.extend(("restart", process["group"]) for process in processes)
        for process in processes:
            self.workers[self._slot(process)] = {"release": self.layout.live_release(), "started": time.time() + 0.001, "state": "RUNNING"}


class Remote:
    """The keeper as the child sees it: calls go to the parent."""

    def __init__(self, path, tell):
        self._connection = multiprocessing.connection.Client(path, "AF_UNIX")
        self._tell = tell

    def watch(self, name):
        return lambda: self.program(name) and ""

    def __getattr__(self, method):
        def call(*arguments):
            if method in _TELLS:
                self._tell(f"supervisord.{method}", json.dumps(arguments, default=sorted))
            self._connection.send((method, arguments))
            return self._connection.recv()

        return call


class Machine:
    """The application gigs below I(folder), the releases 1.0 to 3.0 deployed on it; C(reset) brings that back, as if just booted."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.host = Host(self.folder)
        self.layout = self.host.layout
        with open(self.layout.runtime, "w", encoding="utf-8") as file:
            json.dump({"name": "fake", "protocol": "http", "index": "", "command": ["serve"], "stop_signal": "TERM", "processes": 1, "configuration": ""}, file)
        self.sync_all = lambda _descriptor: True
        self.workers = dict.fromkeys(("queue", "former", "later"), DOWN)
        self._boot()
        for version in ("1.0", "2.0", "3.0"):
            self.deploy(version)
        self.workers = self.keeper.workers
        self.halt()
        self.saved = self.folder / "saved"
        _copy(self.layout.home, self.saved)
        shutil.rmtree(self.saved / "splits")  # a thousand links, which nothing changes
        self._boot()

    def _boot(self):
        shutil.rmtree(self.layout.run)
        os.mkdir(self.layout.run)
        self.keeper = Keeper(self.layout, self.workers)
        self.keeper.start([{"group": f"gigs-{slot}"} for slot in SLOTS if self.layout.slot_release(slot)])
        self.calls = multiprocessing.connection.Listener(str(self.folder / "supervisor.sock"), "AF_UNIX")
        self._thread = threading.Thread(target=self._answer, args=(self.calls, self.keeper), daemon=True)
        self._thread.start()

    def halt(self):
        self.keeper.application.stop_all()
        with multiprocessing.connection.Client(self.calls.address, "AF_UNIX") as connection:
            connection.send(None)
        self._thread.join()

    @staticmethod
    def _answer(listener, keeper):
        with listener:
            while True:
                with listener.accept() as connection, contextlib.suppress(EOFError, ConnectionError):
                    while call := connection.recv():
                        method, arguments = call
                        connection.send(getattr(keeper, method)(*arguments))
                    return

    def reboot(self):
        """Every slot that has a release is started, by which a host differs from one on which only the module died."""
        self.halt()
        self._boot()

    def reset(self):
        self.halt()
        for entry in os.scandir(self.layout.home):
            if entry.is_dir(follow_symlinks=False) and entry.name != "splits":
                shutil.rmtree(entry.path)
            elif entry.name != "splits":
                os.unlink(entry.path)
        _copy(f"{self.saved}/.", self.layout.home)
        self._boot()

    def release(self, version):
        """The id of its release."""
        return self._parameters("staged", version)["release"]

    def _parameters(self, state, version):
        path, sha256 = self.host.artifact(self.files(version))
        return {
            **{name: option.get("default") for name, option in RELEASE.items()},
            "name": "gigs",
            "state": state,
            "release": f"{version}-{sha256[:12]}-abcdef",
            "artifact": {"sha256": sha256},
            "artifact_file": path,
            "shared": ["storage"],
            "workers": {**WORKERS, "former" if version < "4.0" else "later": {"command": ["work", version]}},
            "build": [["sh", "-c", "cp app.py built.txt"]],
            "fill": state == "staged",
            "assets": ["build"],
            "mtime": 1,
            "health": {"successes": 2, "interval": 0.002, "timeout": 5},
            "start_seconds": 5,
            "drain_seconds": 0,
            "keep_releases": 2,
            "keep_assets_days": -1,
            "good": True,
            "scheduler": True,
            "owner": "test",
        }

    @staticmethod
    def files(version):
        changing = {name: version for name in ("app.py", "public/index.html", f"public/build/{version}.css")}
        return {**changing, "lib/a.py": "a", "lib/b.py": "b", "public/same.txt": "same"}

    def state(self):
        return State(self.layout.state)

    def phase(self, state, version, check=False, **more):
        """Runs one phase in this process (I(check): in check mode), as the module does, with I(more) for its options; returns its result."""
        return self._run({**self._parameters(state, version), **more}, self.keeper, check)

    def _run(self, parameters, supervisor, check=False):
        with contextlib.ExitStack() as stack:
            patch = mock.patch.object
            stack.enter_context(patch(_phase, "Layout", lambda _name: self.layout))
            stack.enter_context(patch(_phases, "_account", lambda _name: self.host.user))
            stack.enter_context(patch(_phases._supervisor, "connect", lambda: supervisor))
            stack.enter_context(patch(_stage, "stage", functools.partial(_stage.stage, executable=self.host.executable)))
            stack.enter_context(patch(_activate, "Activation", functools.partial(_activate.Activation, executable=self.host.executable)))
            stack.enter_context(patch(_supervisor, "started", lambda started: started))
            stack.enter_context(patch(_probe, "ask_front_door", lambda _health: self.front_door))
            # Waiting for the whole disk of the machine that runs the tests would prove nothing.
            stack.enter_context(patch(_atomic, "_syncfs", self.sync_all))
            phase = _phases.KINDS[parameters["state"]](parameters, ENVIRONMENT, str(self.folder), None)
            return phase.predict() if check else phase.run()

    def deploy(self, version):
        for state in PHASES:
            result = self.phase(state, version)
            assert result["verdict"] == "pass", result

    def front_door(self):
        """What a user gets, as nginx finds it: one look at `live`, then the socket of the release that it leads to."""
        root = os.path.realpath(os.path.join(self.layout.live, ".public"))
        release = pathlib.Path(root).parent.name
        connection = http.client.HTTPConnection("localhost", timeout=5)
        connection.sock = socket.socket(socket.AF_UNIX)
        try:
            connection.sock.connect(os.path.join(self.layout.sockets, release + ".sock"))
            connection.request("GET", "/")
            answer = connection.getresponse()
            return _probe.Answer(answer.status, answer.getheader("X-Release"), pathlib.Path(root, "index.html").read_text(encoding="utf-8"))
        except OSError as error:
            return _probe.Answer(error=str(error))
        finally:
            connection.close()

    def steps(self, state, version):
        """All that I(state) does to the disk and to supervisord, in order, as (what, whereto)."""
        path = self.folder / "steps"
        with open(path, "w", encoding="utf-8") as file:
            self._in_child(state, version, lambda *step: (file.write(json.dumps(step) + "\n"), file.flush()), record_syncs=True)
        return [tuple(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]

    def killed_before(self, number, state, version):
        """Runs I(state) and kills it before its step I(number), counted from 0; returns whether it came that far."""
        left = iter(range(number, -1, -1))

        def kill(*_step):
            if next(left) == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        return self._in_child(state, version, kill) == -signal.SIGKILL

    def _in_child(self, state, version, tell, record_syncs=False):
        parameters = self._parameters(state, version)
        with warnings.catch_warnings():
            # The parent's threads wait for connections, with no lock that the child would need.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if not child:
            code = 70
            try:
                watch = Watch(self.folder, tell)
                if record_syncs:
                    self.sync_all = watch.syncs()
                supervisor = Remote(self.calls.address, watch.tell)
                sys.addaudithook(watch)
                watch.on = True
                code = 0 if self._run(parameters, supervisor)["verdict"] == "pass" else 71
            except BaseException:
                watch.on = False
                traceback.print_exc()
            finally:
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def picture(self):
        """All there is, less the times and the record: path to kind, mode and content; what supervisord runs."""
        found = {}
        for folder, folders, files in os.walk(self.layout.home):
            for name in folders + files:
                path = os.path.join(folder, name)
                status = os.lstat(path)
                relative = os.path.relpath(path, self.layout.home)
                if stat.S_ISLNK(status.st_mode):
                    found[relative] = ("link", os.readlink(path).removeprefix(str(self.folder)))
                elif stat.S_ISDIR(status.st_mode):
                    found[relative] = ("folder", stat.S_IMODE(status.st_mode))
                elif relative not in ("ledger.jsonl", ".lock"):
                    text = re.sub(r'"(created|blue|green)": ("[^"]*Z"|[0-9.]+|null)', r'"\1": 0', pathlib.Path(path).read_text(encoding="utf-8"))
                    found[relative] = ("file", stat.S_IMODE(status.st_mode), text)
        return {"disk": found, "slots": self.keeper.states, "workers": {name: worker["release"] for name, worker in self.keeper.workers.items()}}

    def complete(self):
        """The releases that are taken for complete, each with all that it holds, but for the times."""
        found, disk = {}, self.picture()["disk"]
        for release in _manifest.complete_releases(self.layout):
            entries = {path: entry for path, entry in disk.items() if path.startswith(f"releases/{release}")}
            found[release] = {path.removeprefix(f"releases/{release}"): entry for path, entry in entries.items()}
        return found


@contextlib.contextmanager
def a_machine():
    # Not pytest's own folder, whose name may be too long for a socket; in memory, since it is copied anew for each test.
    folder = tempfile.mkdtemp(prefix="golive-", dir=_MEMORY if os.path.isdir(_MEMORY) else None)
    try:
        machine = Machine(folder)
        yield machine
        machine.halt()
    finally:
        shutil.rmtree(folder)


def _copy(tree, destination):
    subprocess.run(["cp", "-a", tree, destination], check=True)  # with hard links, as shutil.copytree is not
