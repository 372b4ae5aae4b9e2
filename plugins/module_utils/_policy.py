# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How careful a rollout is: the variables C(rollout_*) that shape it, checked."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _metrics, _share
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

# What becomes of a rollout whose evidence is too thin; C(ask) asks whoever is at the terminal, and is C(fail) where nobody is.
INCONCLUSIVE = ("ask", "pause", "fail", "pass")


# Seconds of a day and of a week, and more requests than anybody waits for.
_BOUNDS = {"bake_seconds": (0, 86_400), "deadline_seconds": (1, 604_800), "min_requests": (0, 1_000_000_000)}
# A path and perhaps a query, as they are sent (RFC 3986, section 3.3).
_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")


class Policy(NamedTuple):
    """C(waves) is what C(serial) takes; C(min_healthy) and C(max_failed) are counts of hosts or percentages of the fleet.

    C(share): percentages of a host's traffic that the release serves in the first wave, one after the other, before that flips.
    C(min_requests): fewer on either side are too thin an evidence; with 0, what traffic there was is compared, and too little of it is no matter.
    C(synthetic_paths): pages that each host asks itself for, where there is too little traffic. C(metrics): conditions on what Prometheus
    knows, see C(_metrics).
    """

    waves: object = [1, "25%", "100%"]
    share: tuple = ()
    min_healthy: object = 1
    max_failed: object = 0
    bake_seconds: float = 10
    deadline_seconds: float = 3600
    min_requests: int = 0
    synthetic_paths: tuple = ()
    metrics: tuple = ()
    on_inconclusive: str = "ask"


def policy(given):
    """The C(Policy) that the dict I(given) describes, by the names of its fields. Raises C(GoliveError) with the variable's name."""
    unknown = sorted(set(given) - set(Policy._fields))
    if unknown:
        raise GoliveError(f"There is no rollout_{unknown[0]}. Nothing was changed.")
    made = Policy(**given)
    for field, (least, most) in _BOUNDS.items():
        made = made._replace(**{field: _number(field, getattr(made, field), least, most)})
    if made.on_inconclusive not in INCONCLUSIVE:
        raise GoliveError(f"rollout_on_inconclusive is {made.on_inconclusive!r}, but must be one of {', '.join(INCONCLUSIVE)}. Nothing was changed.")
    made = made._replace(synthetic_paths=_paths(made.synthetic_paths))
    return made._replace(share=_steps(made.share), metrics=tuple(_metrics.checked(made.metrics)))


def _number(field, value, least, most):
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not least <= number <= most:
        raise GoliveError(f"rollout_{field} is {value!r}, but must be a number from {least} to {most}. Nothing was changed.")
    return number


def _paths(paths):
    for path in paths if isinstance(paths, (list, tuple)) else [None]:
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            raise GoliveError(f"rollout_synthetic_paths is {paths!r}, but must list paths of pages, such as ['/', '/prices?sort=1']. Nothing was changed.")
    return tuple(paths)


def _steps(share):
    """The steps of I(share), without a last one of 100 %, which is the flip itself."""
    steps = list(share) if isinstance(share, (list, tuple)) else [share]
    try:
        steps = [-1 if isinstance(step, bool) or float(step) != int(float(step)) else int(float(step)) for step in steps]
    except (OverflowError, TypeError, ValueError):
        steps = [-1]
    if steps != sorted(set(steps)) or any(step <= 0 or step > 100 for step in steps):
        raise GoliveError(f"rollout_share is {share!r}, but must list growing percentages, such as [5, 25]. Nothing was changed.")
    for step in steps:
        _share.buckets(step)
    return tuple(step for step in steps if step < 100)
