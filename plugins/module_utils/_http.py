# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An HTTP/1.1 client, just large enough for a phase to ask the application on its own host for one page (RFC 9112).

http.client would do; to load it takes a host 20 ms, which is as much as all else of most calls. Whoever answers is not trusted: what is held
in memory is bounded here, and the time by the connection.
"""

from __future__ import annotations

import re

_PIECE = 65536
_MAX_HEAD = 65536
_MAX_LINE = 4096
_STATUS_LINE = re.compile(rb"HTTP/1\.[0-9] ([1-9][0-9][0-9])(?: .*)?")
_CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")
_NOT_IN_TARGET = re.compile(r"[^\x21-\x7e]")
_NOT_IN_FIELD = re.compile(r"[^\x20-\x7e]")
_WITHOUT_BODY = (204, 304)


class HTTPError(OSError):
    """The peer does not speak HTTP/1.1, or broke off; or what was to be asked can't be put into a request."""


def get(connection, path, headers, most):
    """Asks for I(path) over the connected socket I(connection); returns (status, headers with lower-case names, the first I(most) bytes of the body).

    The server is told that the connection is closed afterwards. Raises C(OSError).
    """
    connection.sendall(_request(path, headers))
    reader = _Reader(connection.recv)
    status, fields = _head(reader)
    while 100 <= status < 200:
        status, fields = _head(reader)
    return status, fields, b"" if status in _WITHOUT_BODY else _body(reader, fields, most)


def _request(path, headers):
    if _NOT_IN_TARGET.search(path):
        raise HTTPError(f"{path[:200]!r} can't be asked for")
    wrong = next((name for name, value in headers.items() if _NOT_IN_FIELD.search(value)), None)
    if wrong:
        raise HTTPError(f"{headers[wrong][:200]!r} can't be sent as {wrong}")
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "Accept-Encoding: identity", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("ascii")


def _head(reader):
    """(status, headers) of the next head."""
    line = reader.head_line()
    match = _STATUS_LINE.fullmatch(line)
    if not match:
        raise HTTPError(f"what came back is no HTTP: {line[:80].decode(errors='replace')!r}")
    fields, name = {}, ""
    while line := reader.head_line():
        text = line.decode("latin-1")
        if text[0] in " \t" and name:
            # One that goes on in the next line, as was once usual.
            fields[name] = f"{fields[name]} {text.strip()}"
            continue
        name, colon, value = text.partition(":")
        if not colon:
            raise HTTPError(f"a line of the answer's head is no field: {name[:80]!r}")
        name, value = name.strip().lower(), value.strip()
        # One that is there twice says both.
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return int(match[1]), fields


def _body(reader, fields, most):
    """The first I(most) bytes, as long as the head says (RFC 9112, section 6.3)."""
    coding, length = fields.get("transfer-encoding"), fields.get("content-length")
    if coding is not None:
        if coding.lower() != "chunked":
            raise HTTPError(f"the answer is transferred in a way nobody asked for: {coding[:80]!r}")
        return _chunks(reader, most)
    if length is None:
        return reader.rest(most)
    lengths = {one.strip() for one in length.split(",")}
    told = lengths.pop()
    if lengths or not (told.isascii() and told.isdigit()):
        raise HTTPError(f"the answer's length is {length[:80]!r}")
    return reader.exactly(min(int(told[:18]), most))


def _chunks(reader, most):
    body = b""
    while len(body) < most:
        line = reader.line(_MAX_LINE, "a line between parts of the answer")
        match = _CHUNK_LINE.fullmatch(line)
        if not match:
            raise HTTPError(f"the length of a part of the answer is {line[:80].decode(errors='replace')!r}")
        size = int(match[1], 16)
        if not size:
            break
        body += reader.exactly(min(size, most - len(body)))
        if len(body) < most and reader.line(_MAX_LINE, "a part of the answer"):
            raise HTTPError("a part of the answer is longer than it said")
    return body


class _Reader:
    """What I(receive(count) -> bytes) gives, by lines and by lengths. All lines of heads together are bounded."""

    def __init__(self, receive):
        self._receive = receive
        self._data = b""
        self._began = False
        self._left = _MAX_HEAD

    def _more(self):
        piece = self._receive(_PIECE)
        self._data += piece
        self._began = self._began or bool(piece)
        return bool(piece)

    def _take(self, count):
        taken, self._data = self._data[:count], self._data[count:]
        return taken

    def head_line(self):
        """The next line of a head."""
        line = self.line(self._left, "the answer's head", _MAX_HEAD)
        self._left -= len(line) + 1
        return line

    def line(self, most, what, limit=None):
        """The next line without its end. Where it is longer than I(most) bytes, I(what) is, than I(limit)."""
        while (end := self._data.find(b"\n")) < 0 and len(self._data) <= most:
            if not self._more():
                raise HTTPError("the connection was closed before the answer was complete" if self._began else "it closed the connection without an answer")
        if not 0 <= end < most:
            raise HTTPError(f"{what} is larger than {(limit or most) >> 10} KiB")
        return self._take(end + 1).rstrip(b"\r\n")

    def exactly(self, count):
        """The next I(count) bytes."""
        while len(self._data) < count:
            if not self._more():
                raise HTTPError("the connection was closed before the answer was complete")
        return self._take(count)

    def rest(self, most):
        """All that comes, I(most) bytes of it."""
        while len(self._data) < most and self._more():
            pass
        return self._take(most)
