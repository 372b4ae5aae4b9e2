# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Releases in a row on a host under load, for each runtime; half of the control runs before, half after, so that a drift of the machine cancels out.

A control run is C(golive.web.preview): it plans, stages, starts and probes the standby slot as a deploy does, and doesn't flip.
"""

from __future__ import annotations

import dataclasses

from driven import Load
from lab import playbook

HOST = "app1"


@dataclasses.dataclass
class Result:
    label: str
    count: int
    flips: object
    control: object

    @property
    def ratio(self):
        """p99 of the releases over p99 of the control run; C(None) where one of them is not known."""
        return self.flips.p99 / self.control.p99 if self.flips.p99 and self.control.p99 else None


def prepare(runtime):
    runtime.artifact(runtime.name, 1)
    playbook("golive.web.provision", golive_hosts=HOST, golive_applications=runtime.applications(), **runtime.variables)
    _run("golive.web.deploy", runtime, 0)


def measure(runtime, count):
    """I(count) releases, and as many control runs, each with a version of its own."""
    versions = iter(range(1, 2 * count + 1))
    control, flips = [], []
    with Load(HOST, runtime.host_name) as load:
        for name, times, spans in (
            ("golive.web.preview", count // 2, control),
            ("golive.web.deploy", count, flips),
            ("golive.web.preview", count - count // 2, control),
        ):
            with load.span(spans):
                for _time in range(times):
                    _run(name, runtime, next(versions))
    return Result(runtime.label, count, load.section(flips), load.section(control))


def _run(name, runtime, version):
    playbook(name, golive_hosts=HOST, golive_applications=runtime.applications(version), **runtime.variables)
