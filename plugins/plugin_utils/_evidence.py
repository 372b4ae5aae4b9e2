# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What hosts and logs said, brought into a known shape: anything may be missing there, or be of another type, and any text may be hostile."""

from __future__ import annotations

# Beyond any time or count that can be, and far below where dates and floating point end.
_MOST = 10**11


def visible(text):
    """I(text) as it may be shown: what would steer a terminal, or turn the order of letters around, as its escape; line breaks stay.

    Anything but a text or number is an empty text.
    """
    if isinstance(text, bool) or not isinstance(text, (str, int, float)):
        return ""
    lines = str(text).replace("\r\n", "\n").replace("\t", " ")
    return "".join(letter if letter == "\n" or letter.isprintable() else letter.encode("unicode_escape").decode() for letter in lines)


def number(value):
    """I(value) where it is a number that a time or a count can be, else C(None)."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if 0 <= value <= _MOST else None


def mapping(value):
    """I(value) where it is a dict, else an empty one; keys that are no text are left out."""
    return {key: inner for key, inner in value.items() if isinstance(key, str)} if isinstance(value, dict) else {}


def listed(value):
    """I(value) where it is a list, else an empty one."""
    return list(value) if isinstance(value, (list, tuple)) else []


def texts(value):
    """The texts of the list I(value), as they may be shown."""
    return [shown for shown in map(visible, listed(value)) if shown]


def duration(seconds):
    """I(seconds) as people read them: C(0:07), C(12:05), C(1:02:03)."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


def count(amount, what):
    """C(1 host), C(2 hosts)."""
    return f"{amount} {what}{'' if amount == 1 else 's'}"


def total_seconds(result):
    """How long a host's call took, from its C(seconds); C(None) where it did not say."""
    return number(mapping(mapping(result).get("seconds")).get("total"))


def verdict(judged):
    """The verdict of one step from its event I(judged), which has that of the whole: a step that adds no reason to a failure may have gone well itself."""
    whole = visible(judged.get("verdict")) or "none"
    own = {visible(mapping(result).get("verdict")) or "none" for result in mapping(judged.get("hosts")).values()}
    return "pass" if whole != "pass" and own == {"pass"} and not texts(judged.get("reasons")) else whole
