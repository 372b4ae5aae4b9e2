# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the chance of a false alarm is allotted to the looks of one rollout.

Each look at each test could be a false alarm, so the chances of all together are what a rollout may have (Bonferroni 1936, who assumes nothing of how they
depend on each other; unequal parts as in Lan and DeMets 1983). The first look gets most: no later one has as little traffic. The later ones share the rest
evenly: with a fiftieth of the chance a test of the same power takes twice the traffic only, and later waves have it. Latency needs little, since what has
to be found there is many standard errors away.
"""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

# The chance that a rollout of a release that is no worse is called worse, ever.
FALSE_ALARMS = 0.01

_FIRST_ERRORS, _FIRST_LATENCY = 0.9, 0.05


class Looks(NamedTuple):
    """The I(number) of a look, from 1, of as many as the whole rollout takes at the most, over all waves and steps of the share."""

    number: int
    total: int


class Alpha(NamedTuple):
    """The chance of a false alarm that the tests of one look have."""

    errors: float
    latency: float


def alpha(looks):
    """C(Alpha) of one of C(Looks). Over all looks they add up to no more than C(FALSE_ALARMS). Raises C(GoliveError) where the look is none of them."""
    if not 1 <= looks.number <= looks.total:
        raise GoliveError(f"Look {looks.number} is none of {looks.total}. Nothing was judged; count all looks of a rollout before the first.")
    if looks.number == 1:
        return Alpha(FALSE_ALARMS * _FIRST_ERRORS, FALSE_ALARMS * _FIRST_LATENCY)
    part = FALSE_ALARMS * (1 - _FIRST_ERRORS - _FIRST_LATENCY) / (looks.total - 1) / len(Alpha._fields)
    return Alpha(part, part)
