# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of a host's traffic that one slot serves before it is live, in twentieths.

nginx sorts clients into 20 buckets and looks for its files and its release in C(share/BUCKET). C(share) is a symlink to one of these trees,
so that moving the share is one rename, as the flip is:

    splits/green-03/00 ... 02    -> ../../slots/green
    splits/green-03/03 ... 19    -> ../../live
    splits/green-03/preview      -> ../../slots/green

A tree names its slot instead of "the one that isn't live". So C(live) may move first: from then on all buckets lead to the same slot,
and when C(share) follows, none of them changes. A run that died in between left just that.
"""

from __future__ import annotations

import os
import re

from ansible_collections.golive.web.plugins.module_utils import _atomic
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import SLOTS, other_slot

BUCKETS = 20
PREVIEW = "preview"

_STEP = 100 // BUCKETS
_TREE = re.compile(rf"({'|'.join(SLOTS)})-([0-9]{{2}})")


def buckets(percent):
    """How many buckets I(percent) of the traffic are. Raises C(GoliveError) where that is no whole number from 0 to 20."""
    if percent % _STEP or not 0 <= percent <= 100:
        raise GoliveError(f"A share of {percent} % can't be served: it takes a multiple of {_STEP} from 0 to 100. Nothing was changed.")
    return percent // _STEP


def percent(layout):
    """The percentage of the traffic that the standby slot serves. What C(share) says of the live slot is nobody's share."""
    slot, count = _read(layout)
    return 0 if slot == layout.live_slot() else count * _STEP


def move(layout, slot, percentage):
    """Gives I(slot) its I(percentage) of the traffic; returns whether anything was changed."""
    built = _build(layout)
    return _atomic.symlink(os.path.join("splits", f"{slot}-{buckets(percentage):02}"), layout.share) or built


def settle(layout):
    """Ends what a run that died left: where C(share) doesn't name the standby slot, that slot gets no share. Returns whether anything was changed."""
    standby = other_slot(layout.live_slot() or SLOTS[1])
    built = _build(layout)
    return built if _read(layout)[0] == standby else move(layout, standby, 0)


def is_settled(layout):
    """Whether C(settle) would change nothing."""
    return _read(layout)[0] == other_slot(layout.live_slot() or SLOTS[1]) and all(_leads(path, target) for path, target in _links(layout))


def _read(layout):
    """(slot, buckets) that C(share) names; (None, 0) where it names none."""
    try:
        tree = _TREE.fullmatch(os.path.basename(os.readlink(layout.share)))
    except OSError:
        tree = None
    return (tree[1], int(tree[2])) if tree and int(tree[2]) <= BUCKETS else (None, 0)


def _links(layout):
    """Every link of every tree, as path and target."""
    live = os.path.join("..", "..", os.path.basename(layout.live))
    for slot in SLOTS:
        own = os.path.join("..", "..", os.path.basename(layout.slots), slot)
        for count in range(BUCKETS + 1):
            tree = os.path.join(layout.splits, f"{slot}-{count:02}")
            yield os.path.join(tree, PREVIEW), own
            for bucket in range(BUCKETS):
                yield os.path.join(tree, f"{bucket:02}"), own if bucket < count else live


def _build(layout):
    """Makes the links of the trees that aren't there or lead elsewhere, each by a rename; returns whether there were any."""
    wrong = [(path, target) for path, target in _links(layout) if not _leads(path, target)]
    for path, target in wrong:
        os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
        temporary = _atomic.unfinished(path)
        os.symlink(target, temporary)
        os.rename(temporary, path)
    if wrong:
        # Once for all: a sync for each of some 900 links would take seconds.
        _atomic.fsync_tree(layout.splits)
    return bool(wrong)


def _leads(path, target):
    try:
        return os.readlink(path) == target
    except OSError:
        return False
