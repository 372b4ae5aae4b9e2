# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the usual ways of releasing lose, under the same load on the same host."""

from __future__ import annotations

import dataclasses
import time

import released
from driven import Load
from lab import HERE, playbook, run_on

HOST = "app1"
_PAUSE = 2

# How it is called, the word for usual/release, the port of its site.
WAYS = [
    ("symlink, php-fpm reloaded", "php-fpm", 8081),
    ("symlink, gunicorn told HUP", "gunicorn", 8083),
    ("symlink, supervisor restarts gunicorn", "supervisor", 8084),
    ("two instances of gunicorn, nginx reloaded", "nginx", 8085),
]


@dataclasses.dataclass
class Result:
    label: str
    count: int
    section: object


def prepare():
    for version in (1, 2):
        released.plain_php("usual", version)
    playbook(HERE / "usual" / "setup.yml", php=str(released.FOLDER / "usual"))


def measure(label, way, port, count):
    """I(count) releases, one every few seconds."""
    spans = []
    with Load(HOST, "usual.test", port) as load, load.span(spans):
        for number in range(count):
            run_on(HOST, "usual-release", way, str(2 - number % 2))
            time.sleep(_PAUSE)
    return Result(label, count, load.section(spans))
