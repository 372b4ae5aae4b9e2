# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many attempts there may be at any time."""

from __future__ import annotations

import asyncio
import collections


class Slots:
    """Given out in the order in which they were asked for.

    A semaphore of asyncio with a time-out around it would do the same, with a timer that cancels a task (before Python 3.12 with a task of its own) for each
    of a thousand probes that wait.
    """

    def __init__(self, count):
        self._free = count
        self._waiting = collections.deque()

    async def take(self, seconds):
        """Whether a slot was to be had within I(seconds). It is to be given back."""
        if self._free:
            self._free -= 1
            return True
        loop = asyncio.get_running_loop()
        place = loop.create_future()
        self._waiting.append(place)
        timer = loop.call_later(seconds, _settle, place, False)
        try:
            return await place
        finally:
            timer.cancel()

    def give_back(self):
        """To the first who waits yet."""
        while self._waiting:
            if _settle(self._waiting.popleft(), True):
                return
        self._free += 1


def _settle(place, is_taken):
    if place.done():
        return False
    place.set_result(is_taken)
    return True
