# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a probe says: the fact behind checks of services, which are asked with the application's own credentials."""

from __future__ import annotations

import asyncio
import json
import time

from ansible_collections.golive.web.plugins.module_utils import _health
from ansible_collections.golive.web.plugins.module_utils._probes import course, result
from ansible_collections.golive.web.plugins.module_utils._probes.kinds import KINDS


async def asked(_environment, text):
    """The result (see C(health_probe)) of the probe that the JSON I(text) describes, which was checked."""
    (options,) = _health.prepared([json.loads(text)])
    kind = KINDS[options["type"]]
    probe = course.Probe(options, kind.attempt, kind.addresses)
    return result.of(await course.Course(probe, asyncio.Semaphore(1), time.monotonic() + options["deadline"]).run(), kind)
