# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Time and CPU of one release of the same application on four hosts: this collection, a plain playbook, Capistrano, in turn.

Each builds, links the shared folder, switches one host after the other, asks its site, and keeps five releases. The collection and
Capistrano prepare all hosts at once; the playbook is C(serial: 1), as such playbooks are. All begin without a connection to any host.
"""

from __future__ import annotations

import dataclasses
import json
import re

import released
from lab import HERE, close_connections, playbook, run_on
from runtimes import PATIENCE

NAME = "shop"


def _applications(version):
    artifact = {"path": _artifact(version), "version": str(version)}
    own = {"runtime": "php", "server_names": ["shop.test"], "shared": ["storage"], "build": [["php", "build.php"]]}
    return {NAME: {**PATIENCE, **own, "keep_releases": 5, "artifact": artifact}}


def _artifact(version):
    return str(released.FOLDER / f"{NAME}-{version}.tar.gz")


def prepare(versions):
    """Sets up the hosts for all three, with an artifact for each of I(versions); the first release of each is not measured."""
    for version in versions:
        released.classes(NAME, version)
    playbook("golive.web.provision", golive_applications=_applications(versions[0]))


def prepare_others(versions):
    playbook(HERE / "capistrano" / "setup.yml", artifacts=[_artifact(version) for version in versions])


def collection(version):
    return playbook("golive.web.deploy", golive_applications=_applications(version))


def plain_playbook(version):
    return playbook(HERE / "plain_playbook" / "deploy.yml", version=str(version), artifact=_artifact(version))


def capistrano(version):
    """Measured where it runs, without the way there."""
    timed = f"cd /srv/project && export BRANCH=v-{version} && TIMEFORMAT='taken %R %U %S' && time cap production deploy"
    done = run_on("tools1", "bash", "-c", timed)
    seconds, user, system = (float(word) for word in re.search(r"^taken (.*)$", done.output, re.MULTILINE)[1].split())
    return dataclasses.replace(done, seconds=seconds, cpu=user + system, hosts=done.hosts - user - system)


TOOLS = {"golive.web": collection, "plain playbook": plain_playbook, "Capistrano": capistrano}


def measure(versions, tell):
    """Tool to what each of its releases took. The first version only makes ready: code, caches and folders are there after it."""
    taken = {tool: [] for tool in TOOLS}
    for version in versions:
        for tool, release in TOOLS.items():
            close_connections()
            measured = release(version)
            if version != versions[0]:
                taken[tool].append(measured)
                tell(f"{tool}: {measured.seconds:.1f} s, CPU {measured.cpu:.1f} s on the controller, {measured.hosts:.1f} s on the hosts")
    return taken


def where_the_time_goes(version):
    """Of one more release of the collection: its seconds, pairs of task and seconds, and pairs of a step and its mean seconds on a host."""
    close_connections()
    done = playbook("golive.web.deploy", "-v", golive_applications=_applications(version), profile=True)
    tasks = [(task, float(seconds)) for task, seconds in re.findall(r"^(?:[\w.]+ : )?(.+?) -+ ([\d.]+)s$", done.output, re.MULTILINE)]
    calls = [json.loads(steps) for steps in re.findall(r'"seconds": (\{[^}]*\})', done.output)]
    phases = {"all hosts at once": [one for one in calls if "fill" in one and "flip" not in one], "a wave": [one for one in calls if "flip" in one]}
    steps = []
    for phase, its in phases.items():
        names = dict.fromkeys(name for one in its for name in one)
        steps += [(f"{phase}: {name}", sum(one.get(name, 0) for one in its) / len(its)) for name in names]
    return done.seconds, tasks[:8], steps
