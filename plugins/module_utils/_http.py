# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP/1.1 as a client speaks it, without a connection (RFC 9112): the bytes of a request, and a parser that says when it wants more.

http.client would do for what blocks; to load it takes a host 20 ms, which is as much as all else of most calls. Whoever answers is not trusted:
what is held in memory is bounded here, and the time by the connection.

A parser is a generator. It yields when it wants more bytes, is sent them (none: the connection has ended), and returns what it found.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# How many bytes at a time a parser takes well.
PIECE = 65536
_MAX_LINES = 65536
# Beside each byte of a body that comes in parts: these may be of one byte each, and no smaller.
_MOST_BESIDE = 8
_STATUS_LINE = re.compile(rb"HTTP/1\.[0-9] ([1-9][0-9][0-9])(?: .*)?")
_CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")
_NOT_IN_TARGET = re.compile(r"[^\x21-\x7e]")
_NOT_IN_FIELD = re.compile(r"[^\t\x20-\x7e]")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEAD, _BETWEEN = "the answer's head", "what stands between the parts of the answer"
_WITHOUT_BODY = (204, 304)
_WITH_BODY = ("POST", "PUT", "PATCH")


class HTTPError(OSError):
    """The peer does not speak HTTP/1.1, or broke off; or what was to be asked can't be put into a request."""


class BrokenOff(HTTPError, ConnectionResetError):
    """The peer went before its answer was complete."""


class Answer(NamedTuple):
    """C(headers) have lower-case names; C(body) is its beginning."""

    status: int
    headers: dict
    body: bytes


def ask(connection, method, path, headers, most, body=b""):
    """The C(Answer), with the first I(most) bytes of its body, to a request over the connected socket I(connection). Raises C(OSError)."""
    connection.sendall(request(method, path, headers, body))
    parser, piece = answer(most), None
    while True:
        try:
            parser.send(piece)
        except StopIteration as done:
            return Answer(*done.value)
        piece = connection.recv(PIECE)


def joined(pairs):
    """The headers of the I(pairs) of lower-case names and values. One that is there twice says both."""
    fields = {}
    for name, value in pairs:
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


def listed(pairs):
    """The same, each with a list of its values: of some, C(Set-Cookie) above all, two can't be told apart once they are one."""
    fields = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def answer(most, has_body=True, fields=joined):
    """A parser that returns (status, headers as I(fields) makes them, the first I(most) bytes of the body). Not I(has_body): as after C(HEAD)."""
    reader = _Reader()
    status, pairs = yield from _head(reader)
    while 100 <= status < 200:
        status, pairs = yield from _head(reader)
    if status in _WITHOUT_BODY or not has_body:
        return status, fields(pairs), b""
    return status, fields(pairs), (yield from _body(reader, joined(pairs), most))


def request(method, path, headers, body=b""):
    """The bytes of a request after which the server is to close the connection."""
    if _NOT_IN_TARGET.search(path):
        raise HTTPError(f"{path[:200]!r} can't be asked for")
    wrong = next((name for name, value in headers.items() if not _TOKEN.fullmatch(name) or _NOT_IN_FIELD.search(value)), None)
    if wrong is not None:
        # Not its value, which may be a secret.
        raise HTTPError(f"the header {wrong[:80]!r} has characters that can't be sent")
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "Accept-Encoding: identity", "Connection: close"]
    if (body or method in _WITH_BODY) and not any(name.lower() == "content-length" for name in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _head(reader):
    """(status, pairs of lower-case name and value) of the next head."""
    line = yield from reader.line(_HEAD)
    match = _STATUS_LINE.fullmatch(line)
    if not match:
        raise HTTPError(f"what came back is no HTTP: {line[:80].decode(errors='replace')!r}")
    pairs = []
    while line := (yield from reader.line(_HEAD)):
        text = line.decode("latin-1")
        if text[0] in " \t" and pairs:
            # One that goes on in the next line, as was once usual.
            name, value = pairs[-1]
            pairs[-1] = name, f"{value} {text.strip()}"
            continue
        name, colon, value = text.partition(":")
        if not colon:
            raise HTTPError(f"a line of the answer's head is no field: {name[:80]!r}")
        pairs.append((name.strip().lower(), value.strip()))
    return int(match[1]), pairs


def _body(reader, fields, most):
    """The first I(most) bytes, as long as the head says (RFC 9112, section 6.3)."""
    coding, length = fields.get("transfer-encoding"), fields.get("content-length")
    if coding is not None:
        if coding.lower() != "chunked":
            raise HTTPError(f"the answer is transferred in a way nobody asked for: {coding[:80]!r}")
        return (yield from _chunks(reader, most))
    if length is None:
        return (yield from reader.rest(most))
    lengths = {one.strip() for one in length.split(",")}
    told = lengths.pop()
    if lengths or not (told.isascii() and told.isdigit()):
        raise HTTPError(f"the answer's length is {length[:80]!r}")
    return (yield from reader.exactly(min(int(told[:18]), most)))


def _chunks(reader, most):
    body = bytearray()
    reader.allow(_MOST_BESIDE * most)
    while len(body) < most:
        line = yield from reader.line(_BETWEEN)
        match = _CHUNK_LINE.fullmatch(line)
        if not match:
            raise HTTPError(f"the length of a part of the answer is {line[:80].decode(errors='replace')!r}")
        size = int(match[1], 16)
        if not size:
            break
        body += yield from reader.exactly(min(size, most - len(body)))
        if len(body) < most and (yield from reader.line(_BETWEEN)):
            raise HTTPError("a part of the answer is longer than it said")
    return bytes(body)


class _Reader:
    """What was sent to the parser, by lines and by lengths. All lines together are bounded."""

    def __init__(self):
        # What is taken from its front costs nothing, however much follows.
        self._data = bytearray()
        self._began = False
        self._most = self._left = _MAX_LINES

    def allow(self, more):
        """Lets lines be larger by I(more) bytes together."""
        self._most += more
        self._left += more

    def _more(self):
        piece = yield
        self._data += piece
        self._began = self._began or bool(piece)
        return bool(piece)

    def _take(self, count):
        taken = bytes(self._data[:count])
        del self._data[:count]
        return taken

    def line(self, what):
        """The next line, of I(what), without its end."""
        while (end := self._data.find(b"\n")) < 0 and len(self._data) <= self._left:
            if not (yield from self._more()):
                raise BrokenOff("the connection was closed before the answer was complete" if self._began else "it closed the connection without an answer")
        if not 0 <= end < self._left:
            raise HTTPError(f"{what} is larger than {self._most >> 10} KiB")
        self._left -= end + 1
        return self._take(end + 1).rstrip(b"\r\n")

    def exactly(self, count):
        """The next I(count) bytes."""
        while len(self._data) < count:
            if not (yield from self._more()):
                raise BrokenOff("the connection was closed before the answer was complete")
        return self._take(count)

    def rest(self, most):
        """All that comes, I(most) bytes of it."""
        while len(self._data) < most and (yield from self._more()):
            pass
        return self._take(most)
