# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""RESP2 as a client of Redis speaks it, without a connection: commands, and a parser of replies.

It is described at https://redis.io/docs/latest/develop/reference/protocol-spec/.
redis-py would do; to load it takes a host 160 ms, three times as much as all else of a probe. Of the replies here are those that are no lists.

A parser is a generator, as in C(_http). Whoever answers is not trusted: what is held in memory is bounded.
"""

from __future__ import annotations

import re

_MAX_LINE = 4096
_MAX_BULK = 65536
_INTEGER = re.compile(rb"[+-]?[0-9]{1,19}")


class RESPError(Exception):
    """The peer does not speak RESP2, or broke off."""


class Refusal(Exception):
    """An error reply. C(code) is its first word."""

    def __init__(self, text):
        super().__init__(text)
        self.code = text.partition(" ")[0]
        self.text = text


def command(*words):
    """The bytes of a command of I(words), texts."""
    encoded = [word.encode() for word in words]
    return b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in encoded)


def reply():
    """A parser that returns a text, a number or C(None), or raises C(Refusal). Raises C(RESPError), also where more comes than one reply."""
    data = b""
    while b"\n" not in data and len(data) <= _MAX_LINE:
        data += yield from _more(data)
    line, end, rest = data.partition(b"\n")
    if not end or len(line) > _MAX_LINE:
        raise RESPError(f"a line is longer than {_MAX_LINE >> 10} KiB" if line[:1] in _KINDS else _not_redis(line))
    kind, line = line[:1], line[1:].rstrip(b"\r")
    if kind not in _KINDS:
        raise RESPError(_not_redis(kind + line))
    found, rest = (yield from _bulk(_number(line), rest)) if kind == b"$" else (_KINDS[kind](line), rest)
    if rest:
        raise RESPError("more came back than was asked for")
    if isinstance(found, Refusal):
        raise found
    return found


def _more(data):
    piece = yield
    if not piece:
        raise RESPError("the connection was closed before the reply was complete" if data else "it closed the connection without a reply")
    return piece


def _bulk(length, data):
    """(text or C(None), what follows) of a reply of I(length) bytes that begins with I(data)."""
    if length == -1:
        return None, data
    if not 0 <= length <= _MAX_BULK:
        raise RESPError(f"a reply has the length {length}")
    while len(data) < length + 2:
        data += yield from _more(data or b"$")
    if data[length : length + 2] != b"\r\n":
        raise RESPError("a reply is longer than it said")
    return _text(data[:length]), data[length + 2 :]


def _number(line):
    if not _INTEGER.fullmatch(line):
        raise RESPError(f"a number is {line[:80].decode(errors='replace')!r}")
    return int(line)


def _text(line):
    return line.decode(errors="replace")


def _not_redis(line):
    return f"what came back is no reply of Redis: {line[:80].decode(errors='replace')!r}"


_KINDS = {b"+": _text, b"-": lambda line: Refusal(_text(line)), b":": _number, b"$": None}
