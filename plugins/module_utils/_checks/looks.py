# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looks at a value that kinds of checks have in common."""

from __future__ import annotations

import re

from ansible_collections.golive.web.plugins.module_utils._checks import secrets
from ansible_collections.golive.web.plugins.module_utils._probes import values
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble as TooLong


def matches(pattern, value):
    """Whether I(pattern) is found in I(value), which is cut off where that takes too long."""
    try:
        return values.found(re.compile(pattern), value)
    except TooLong:
        return False


def within(number, least, most):
    """Whether I(number) is neither below I(least) nor above I(most), each of which may be C(None)."""
    return (least is None or number >= least) and (most is None or number <= most)


def are_crossed(least, most):
    """Whether no number can be within I(least) and I(most), as far as is known yet."""
    return all(isinstance(limit, (int, float)) for limit in (least, most)) and most < least


def limits(least, most, shown="{:g}".format):
    """I(least) and I(most) for people."""
    return " and ".join(f"{word} {shown(limit)}" for word, limit in (("at least", least), ("at most", most)) if limit is not None)


def strength(value, bits):
    """Looks at a secret: whether it is well, the reason where not, what was seen, what is expected. It needs I(bits) of entropy, and shows none of itself."""
    yield not secrets.is_example(value), "example", "a value from an example", "a secret of its own"
    found = secrets.entropy(value.partition("base64:")[2] or value)
    yield found >= bits, "weak", f"{found:.0f} bits of entropy", f"at least {bits:g}"
