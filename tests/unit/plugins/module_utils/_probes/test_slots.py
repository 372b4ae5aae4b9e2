# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio

from ansible_collections.golive.web.plugins.module_utils._probes.slots import Slots


def test_slots_go_to_who_waits_longest_and_nobody_waits_longer_than_said():
    async def ask():
        slots, got = Slots(2), []

        async def wait(name, seconds):
            got.append((name, await slots.take(seconds)))

        assert await slots.take(0) and await slots.take(0) and not await slots.take(0)
        waiting = [asyncio.ensure_future(wait(name, seconds)) for name, seconds in (("hurried", 0.01), ("first", 5), ("second", 5))]
        await waiting[0]
        slots.give_back()
        slots.give_back()
        await asyncio.gather(*waiting)
        assert got == [("hurried", False), ("first", True), ("second", True)]
        assert not await slots.take(0)
        slots.give_back()
        assert await slots.take(0) and not await slots.take(0)

    asyncio.run(ask())
