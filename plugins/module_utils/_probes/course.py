# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The course of one probe: its attempts, one after the other or some at once, until enough is known or the time is up."""

from __future__ import annotations

import asyncio
import random
import time
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._probes import reasons
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.slots import Slots

_NEVER = 0


class Probe(NamedTuple):
    """C(options): checked and complete. C(attempt(options, attempt)): a coroutine that does one attempt, or raises C(Trouble) or C(OSError).
    C(addresses(options)): a coroutine that gives the addresses to be asked each, or none.
    """

    options: dict
    attempt: object
    addresses: object = None


class Course:
    """C(counted): the attempts that count, in the order in which they ended. C(forgiven): how many do not, since it was still to start, and
    C(last_forgiven) the last that failed then. Of all but the last attempts only that is kept which is counted, as there may be many.

    C(aborted): whether it was given up after too many failures in a row. C(over): whether time was up before all was done.
    """

    def __init__(self, probe, slots, end, clock=time.monotonic, sleep=asyncio.sleep):
        self.probe, self.options = probe, probe.options
        self.counted, self.forgiven, self.last_forgiven = [], 0, None
        self.aborted = self.over = False
        self.trouble = None
        self._clock, self._sleep, self._slots = clock, sleep, slots
        self.began_at, self._began = time.time(), clock()
        self.seconds = 0.0
        self._end = min(end, self._began + self.options["deadline"])
        self._addresses = ("",)
        self._under_way = 0

    async def run(self):
        """Runs it to its end; returns itself."""
        try:
            if self.probe.addresses and self.options.get("all_addresses"):
                self._addresses = await asyncio.wait_for(self.probe.addresses(self.options), self._left())
            for _number in range(self.options["warmup"]):
                await self._round()
        except (asyncio.TimeoutError, TimeoutError):
            self.trouble = Trouble("deadline", "the name was not resolved in time")
        except Trouble as trouble:
            self.trouble = trouble
        except OSError as error:
            self.trouble = Trouble(*reasons.of_error(error))
        if not self.trouble:
            await _together([self._lane() for _number in range(min(self.options["concurrency"], self.options["samples"]))])
        self.seconds = self._clock() - self._began
        return self

    def _left(self):
        return max(0.0, self._end - self._clock())

    def _wants_more(self):
        self.over = self.over or not self._left()
        rounds = len(self.counted) / len(self._addresses) + self._under_way
        return rounds < self.options["samples"] and not self.aborted and not self.over

    async def _lane(self):
        while self._wants_more():
            self._under_way += 1
            attempts = await self._round()
            self._under_way -= 1
            self._count(attempts)
            if self.options["interval"] and self._wants_more():
                await self._sleep(min(self._left(), self.options["interval"] * random.uniform(1 - self.options["jitter"], 1 + self.options["jitter"])))

    def _count(self, attempts):
        attempts = [attempt for attempt in attempts if not self._is_cut_short(attempt)]
        is_starting = self._clock() - self._began < self.options["grace"]
        if is_starting and not all(attempt.passed for attempt in attempts):
            # Until it has started, a failure starts the count anew.
            self.forgiven += len(self.counted) + len(attempts)
            failed = [attempt for attempt in attempts if not attempt.passed]
            # What the end of all time broke off says less than what was answered before.
            self.last_forgiven = next((attempt for attempt in reversed(failed) if attempt.reason != "deadline"), self.last_forgiven or failed[-1])
            self.counted.clear()
            return
        for attempt in attempts:
            for former in [former for former in reversed(self.counted) if former.passed == attempt.passed][:1]:
                former.forget()
            self.counted.append(attempt)
        most = self.options["abort_after_failures"]
        # One that found nothing to judge has not failed.
        last = [attempt for attempt in self.counted if attempt.reason != "sample"][-most:] if most else ()
        self.aborted = self.aborted or (len(last) == most != _NEVER and not any(attempt.passed for attempt in last))

    def _is_cut_short(self, attempt):
        """Whether I(attempt), which the end of all time broke off, had less time than others needed that passed: that tells nothing of it."""
        return attempt.reason == "deadline" and any(other.passed and other.phases["total"] >= attempt.phases["total"] for other in self.counted)

    async def _round(self):
        """An attempt for each address, those that could still begin."""
        attempts = await _together([self._attempt(address) for address in self._addresses])
        return [attempt for attempt in attempts if attempt]

    async def _attempt(self, address):
        # Whoever holds the slots may do so for longer than there is time.
        if not await self._slots.take(self._left()):
            return None
        try:
            left = self._left()
            return await self._ended(Attempt(address), min(self.options["timeout"], left), left) if left else None
        finally:
            self._slots.give_back()

    async def _ended(self, attempt, seconds, left):
        """The I(attempt) after it was made, for I(seconds) at the most, where there are I(left) for all."""
        attempt.until = time.monotonic() + seconds
        try:
            await asyncio.wait_for(self.probe.attempt(self.options, attempt), seconds)
        except Trouble as trouble:
            return attempt.end(trouble.reason, trouble.message)
        except (asyncio.TimeoutError, TimeoutError) as error:
            if getattr(error, "errno", None):
                return attempt.end(*reasons.of_error(error))
            return attempt.end("timeout" if seconds < left else "deadline", f"no whole answer within {seconds:.3g} s")
        except OSError as error:
            return attempt.end(*reasons.of_error(error))
        except Exception as error:
            # What makes a library stumble is one peer's answer, and none of the other probes' business.
            return attempt.end("protocol", f"it makes no sense of what came back ({type(error).__name__})")
        return attempt.end()


async def _together(coroutines):
    """What I(coroutines) return. One alone needs no task of its own, which a thousand probes would feel."""
    return [await coroutines[0]] if len(coroutines) == 1 else await asyncio.gather(*coroutines)


async def run(probes, seconds, concurrency):
    """The courses of all I(probes), after I(seconds) at the most, with up to I(concurrency) attempts at any time."""
    slots, end = Slots(concurrency), time.monotonic() + seconds
    return await asyncio.gather(*(Course(probe, slots, end).run() for probe in probes))
