# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules do on a host, each by its module's name, from checked parameters to the module's result."""

from __future__ import annotations

import json
import time

from ansible_collections.golive.web.plugins.module_utils import _inspect, _layout, _ledger_copies, _phases, _probe, _traffic


def release(params, check_mode, tmpdir=None, open_url=None):
    """One phase of a rollout. I(tmpdir) and I(open_url) are for an artifact that the host fetches itself."""
    if params["state"] in ("locked", "unlocked") and not _inspect.is_provisioned(_layout.Layout(params["name"])):
        return {"changed": False, "verdict": "pass", "reason": "", "provisioned": False}
    phase = _phases.KINDS[params["state"]](params, environment=json.loads(params["environment"] or "{}"), tmpdir=tmpdir, open_url=open_url)
    return phase.predict() if check_mode else phase.run()


def release_info(params, check_mode):
    """What is on the host; check mode makes no difference."""
    layout = _layout.Layout(params["name"])
    info = _inspect.inspect(layout, _probe.Health(**params["health"]))
    return {"changed": False, **info, **({"programs": _inspect.programs(layout)} if info["provisioned"] else {})}


def traffic_stats(params, check_mode):
    """What the access log says of a window of time; check mode makes no difference."""
    now = time.time()
    since = params["since"] if params["seconds"] is None else now - params["seconds"]
    return {"changed": False, **_traffic.read(_layout.Layout(params["name"]), since, params["until"], params["exclude_path"], now)}


def ledger_info(params, check_mode):
    """Whether the ledger is whole; check mode makes no difference."""
    return {"changed": False, **_ledger_copies.examine(_layout.Layout(params["name"]).ledger, params["copies"])}


CALLS = {"release": release, "release_info": release_info, "ledger_info": ledger_info, "traffic_stats": traffic_stats}
