# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Versions, as far as their numbers go."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"\d{1,9}(?:\.\d{1,9}){0,5}")
_MOST = 6


def first(text):
    """The first version in I(text), as it is written there; empty where there is none."""
    found = _NUMBERS.search(text)
    return found[0] if found else ""


def numbers(text):
    """The numbers of the C(first) version in I(text), filled up with zeros so that any two compare; C(None) where there is none."""
    version = first(text)
    return tuple(int(part) for part in (version.split(".") + ["0"] * _MOST)[:_MOST]) if version else None


def within(text, least, below):
    """Whether the version I(text) is at least I(least) and below I(below), each of which may be C(None)."""
    found = numbers(text)
    return found is not None and (least is None or found >= numbers(least)) and (below is None or found < numbers(below))


def limits(least, below):
    """I(least) and I(below) for people."""
    return " and ".join(f"{word} {limit}" for word, limit in (("at least", least), ("below", below)) if limit)
