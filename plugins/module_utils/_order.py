# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is asked of one host's activation."""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _probe


class Order(NamedTuple):
    """What to do: C(release) goes live (empty: none does any more), or, with a C(share) below 100, gets that percentage of the traffic.

    The rest is patience, in seconds.

    C(proven): it was good or live before, so that a worker that is down does not take the traffic from it.
    C(settle_seconds): how long a slot that was started must have been well before it gets traffic, for what dies soon after its start.
    C(before_flip), C(after_flip): commands that must succeed then. C(bake_seconds): how long it must stay well after it got traffic.
    C(synthetic_paths): pages that are asked for, C(synthetic_requests) times, before and then.
    """

    release: str
    health: _probe.Health
    share: int = 100
    proven: bool = False
    start_seconds: float = 30
    drain_seconds: float = 60
    settle_seconds: float = 0
    bake_seconds: float = 0
    before_flip: tuple = ()
    after_flip: tuple = ()
    synthetic_paths: tuple = ()
    synthetic_requests: int = 0
