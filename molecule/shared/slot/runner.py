# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts slots from what a runtime role defines, as supervisord would, and says in JSON what happened.

    runner.py FOLDER ACTION...

FOLDER has slot.json, slot.conf and the application. An action is one of answer, stop, crash, worker, idle, die, check, and may come with variables:
'check GOLIVE_ENTRY=absent'. Prints a dict of action to what happened, and exits with 0 whatever the slot does."""

from __future__ import annotations

import http.client
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import golive_exec  # the file of the role application, copied to this folder

FOLDER = Path(sys.argv[1])
SLOT = json.loads((FOLDER / "slot.json").read_text())
USER = "slot-test"
RUN = Path("/run/slot-test") / FOLDER.name
SOCKET = RUN / "blue.sock"
SHARED = RUN / "shared"
PROCESSES = 3
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "GOLIVE_APPLICATION": "slot-test",
    "GOLIVE_RELEASE": "1",
    "GOLIVE_SLOT": "blue",
    "GOLIVE_SOCKET": str(SOCKET),
    "GOLIVE_CONFIG": str(FOLDER / "slot.conf"),
    "GOLIVE_SHARED": str(SHARED),
    "GOLIVE_ENTRY": "application:application",
    "GOLIVE_PROCESSES": str(PROCESSES),
    "GOLIVE_REQUEST_SECONDS": "10",
}


class Unix(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(60)
        self.sock.connect(str(SOCKET))


def over_http(path, query):
    connection = Unix("slot.test")
    connection.request("GET", path + "?" + query, headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"})
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def over_fastcgi(path, query):
    import _fastcgi

    params = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": path, "SCRIPT_FILENAME": str(FOLDER) + path,
        "QUERY_STRING": query, "SERVER_PROTOCOL": "HTTP/1.1",
    }  # fmt: skip
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        connection.connect(str(SOCKET))
        return _fastcgi.request(connection, params)


def request(path="/index.php", query=""):
    try:
        status, headers, body = (over_fastcgi if SLOT["protocol"] == "fastcgi" else over_http)(path, query)
    except OSError as error:
        return {"error": str(error)}
    return {"status": status, "headers": headers, "body": body.decode(errors="replace")}


def until(condition, seconds=90):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.02)


AS_USER = ["setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"]
FREE_SOCKET = "import sys, golive_exec; golive_exec.free_socket(sys.argv[1], int(sys.argv[2]))"


def as_user(command):
    """A command that runs I(command) as the slot's user, from a parent that stays root, as supervisord's children do."""
    return [*AS_USER, *golive_exec.expand(command, ENVIRONMENT)]


def start(log):
    """The slot's master; what it logs goes to the list I(log) by way of a pipe that root has opened."""
    number = str(int(signal.Signals["SIG" + SLOT["stop_signal"]]))
    # As golive-exec does it; root of a container may not look into another user's processes.
    subprocess.run([*AS_USER, sys.executable, "-B", "-c", FREE_SOCKET, str(SOCKET), number], cwd=golive_exec.__file__.rpartition("/")[0], check=True)
    process = subprocess.Popen(
        as_user(SLOT["command"]), cwd=FOLDER, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    threading.Thread(target=lambda: log.extend(process.stdout), daemon=True).start()
    until(lambda: process.poll() is not None or "error" not in request("/-/ready"))
    return process


def workers(process):
    """The processes that the slot's master has started."""
    return set(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())


def runs(number):
    """Whether there is a process of that number that is more than a name."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    # The second where it ends between opening and reading.
    except (FileNotFoundError, ProcessLookupError):
        return False


def stop(process, number):
    process.send_signal(number)
    return process.wait(90)


def reached_by(user):
    """Whether I(user), in no group but its own, can connect to the slot."""
    group = str(pwd.getpwnam(user).pw_gid)
    connect = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    command = ["setpriv", "--reuid", user, "--regid", group, "--clear-groups", "python3", "-c", connect, str(SOCKET)]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def answer(log):
    process = start(log)
    result = {
        "reached_by": [user for user in (USER, "www-data", "nobody") if reached_by(user)],
        "user": pwd.getpwuid(os.stat(f"/proc/{process.pid}").st_uid).pw_name,
        "answer": request(),
        "ping": request("/-/fpm-ping"),
        "other": request("/secret.txt"),
    }
    result["exit"] = stop(process, signal.Signals["SIG" + SLOT["stop_signal"]])
    return result


def graceful(log):
    """Stops the slot while each of its processes is busy with a request."""
    process, answers = start(log), []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(request(query=f"seconds=2&n={n}"))) for n in range(PROCESSES)
    ]
    for thread in threads:
        thread.start()
    until(lambda: len(list(SHARED.glob("begun-*"))) == PROCESSES)
    code = stop(process, signal.Signals["SIG" + SLOT["stop_signal"]])
    for thread in threads:
        thread.join()
    return {"answers": [one.get("status", one.get("error")) for one in answers], "exit": code, "socket_left": SOCKET.exists()}


def crash(log):
    """Kills the slot's master, and starts the slot again where that one left its socket."""
    process = start(log)
    left = workers(process)
    stop(process, signal.SIGKILL)
    socket_left = SOCKET.exists()
    result = answer(log)
    until(lambda: not any(map(runs, left)))
    return {**result, "socket_left": socket_left, "workers_left": len(left)}


def worker(log):
    """Kills the worker that answers; says how many there were and, once it was replaced, how many there are, and what they answer."""
    process = start(log)
    # The slot answers before all of them are there.
    until(lambda: len(workers(process)) >= PROCESSES)
    before, killed = workers(process), str(json.loads(request()["body"])["pid"])
    os.kill(int(killed), signal.SIGKILL)
    until(lambda: not runs(killed) and killed not in workers(process) and len(workers(process)) == len(before))
    result = {"before": len(before), "after": len(workers(process)), "answer": request()}
    stop(process, signal.Signals["SIG" + SLOT["stop_signal"]])
    return result


def idle(log):
    """Stops the slot while a client keeps a connection on which it asks nothing; I(seconds) is how long that took."""
    process, client = start(log), Unix("slot.test")
    client.request("GET", "/")
    client.getresponse().read()
    began = time.monotonic()
    return {"kept": client.sock is not None, "exit": stop(process, signal.Signals["SIG" + SLOT["stop_signal"]]), "seconds": time.monotonic() - began}


def die(log):
    """Starts a slot that ends by itself."""
    began = time.monotonic()
    return {"exit": start(log).wait(60), "seconds": time.monotonic() - began}


def check(log):
    done = subprocess.run(as_user(SLOT["check"]), cwd=FOLDER, env=ENVIRONMENT, text=True, capture_output=True, check=False)
    log.append(done.stdout + done.stderr)
    return {"exit": done.returncode}


ACTIONS = {"answer": answer, "stop": graceful, "crash": crash, "worker": worker, "idle": idle, "die": die, "check": check}


def act(action, *settings):
    before = dict(ENVIRONMENT)
    ENVIRONMENT.update(setting.split("=", 1) for setting in settings)
    shutil.rmtree(RUN, ignore_errors=True)
    for folder in (RUN, SHARED):
        folder.mkdir(parents=True)
        shutil.chown(folder, USER, "www-data")
        folder.chmod(0o2750)
    log: list[str] = []
    result = ACTIONS[action](log)
    ENVIRONMENT.update(before)
    return {**result, "log": "".join(log)}


print(json.dumps({words: act(*words.split()) for words in sys.argv[2:]}))
