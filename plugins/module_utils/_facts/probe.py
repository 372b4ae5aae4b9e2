# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a probe says: the fact behind checks of services, which are asked with the application's own credentials."""

from __future__ import annotations

import json

from ansible_collections.golive.web.plugins.module_utils import _health
from ansible_collections.golive.web.plugins.module_utils._checks import secrets
from ansible_collections.golive.web.plugins.module_utils._checks.kind import ERROR, FAIL, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes import course, result, tls
from ansible_collections.golive.web.plugins.module_utils._probes.kinds import KINDS


async def asked(environment, text):
    """The result (see C(health_probe)) of the probe that the JSON I(text) describes, which was checked. Raises C(Trouble)."""
    try:
        (options,) = _health.prepared([json.loads(text)])
    except tls.Unusable as error:
        raise Trouble(error.reason, error.message, ERROR if error.reason == "permission" else FAIL) from error
    library = _health.lacking([options])
    if library:
        # As a finding, since it keeps none of the other checks from being done.
        raise Trouble("tool", f"the required Python library {library} is not on this host; golive.web.provision installs it")
    kind = KINDS[options["type"]]
    (done,) = await course.run([course.Probe(options, kind.attempt, kind.addresses)], options["deadline"], options["concurrency"])
    return result.of(done, kind, secrets.of(environment))
