# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that mean harm to those who speak HTTP, with TLS or without."""

from __future__ import annotations

import gzip
import itertools

from hostile import Case, drips, floods, hangs_up, resets, says, silent
from probes import page

_HEAD = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
_HEALTH = {"format": "health+json", "body_matches": []}
_BOMB = gzip.compress(b"\0" * (4 << 20)) * 25


def _led(locations):
    """Leads from page to page, by each of I(locations)."""

    def script(connection):
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += connection.recv(65536)
        connection.sendall(page(status=302, Location=next(locations)))

    return script


def _many(line, size=60000):
    return line * (size // len(line))


_PLAIN = {
    "nothing is said": (silent, "timeout"),
    "it hangs up": (hangs_up(b""), "reset"),
    "a reset": (resets, "reset"),
    "a status line that is none": (says(b"200 all is well\r\n\r\n"), "protocol"),
    "a status line without an end": (floods(b"HTTP/1.1 200 ", b"x"), "protocol"),
    "a status that is none": (says(b"HTTP/1.1 999999999999999999999 x\r\n\r\n"), "protocol"),
    "a head that drips": (drips(_HEAD, b"X"), "timeout"),
    "heads that drip": (drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "timeout"),
    "a header without an end": (floods(_HEAD + b"X-A: ", b"b"), "protocol"),
    "headers without an end": (floods(_HEAD, b"X-A: b\r\n"), "protocol"),
    "headers that go on in the next line": (floods(_HEAD + b"X-A: b\r\n", b" c\r\n"), "protocol"),
    "one header many times": (says(_HEAD + b"Content-Length: 5\r\n" + _many(b"a:b\n") + b"\nready"), ""),
    "interim answers without an end": (floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "protocol"),
    "a body that drips": (drips(_HEAD + b"Content-Length: 99\r\n\r\n", b"x"), "timeout"),
    "a body that drips and has no length": (drips(_HEAD + b"\r\n", b"x"), "timeout"),
    "a body without an end": (floods(_HEAD + b"\r\n", b"x"), "body"),
    "a body before it was asked for": (floods(_HEAD + b"\r\n", b"x", first=False), "body"),
    "a body that is longer than it said": (floods(_HEAD + b"Content-Length: 5\r\n\r\nready", b"x"), ""),
    "a body that is shorter than it said": (hangs_up(_HEAD + b"Content-Length: 9\r\n\r\nready"), "reset"),
    "a length that is none": (says(_HEAD + b"Content-Length: -1\r\n\r\nready"), "protocol"),
    "a length of many digits": (floods(_HEAD + b"Content-Length: " + b"9" * 60000 + b"\r\n\r\n", b"x"), "body"),
    "two lengths": (says(_HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nready"), "protocol"),
    "chunks without an end": (floods(_CHUNKED, b"10\r\n0123456789abcdef\r\n"), "body"),
    "chunks of one byte": (says(_CHUNKED + b"1\r\nx\r\n" * 20000 + b"0\r\n\r\n"), "body"),
    "chunks with much beside": (floods(_CHUNKED, b"1;a=" + b"b" * 4000 + b"\r\nx\r\n"), "protocol"),
    "a chunk that drips": (drips(_CHUNKED + b"ff\r\n", b"x"), "timeout"),
    "a chunk of a negative length": (says(_CHUNKED + b"-1\r\nx\r\n"), "protocol"),
    "a chunk of a length that is none": (says(_CHUNKED + b"0x10\r\n0123456789abcdef\r\n"), "protocol"),
    "a chunk of a huge length": (floods(_CHUNKED + b"fffffffffffffff\r\n", b"x"), "body"),
    "a chunk of a length without an end": (floods(_CHUNKED, b"f"), "protocol"),
    "a chunk of nothing, much padded": (floods(_CHUNKED, b"0"), "protocol"),
    "an extension without an end": (floods(_CHUNKED + b"5;a=", b"b"), "protocol"),
    "a chunk that is longer than it said": (says(_CHUNKED + b"1\r\nready\r\n"), "protocol"),
    "trailers without an end": (floods(_CHUNKED + b"5\r\nready\r\n0\r\n", b"X-A: b\r\n"), ""),
    "a circle": (_led(itertools.cycle(["/a", "/b"])), "redirects"),
    "new pages without an end": (_led(f"/{number}" for number in itertools.count()), "redirects"),
    "a page of another scheme": (_led(itertools.repeat("file:///etc/passwd")), "redirects"),
    "a page of no host": (_led(itertools.repeat("http://[::1")), "redirects"),
    "a page with a long name": (_led(f"/{'x' * 60000}{number}" for number in itertools.count()), "redirects"),
    "no JSON": (says(page(b'{"status": "pass"')), "json", _HEALTH),
    "no text": (says(page(b"\xff\xfe\0" * 20000)), "json", _HEALTH),
    "JSON that is deep": (says(page(_many(b"["))), "json", _HEALTH),
    "a whole number of many digits": (says(page(b'{"status":"pass","n":' + _many(b"9") + b"}")), "json", _HEALTH),
    "a number that is too large": (
        says(page(b'{"status":"pass","ready":1e999999}')), "expression", {"expressions": [{"expression": "ready", "operator": "at_most", "value": 1}]},
    ),
    "many checks": (says(page(b'{"status":"fail","checks":{' + b",".join(b'"%d":{"status":"down"}' % n for n in range(2200)) + b"}}")), "health", _HEALTH),
    "a packed bomb": (says(page(_BOMB, Content_Encoding="gzip")), "protocol"),
    "a packed transfer": (says(_HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + _BOMB), "protocol"),
    "a text that no pattern finds an end of": (
        says(page(b"ready" + b"a" * 60000)), "timeout", {"body_matches": ["(a+)+b"]},
    ),
    "a text in which many patterns take their time": (
        says(page(b"ready" + b"a" * 60000)), "timeout", {"body_lacks": [f"a{{1,{number}}}b" for number in range(100, 200)]},
    ),
    "a header that no pattern finds an end of": (says(page(b"ready", X_A="a" * 60000)), "timeout", {"header_matches": {"X-A": "(a+)+$b"}}),
    "a value that no pattern finds an end of": (
        says(page(b'{"ready":"%s"}' % (b"a" * 60000))), "timeout", {"expressions": [{"expression": "ready", "operator": "matches", "value": "(a+)+$b"}]},
    ),
}  # fmt: skip
PLAIN = {name: Case(*case) for name, case in _PLAIN.items()}
