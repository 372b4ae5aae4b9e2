# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose traffic is compared with whose: the release's on the hosts that have it, with that of the releases before it, elsewhere now and here before."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils import _canary, _looks
from ansible_collections.golive.web.plugins.module_utils._counts import Counts
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def compare(plan, phase, results, partners):
    """What the traffic of I(results) (host to what C(release) returned) says, as a dict of C(_canary.Result); C(None) where nothing moved there.

    I(partners): host to what C(traffic_stats) returned on its partner.
    """
    traffic = {host: result["traffic"] for host, result in results.items() if result and result.get("traffic")}
    if not traffic:
        return None
    unread = [f"{host}: {said['unreadable']}" for host, said in traffic.items() if "unreadable" in said]
    moved = {host: said for host, said in traffic.items() if "unreadable" not in said}
    try:
        compared = _canary.compare(*_sides(plan, moved, partners), _look(plan, phase, traffic), plan["min_requests"])._asdict()
    except GoliveError as error:
        # What a host said is no counts: nothing is known of its traffic.
        return _unknown([str(error)])
    if compared["verdict"] == "pass" and unread and plan["min_requests"]:
        return _unknown(unread)
    return {**compared, "notes": [*compared["notes"], *unread]}


def _unknown(reasons):
    return {"verdict": "inconclusive", "reasons": reasons, "notes": [], "figures": {}}


def together(several):
    """Of I(several) verdicts, dicts as C(compare) returns them or C(None), the worst, with the reasons of those that are as bad; C(None) of none."""
    several = [one for one in several if one]
    if not several:
        return None
    worst = next(verdict for verdict in ("fail", "inconclusive", "pass") if verdict in [one["verdict"] for one in several])
    return {
        "verdict": worst,
        "reasons": [reason for one in several if one["verdict"] == worst for reason in one["reasons"]],
        "notes": [note for one in several for note in one["notes"]],
        "figures": {key: value for one in several for key, value in one["figures"].items()},
    }


def _sides(plan, moved, partners):
    """The counts of the release, and a list of those that it is compared with."""
    release, previous = plan["release"], plan["previous"]
    canary = [_of(traffic["now"], release) for traffic in moved.values()]
    here_now = [_of(traffic["now"], previous[host]) for host, traffic in moved.items()]
    here_before = [_of(traffic["before"], previous[host]) for host, traffic in moved.items()]
    elsewhere = [_of((partners.get(host) or {}).get("releases"), previous[plan["partners"][host]]) for host in moved if host in plan["partners"]]
    # Where the release has but a share, the rest of its own host's traffic is the best there is to compare with.
    sides = {"the hosts that have not flipped": elsewhere, "the same hosts' other traffic": here_now, "the same hosts before": here_before}
    totals = {what: Counts.total(counts) for what, counts in sides.items()}
    return Counts.total(canary), [_canary.Baseline(what, counts) for what, counts in totals.items() if counts.requests]


def _look(plan, phase, moved):
    """Which look at the rollout's traffic this is: it takes one a step of the share, and one a wave in which something moves."""
    waves = [wave for wave in plan["waves"] if set(wave) - set(plan["settled"])]
    if phase.startswith("share"):
        number = 1 + next((at for at, step in enumerate(plan["shares"]) if phase == f"share of {step} %"), 0)
    else:
        number = len(plan["shares"]) + 1 + next((at for at, wave in enumerate(waves) if set(wave) & set(moved)), 0)
    return _looks.Looks(number, len(plan["shares"]) + len(waves))


def _of(releases, release):
    return Counts.of((releases or {}).get(release) or Counts.from_clients(()).as_dict())
