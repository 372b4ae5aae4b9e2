# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that a probe found, and what they have to be."""

from __future__ import annotations

import contextlib
import decimal
import math
import re
import signal
import time

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Attempt, Trouble


def _number(value):
    try:
        return float(value)
    except (OverflowError, TypeError, ValueError):
        raise Trouble("expression", f"{str(value)[:80]!r} is no number") from None


# Each takes what was found, what is wanted, and the attempt.
OPERATORS = {
    "at_least": lambda value, wanted, _one: _number(value) >= _number(wanted),
    "at_most": lambda value, wanted, _one: _number(value) <= _number(wanted),
    "contains": lambda value, wanted, _one: str(wanted) in (value if isinstance(value, str) else map(str, value if isinstance(value, (list, dict)) else ())),
    "equals": lambda value, wanted, _one: value == wanted or str(value) == str(wanted),
    "exists": lambda value, wanted, _one: (value is not None) == (wanted in (None, True, "true", "True", "yes")),
    "greater": lambda value, wanted, _one: _number(value) > _number(wanted),
    "less": lambda value, wanted, _one: _number(value) < _number(wanted),
    "matches": lambda value, wanted, one: found(re.compile(str(wanted)), str(value), one),
    "not_equals": lambda value, wanted, _one: value != wanted and str(value) != str(wanted),
}


def band(what, found, minimum, maximum):
    """That the number I(found) is not below I(minimum) nor above I(maximum), each of them where it is given."""
    if minimum is not None:
        yield Assertion(what, _number(found) >= minimum, "value", f"at least {minimum:g}", found)
    if maximum is not None:
        yield Assertion(what, _number(found) <= maximum, "value", f"at most {maximum:g}", found)


def plain(value):
    """I(value), of whatever type, as JSON can have it."""
    if isinstance(value, decimal.Decimal) and value.is_finite():
        return int(value) if value == value.to_integral_value() and value.adjusted() < 15 else float(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value[:1000]).decode(errors="replace")
    if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return str(value)[:1000]


def found(pattern, text, one=None):
    """Whether I(pattern) is found in I(text), which a peer chose: it may make a pattern try for years. Raises C(Trouble) where the attempt I(one) has no more
    time for that; without, it has as much as an attempt.
    """
    return bool(having(pattern, [text], one or Attempt()))


def having(pattern, texts, one):
    """Those of I(texts) in which I(pattern) is found."""
    with _hurry(one, f"to look for {pattern.pattern[:80]!r} in what came back takes too long"):
        return _having(pattern, texts)


def _having(pattern, texts):
    # A function: what is raised while CPython jumps back in a loop is in no block of the loop's own function.
    return [text for text in texts if pattern.search(text)]


_A_DAY = 86400.0


@contextlib.contextmanager
def _hurry(one, message):
    began, is_over = time.thread_time(), False

    def give_up(number=0, _frame=None):
        nonlocal is_over
        left = one.patience - (time.thread_time() - began)
        if is_over:
            # It comes late, and nobody waits for it any more.
            return
        if number == signal.SIGVTALRM and left > 0:
            # Other threads have taken the rest.
            signal.setitimer(signal.ITIMER_VIRTUAL, left)
        else:
            is_over = True
            raise Trouble("timeout", message)

    # A busy machine takes nobody's patience, and yet its time.
    limits = ((signal.ITIMER_VIRTUAL, signal.SIGVTALRM, one.patience), (signal.ITIMER_REAL, signal.SIGALRM, min(one.left(), _A_DAY)))
    if any(seconds <= 0 for _timer, _number, seconds in limits):
        give_up()
    formers = [(timer, number, signal.signal(number, give_up)) for timer, number, _seconds in limits]
    try:
        try:
            for timer, _number, seconds in limits:
                signal.setitimer(timer, seconds)
            yield
        finally:
            # What comes from here on changes nothing; what comes just before gives up, once, and what follows is done all the same.
            is_over = True
    finally:
        for timer, number, former in formers:
            signal.setitimer(timer, 0)
            # One that is under way to another thread is dropped by that; left to what was there before, it would end the process.
            signal.signal(number, signal.SIG_IGN)
            signal.signal(number, former)
        one.patience -= time.thread_time() - began


def compiled(pattern, option):
    """The regular expression I(pattern) of I(option). Raises C(GoliveError)."""
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise GoliveError(f"{option} has {pattern!r}, which is no regular expression: {error}.") from error
