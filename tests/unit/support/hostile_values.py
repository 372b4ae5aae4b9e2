# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every place of a variable that holds a value, and what may be put there that means harm."""

from __future__ import annotations

import copy

from hypothesis import strategies as st

# What ends or begins something in a syntax that a role writes, or is no text that one can write.
FRAGMENTS = (
    "\n", "\r", "\0", "\t", " ", ";", "{", "}", '"', "'", "\\", "\\\n", "$", "#", "`", "%", ",", "|",
    "&", "(", ")", "[", "]", "<", "~", "=", ":", "/", "..", "-",
    "%(x)s", "%n", "${HOME}", "$http_cookie", "\u0085", "\u2028", "\u00a0", "\ud800", "é", "٣", "_1",
    "e3", "evil on;", "\nevil = 1\n", "\n[evil]\n", "x" * 5000,
)  # fmt: skip
# What is of a type that nobody asked for.
THINGS = (None, True, False, 1.5, -1, 10**30, [], {}, ["\n"], [["\n"]], {"\n": "\n"}, "")

NAMES = tuple(thing for thing in THINGS if not isinstance(thing, (list, dict)))


def hostile(good, is_name):
    """Values for a place where I(good) is taken; those of a name can be looked up."""
    around = st.sampled_from(["", str(good)])
    texts = st.builds("{}{}{}".format, around, st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=2).map("".join), around)
    return texts | texts | texts | st.sampled_from(NAMES if is_name else THINGS)


def places(value, where=()):
    """Every place in I(value), the names of a dict included: tuples of steps, of which a name is C(("name", KEY))."""
    if where:
        yield where
    if isinstance(value, dict):
        for key, inner in value.items():
            if where:
                yield (*where, ("name", key))
            yield from places(inner, (*where, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*where, index))


def put(value, where, other):
    """I(value) with I(other) in one place."""
    changed = copy.deepcopy(value)
    inner = changed
    for step in where[:-1]:
        inner = inner[step]
    last = where[-1]
    if isinstance(last, tuple):
        items = [(other if key == last[1] else key, one) for key, one in inner.items()]
        inner.clear()
        inner.update(items)
    else:
        inner[last] = other
    return changed


def at(value, where):
    """What is in one place of I(value)."""
    for step in where:
        value = step[1] if isinstance(step, tuple) else value[step]
    return value
