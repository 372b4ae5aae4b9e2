# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A FastCGI client, just large enough to ask php-fpm for one page (FastCGI specification 1.0, section 8)."""

from __future__ import annotations

import re
import struct

_BEGIN, _END, _PARAMS, _STDIN, _STDOUT, _STDERR = 1, 3, 4, 5, 6, 7
_RESPONDER = 1
_HEADER = struct.Struct(">BBHHBB")
_REQUEST_ID = 1
_VERSION = 1
_MAX_RESPONSE = 1 << 20
_PIECE = 65536
_STATUS = re.compile(r"[1-9][0-9]{2}(?= |$)")


class FastCGIError(OSError):
    """The peer does not speak FastCGI, or broke off."""


def _record(kind, content):
    return _HEADER.pack(_VERSION, kind, _REQUEST_ID, len(content), 0, 0) + content


def _length(number):
    return struct.pack(">B", number) if number < 128 else struct.pack(">I", number | 0x80000000)


def _params(params):
    pairs = b""
    for key, value in params.items():
        key, value = key.encode(), str(value).encode()
        pairs += _length(len(key)) + _length(len(value)) + key + value
    return pairs


def asking(script, uri, host="localhost", **others):
    """The CGI parameters (RFC 3875, section 4.1) of a GET for I(uri) that I(script) is to answer, with I(others) over them."""
    route, _mark, query = uri.partition("?")
    return {
        "GATEWAY_INTERFACE": "CGI/1.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_SOFTWARE": "golive",
        "REQUEST_METHOD": "GET",
        "REQUEST_URI": uri,
        "QUERY_STRING": query,
        "SCRIPT_NAME": route,
        "SCRIPT_FILENAME": script,
        "SERVER_NAME": host,
        "SERVER_ADDR": "127.0.0.1",
        "SERVER_PORT": 80,
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "HTTP_USER_AGENT": "golive-probe",
        **others,
    }


def encode_request(params):
    """The bytes of one GET-like request (no body) with the CGI parameters I(params)."""
    return (
        _record(_BEGIN, struct.pack(">HB5x", _RESPONDER, 0))
        + _record(_PARAMS, _params(params))
        + _record(_PARAMS, b"")
        + _record(_STDIN, b"")
    )


def answer():
    """A parser of records until the end of the request, which returns (standard output, standard error).

    It is a generator that yields when it wants more bytes, and is sent them (none: the connection has ended).
    """
    data, output, errors, read = bytearray(), bytearray(), bytearray(), 0
    # Records with nothing in them count, too.
    while read <= _MAX_RESPONSE:
        yield from _at_least(data, _HEADER.size)
        version, kind, _id, length, padding, _reserved = _HEADER.unpack_from(data)
        if version != _VERSION:
            raise FastCGIError(f"what came back is no FastCGI: {bytes(data[:80]).decode(errors='replace')!r}")
        size = _HEADER.size + length + padding
        yield from _at_least(data, size)
        content = data[_HEADER.size : _HEADER.size + length]
        # What is taken from its front costs nothing, however much follows.
        del data[:size]
        read += size
        if kind == _STDOUT:
            output += content
        elif kind == _STDERR:
            errors += content
        elif kind == _END:
            return bytes(output), bytes(errors)
    raise FastCGIError("the answer is larger than 1 MiB")


def _at_least(data, count):
    while len(data) < count:
        piece = yield
        if not piece:
            raise FastCGIError("the connection was closed before the answer was complete")
        data += piece


def request(connection, params):
    """One request over the connected socket I(connection); returns (status, headers with lower-case names, body). Raises C(OSError)."""
    connection.sendall(encode_request(params))
    parser, piece = answer(), None
    while True:
        try:
            parser.send(piece)
        except StopIteration as done:
            return parse_cgi(*done.value)
        piece = connection.recv(_PIECE)


def parse_cgi(output, errors=b""):
    """Splits a CGI answer (RFC 3875, section 6) into (status, headers, body)."""
    head, separator, body = output.partition(b"\r\n\r\n")
    if not separator:
        raise FastCGIError("the answer has no header: " + (errors or output)[:200].decode(errors="replace"))
    headers = {}
    for line in head.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        headers[name.decode("latin-1").strip().lower()] = value.decode("latin-1").strip()
    status = headers.pop("status", "200")
    match = _STATUS.match(status)
    if not match:
        raise FastCGIError(f"the answer's status is '{status[:40]}'")
    return int(match[0]), headers, body
