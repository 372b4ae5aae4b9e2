# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of the module C(golive.web.release) at which the fault tests end it, and what must be so when the next run has put it right."""

from __future__ import annotations

# Phase, audit event, what it is about to be done to, which time that is.
STEPS = {
    "lock: the lease is taken": ("locked", "os.rename", r"/lock\.json ", 1),
    "stage: the lease is renewed": ("staged", "os.rename", r"/lock\.json ", 1),
    "stage: supervisord is asked for the workers": ("staged", "socket.connect", "supervisor.sock", 1),
    "stage: unpacking begins": ("staged", "os.mkdir", r"/\.staging-", 1),
    "stage: a file is unpacked": ("staged", "open", "server.py", 1),
    "stage: the release gets its name": ("staged", "os.rename", r"/\.staging-", 1),
    "stage: the environment is written": ("staged", "os.rename", r"\.env ", 1),
    "stage: the manifest says incomplete": ("staged", "os.rename", r"/releases/[^./]+-[^/]+\.json ", 1),
    "stage: a build hook is started": ("staged", "subprocess.Popen", "golive-exec", 1),
    "stage: an unchanged file is linked": ("staged", "os.link", "same.txt", 1),
    "stage: the manifest says complete": ("staged", "os.rename", r"/releases/[^./]+-[^/]+\.json ", 2),
    "stage: the record is written": ("staged", "open", "ledger.jsonl", 1),
    "fill: supervisord is asked": ("staged", "socket.connect", "supervisor.sock", 2),
    "fill: the old socket goes": ("staged", "os.remove", r"/run/bare/", 1),
    "fill: the slot gets its release": ("staged", "os.rename", r"/slots/(blue|green) ", 1),
    "fill: the old socket's link goes": ("staged", "os.remove", r"/sockets/", 1),
    "fill: the new socket's link comes": ("staged", "os.rename", r"/sockets/", 1),
    "fill: the marker comes": ("staged", "os.rename", r"/slots/(blue|green)@", 1),
    "fill: the slot is probed": ("staged", "socket.connect", "/run/bare/", 1),
    "activate: the flip": ("active", "os.rename", r"/live ", 1),
    "activate: the flip is recorded": ("active", "os.rename", r"/state\.json ", 1),
    "activate: nginx is probed": ("active", "socket.connect", "127.0.0.1", 1),
    "prune: a manifest goes": ("pruned", "os.remove", r"/releases/.*\.json", 1),
    "prune: a release loses its name": ("pruned", "os.rename", r"/releases/", 1),
    "prune: a release's folder goes": ("pruned", "os.rmdir", "", 1),
    "prune: the state is written": ("pruned", "os.rename", r"/state\.json ", 1),
    "prune: the lease is given back": ("pruned", "os.remove", r"/lock\.json", 1),
}
# With a hook, and with something to prune in each run.
CHANGE = {"build": [["true"]], "keep_releases": 1}


def is_tidy(standing, release):
    """The release is live and good, the slots hold two, and nothing of a run that died is left."""
    status = standing.status()
    assert (status["live"], status["good"][-1]) == (release, release)
    held = set(status["slots"].values())
    assert release in held and len(held) == 2
    home = f"/srv/{standing.name}"
    assert standing.worker_release() == release
    assert set(standing.on("ls", f"{home}/sockets").split()) == {f"{held_one}.sock" for held_one in held}
    assert standing.on("sh", "-c", f"ls -d {home}/.golive-* {home}/*/.golive-* {home}/releases/.staging-* {home}/lock.json 2>/dev/null", check=False) == ""
    names = standing.on("ls", f"{home}/releases").split()
    assert {name for name in names if not name.endswith((".env", ".conf", ".json"))} == set(status["good"])
