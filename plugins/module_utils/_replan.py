# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of a plan whose rollout goes on without hosts that failed: the first wave has a canary all the same, and enough hosts stay healthy."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils import _waves

_THEN = "mend the hosts that failed, then run it again."


def before_waves(plan, failed):
    """(what changes of I(plan), sentences on why it can't go on) without the hosts I(failed), while no traffic has moved. I(plan) is C(_plan.Plan) as JSON."""
    hosts, healthy = [host for wave in plan["waves"] for host in wave if host not in failed], _healthy(plan, failed)
    waves = _waves.split(hosts, plan["asked_waves"], plan["settled"])
    changes = {
        "waves": waves,
        "partners": _waves.partners(waves, plan["settled"], plan["previous"]),
        "capacity": _waves.capacity(waves, plan["settled"], healthy),
    }
    return changes, _waves.problems(waves, plan["settled"], healthy, plan["size"], plan["min_healthy"], f"No traffic was moved; {_THEN}")


def between_waves(plan, failed, number):
    """Sentences on why I(plan) can't go on without I(failed) after its wave I(number), counted from 1."""
    waves = [[host for host in wave if host not in failed] for wave in plan["waves"]]
    return _waves.problems(waves, plan["settled"], _healthy(plan, failed), plan["size"], plan["min_healthy"], f"All go back; {_THEN}", after=number)


def _healthy(plan, failed):
    return [host for host in plan["healthy"] if host not in failed]
