# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import values
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble
from hypothesis import given
from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@pytest.mark.parametrize(
    ("operator", "value", "wanted", "holds"),
    [
        ("equals", 1, 1, True), ("equals", 1, "1", True), ("equals", "a", "b", False), ("not_equals", 1, "1", False), ("not_equals", "a", "b", True),
        ("at_least", "5", 5, True), ("at_least", 4.9, 5, False), ("at_most", 5, "5", True), ("at_most", 6, 5, False), ("greater", 6, 5, True),
        ("greater", 5, 5, False), ("less", 4, 5, True), ("less", 5, 5, False), ("contains", "abc", "b", True), ("contains", ["a", 1], 1, True),
        ("contains", {"a": 1}, "a", True), ("contains", "abc", "x", False), ("contains", None, "x", False), ("contains", 12, 1, False),
        ("exists", 0, True, True), ("exists", None, True, False), ("exists", None, False, True), ("exists", 1, "yes", True),
        ("matches", "v2.1", r"^v2\.", True), ("matches", 17, "^1", True), ("matches", "v3", r"^v2\.", False),
    ],
)  # fmt: skip
def test_what_each_operator_means(operator, value, wanted, holds):
    assert bool(values.OPERATORS[operator](value, wanted, Attempt())) is holds


@given(st.sampled_from(sorted(set(values.OPERATORS) - {"matches"})), JSON, JSON)
def test_whatever_was_found_is_compared_or_refused(operator, value, wanted):
    try:
        assert values.OPERATORS[operator](value, wanted, Attempt()) in (True, False)
    except Trouble as trouble:
        assert trouble.reason == "expression"


def test_a_number_that_is_too_large_for_one_is_refused():
    with pytest.raises(Trouble, match="is no number"):
        values.OPERATORS["at_most"](10**400, 1, Attempt())


@given(st.floats(allow_nan=False), st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_a_band_holds_what_is_inside(value, minimum, maximum):
    passed = all(one.passed for one in values.band("orders", value, minimum, maximum))
    assert passed == (minimum <= value <= maximum)
    assert not list(values.band("orders", value, None, None))


@pytest.mark.parametrize("pattern", ["(", "a**", "(" * 2000, "x{99999999999}"])
def test_what_is_no_pattern_is_refused(pattern):
    with pytest.raises(GoliveError, match="body_matches has .* which is no regular expression"):
        values.compiled(pattern, "body_matches")


@pytest.mark.parametrize("patterns", [["(a+)+b"], [f"a{{1,{number}}}b" for number in range(100, 500)]], ids=["one", "many"])
def test_all_patterns_of_an_attempt_have_50_ms_together(patterns):
    one, began = Attempt(), time.thread_time()
    with pytest.raises(Trouble, match="takes too long"):
        for pattern in patterns:
            values.found(re.compile(pattern), "a" * 60_000, one)
    assert time.thread_time() - began < 0.1


def test_a_thousand_patterns_that_are_no_traps_are_looked_for():
    one = Attempt()
    for number in range(500):
        values.found(re.compile(f"[a-c]{number}$"), "abc" * 30, one)
    assert 0 < one.patience < 0.05


def test_no_pattern_is_looked_for_when_the_time_of_the_attempt_is_over():
    one = Attempt()
    one.until = time.monotonic() - 1
    with pytest.raises(Trouble) as caught:
        values.found(re.compile("a"), "a", one)
    assert caught.value.reason == "timeout"


def test_a_pattern_ends_with_the_time_of_the_attempt():
    one = Attempt()
    one.patience, one.until = 9, time.monotonic() + 0.05
    began = time.monotonic()
    with pytest.raises(Trouble):
        values.found(re.compile("(a+)+b"), "a" * 60_000, one)
    assert time.monotonic() - began < 1


def test_who_waits_for_a_signal_still_does():
    rung = []
    former = signal.signal(signal.SIGALRM, lambda *_what: rung.append(True))
    try:
        values.found(re.compile("a"), "a", Attempt())
        signal.raise_signal(signal.SIGALRM)
    finally:
        signal.signal(signal.SIGALRM, former)
    assert rung


def test_what_other_threads_take_is_not_counted():
    one = Attempt()
    other = threading.Thread(target=hashlib.pbkdf2_hmac, args=("sha256", b"", b"", 1_000_000))
    other.start()
    with values._hurry(one, "the pattern"):
        other.join()
    assert 0 < one.patience < 0.05


@pytest.mark.parametrize("number", [signal.SIGVTALRM, signal.SIGALRM])
def test_what_comes_after_the_end_changes_nothing(number):
    with values._hurry(Attempt(), "too long"):
        late = signal.getsignal(number)
    try:
        late(number, None)
        assert signal.getitimer(signal.ITIMER_VIRTUAL) == signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


_UNDER_WAY_AT_THE_END = """
import os, signal
from ansible_collections.golive.web.plugins.module_utils._probes import values
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt
numbers = {signal.SIGVTALRM, signal.SIGALRM}
with values._hurry(Attempt(), "too long"):
    signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    for number in numbers:
        os.kill(os.getpid(), number)
signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)
print("alive")
"""


def test_what_is_under_way_at_the_end_does_not_end_the_process():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", _UNDER_WAY_AT_THE_END], env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-500:]
