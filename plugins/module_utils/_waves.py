# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who flips together, and in which order.

The hosts of a wave are at risk until its gate has passed: they do not count as healthy until then. So a wave that has a healthy host must leave
enough of them outside it, and hosts that are not healthy anyway go first, where they have nothing to lose.
"""

from __future__ import annotations

import math

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def amount(value, of, name, smallest=0, up=True):
    """The number that I(value) (C(3), C("3") or C("25%")) means of I(of) hosts; a part of a host counts as one if I(up), else as none.

    Raises C(GoliveError) with the variable's I(name) where it means none, or less than I(smallest).
    """
    text = str(value).strip()
    try:
        number = float(text[:-1]) * of / 100 if text.endswith("%") else int(text)
    except ValueError:
        number = -1
    if isinstance(value, (bool, float)) or not math.isfinite(number) or number < 0 or (text.endswith("%") and number > of):
        raise GoliveError(f"{name} is {value!r}, which is neither a count of hosts nor a percentage such as '25%'. Nothing was changed.")
    # 7 % of 100 is 7.000000000000001 in binary.
    whole = math.ceil(round(number, 9)) if up else math.floor(round(number, 9))
    return max(whole, smallest)


def split(hosts, waves, settled=()):
    """I(hosts) in lists of those that flip together; I(waves) is what C(serial) takes: a count, a percentage, or a list of them whose last is repeated.

    Those of I(hosts) that are I(settled) flip no more: they come along with the first wave, so that it has a canary all the same.
    """
    entries = list(waves) if isinstance(waves, (list, tuple)) else [waves]
    if not entries:
        raise GoliveError("rollout_waves is empty. Nothing was changed; give counts of hosts or percentages, such as [1, '25%', '100%'].")
    counts = [amount(entry, len(hosts), "rollout_waves", smallest=1, up=False) for entry in entries]
    parts, left = [], [host for host in hosts if host not in settled]
    while left:
        count = counts[min(len(parts), len(counts) - 1)]
        parts.append(left[:count])
        left = left[count:]
    along = [host for host in hosts if host in settled]
    return [[*along, *(parts[0] if parts else [])], *parts[1:]] if along else parts


def order(hosts, settled, healthy):
    """I(hosts) in the order in which they flip: those on which the release is up already, those that are not healthy, the others."""
    return sorted(hosts, key=lambda host: 0 if host in settled else 2 if host in healthy else 1)


def capacity(parts, settled, healthy):
    """For each wave of I(parts), how many healthy hosts of the fleet stay outside of it; C(None) where it takes none of them away.

    I(healthy) are the fleet's hosts that serve well now, I(settled) those that have the release already, so that nothing happens to them.
    """
    well, left = set(healthy), []
    for part in parts:
        moving = [host for host in part if host not in settled]
        left.append(len(well.difference(moving)) if well.intersection(moving) else None)
        well.update(part)
    return left


def partners(parts, settled, live):
    """host to one of the next wave of I(parts), which still serves the release before while the host is judged; none is asked for two hosts.

    I(live) has each host's release. A host without traffic to compare with, or with nothing to be judged, has no partner.
    """
    found = {}
    for part, later in zip(parts, parts[1:]):
        moving = [host for host in part if host not in settled]
        found.update(zip(moving, [host for host in later if host not in settled and live[host]]))
    return found


_BEFORE = "Nothing was changed; make rollout_waves smaller, mend the hosts that are not healthy, or lower rollout_min_healthy."


def problems(parts, settled, healthy, fleet, least, then=_BEFORE, after=0):
    """Sentences where one of the waves I(parts) that come I(after) the first so many would leave fewer healthy hosts than I(least) (C(rollout_min_healthy))
    of I(fleet), a count of hosts. I(then): what is unharmed, and what to do.
    """
    # A fleet of one has none to spare.
    needed = min(amount(least, fleet, "rollout_min_healthy"), fleet) if fleet > 1 else 0
    return [
        f"Wave {number} ({', '.join(part)}) would leave {left} of {fleet} hosts healthy outside of it, and rollout_min_healthy asks for {needed}. {then}"
        for number, (part, left) in enumerate(zip(parts, capacity(parts, settled, healthy)), start=1)
        if number > after and left is not None and left < needed
    ]
