# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Staging a release of 25,000 files of which one has changed, beside plain copies of it; on one host, without the way there."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import pathlib
import shlex
import time

import released
from ansible_collections.golive.web.plugins.module_utils._specs import RELEASE
from ansible_collections.golive.web.plugins.plugin_utils import _host_code
from lab import HERE, close_connections, playbook, run_on, send
from runtimes import PATIENCE

HOST, NAME, FILES = "app2", "large", 25_000


@dataclasses.dataclass
class Result:
    """C(seconds) by the clock; C(written) bytes handed to the disk; C(kept) bytes that the disk holds more afterwards."""

    label: str
    seconds: float
    written: int
    kept: int


def prepare():
    """Version 1 live, version 2 on the host as an archive."""
    paths = [released.classes(NAME, version, FILES) for version in (1, 2)]
    applications = {NAME: {**PATIENCE, "runtime": "php", "server_names": ["large.test"], "shared": ["storage"], "artifact": {"path": str(paths[0])}}}
    playbook("golive.web.provision", golive_hosts=HOST, golive_applications=applications)
    playbook("golive.web.deploy", golive_hosts=HOST, golive_applications=applications)
    send(HOST, paths[1], "/root/large.tar.gz")
    send(HOST, HERE / "usual" / "measured", "/root/measured")
    close_connections()


def measure():
    live = run_on(HOST, "readlink", "-f", f"/srv/{NAME}/live").output.strip()
    run_on(HOST, "rm", "-rf", "/srv/copies")
    return [
        _measure("stage of the release", _stage(), f"/srv/{NAME}/releases"),
        _measure("the archive unpacked by tar", "mkdir /srv/copies/tar; tar -xzf /root/large.tar.gz -C /srv/copies/tar; sync -f /srv/copies", "/srv/copies"),
        _measure("the live release copied by cp -a", f"cp -a {live} /srv/copies/cp; sync -f /srv/copies", "/srv/copies"),
    ]


def _stage():
    """The call that the collection's action makes, as a command on the host."""
    digest = hashlib.sha256(pathlib.Path(released.FOLDER / f"{NAME}-2.tar.gz").read_bytes()).hexdigest()
    defaults = {name: option.get("default") for name, option in RELEASE.items()}
    release = f"2-{digest[:12]}-{time.time_ns() % 16**6:06x}"
    params = {
        **defaults, "name": NAME, "state": "staged", "release": release, "owner": "benchmark", "mtime": int(time.time()),
        "artifact": {"path": None, "url": None, "sha256": digest}, "artifact_file": "/root/large.tar.gz", "shared": ["storage"],
    }  # fmt: skip
    return f"printf %s {shlex.quote(_host_code.program('release', params).decode())} | /usr/bin/python3"


def _measure(label, command, folder):
    before = _kept(folder)
    output = run_on(HOST, "python3", "/root/measured", "sh", "-ec", command).output
    found = json.loads(output.strip().splitlines()[-1])
    if '"verdict": "fail"' in output:
        raise RuntimeError(output)
    return Result(label, found["seconds"], found["written"], _kept(folder) - before)


def _kept(folder):
    return int(run_on(HOST, "sh", "-c", f"mkdir -p {folder}; du --block-size=1 --summarize {folder}").output.split()[0])
