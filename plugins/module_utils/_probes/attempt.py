# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One attempt of a probe: what it took, what was looked at, and how it ended."""

from __future__ import annotations

import math
import time
from typing import NamedTuple


_OF_CONTENT = ("json", "expression")
# What is no trap takes a hundredth of that in 64 KiB. Nothing else goes on meanwhile, so it is for all patterns together.
_PATTERN_SECONDS = 0.05
# What is shown is cut where secrets have been taken out; no more than this is looked through for them.
_MOST_CHARACTERS = 6000


class Trouble(Exception):
    """An attempt can't go on: I(reason) is one of C(reasons.REASONS), I(message) a clause for people."""

    def __init__(self, reason, message):
        super().__init__(message)
        self.reason = reason
        self.message = message


class Assertion(NamedTuple):
    """One thing that was looked at. C(passed) false: the attempt failed for C(reason), or, where it C(warns), is only to be told of."""

    what: str
    passed: bool
    reason: str
    expected: object
    actual: object
    warns: bool = False


class Attempt:
    """C(phases): seconds by name. C(reason) is empty where it passed. C(address): the only one to be asked, where that is said.

    C(tls), C(release), C(instance), C(body) and C(value) are what was learned on the way. C(until): when it is given up, on the monotonic clock.
    C(warning) is what is to be told of one that passed, for C(warns_of), one of the reasons. C(patience): the seconds of the processor's time that are left
    for all patterns that are looked for.
    """

    def __init__(self, address="", clock=time.monotonic):
        self.address = address
        self.assertions = []
        self.phases = {}
        self.reason = self.message = self.warning = self.warns_of = ""
        self.tls = None
        self.release = self.instance = self.body = ""
        self.value = None
        self.until = math.inf
        self.patience = _PATTERN_SECONDS
        self._clock = clock
        self._began = clock()

    def is_over(self):
        """Whether its time is."""
        return time.monotonic() > self.until

    def left(self):
        """The seconds that it has yet."""
        return max(0.0, self.until - time.monotonic())

    def forget(self):
        """Keeps what is counted over many attempts, and nothing of what was answered."""
        self.assertions, self.body, self.value = [], "", None

    @property
    def passed(self):
        return not self.reason

    def phase(self, name):
        """To be used in a C(with): adds the time that is spent in it to the phase I(name)."""
        return _Phase(self.phases, name, self._clock)

    def check(self, assertions):
        """Adds I(assertions)."""
        self.assertions.extend(assertions)

    def end(self, reason="", message=""):
        """Ends it, for I(reason), or as the assertions have it. Returns itself."""
        self.phases["total"] = self._clock() - self._began
        failed = [one for one in self.assertions if not one.passed]
        for one in [one for one in failed if one.warns][:1]:
            self.warns_of, self.warning = one.reason, _sentence(one)
        # Where a status code is wrong already, it is no wonder that the page with it can't be read.
        if not reason or reason in _OF_CONTENT:
            for one in [one for one in failed if not one.warns][:1]:
                reason, message = one.reason, _sentence(one)
        self.reason, self.message = reason, message
        return self


class _Phase:
    __slots__ = ("_began", "_clock", "_name", "_phases")

    def __init__(self, phases, name, clock):
        self._phases, self._name, self._clock = phases, name, clock

    def __enter__(self):
        self._began = self._clock()

    def __exit__(self, *_error):
        self._phases[self._name] = self._phases.get(self._name, 0.0) + self._clock() - self._began


def _sentence(one):
    return f"{one.what} is {_shown(one.actual)}, expected {_shown(one.expected)}"


def _shown(value):
    text = value if isinstance(value, str) else repr(value)
    return text[:_MOST_CHARACTERS]
