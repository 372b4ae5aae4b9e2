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

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble


def _number(value):
    try:
        return float(value)
    except (OverflowError, TypeError, ValueError):
        raise Trouble("expression", f"{str(value)[:80]!r} is no number") from None


OPERATORS = {
    "at_least": lambda value, wanted: _number(value) >= _number(wanted),
    "at_most": lambda value, wanted: _number(value) <= _number(wanted),
    "contains": lambda value, wanted: str(wanted) in (value if isinstance(value, str) else map(str, value if isinstance(value, (list, dict)) else ())),
    "equals": lambda value, wanted: value == wanted or str(value) == str(wanted),
    "exists": lambda value, wanted: (value is not None) == (wanted in (None, True, "true", "True", "yes")),
    "greater": lambda value, wanted: _number(value) > _number(wanted),
    "less": lambda value, wanted: _number(value) < _number(wanted),
    "matches": lambda value, wanted: found(re.compile(str(wanted)), str(value)),
    "not_equals": lambda value, wanted: value != wanted and str(value) != str(wanted),
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


# Of the processor's time, for one pattern in one text of 64 KiB; what is no trap takes a hundredth of that.
_PATTERN_SECONDS = 0.05


def found(pattern, text):
    """Whether I(pattern) is found in I(text), which a peer chose: it may make a pattern try for years. Raises C(Trouble) where it takes too long."""
    return bool(having(pattern, [text]))


def having(pattern, texts):
    """Those of I(texts) in which I(pattern) is found, all of them together in the time of one."""
    with _hurry(f"to look for {pattern.pattern[:80]!r} in what came back takes too long"):
        return [text for text in texts if pattern.search(text)]


@contextlib.contextmanager
def _hurry(message):
    def give_up(_number, _frame):
        raise Trouble("timeout", message)

    former = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, _PATTERN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)


def compiled(pattern, option):
    """The regular expression I(pattern) of I(option). Raises C(GoliveError)."""
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise GoliveError(f"{option} has {pattern!r}, which is no regular expression: {error}.") from error
