# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that mean harm to those who speak as databases do."""

from __future__ import annotations

import struct

from hostile import Case, drips, floods, resets, says, silent


def _message(kind, body=b""):
    """One of PostgreSQL's protocol (its documentation, message formats)."""
    return kind + struct.pack(">I", len(body) + 4) + body


def _parameter(name, value):
    return _message(b"S", b"%s\0%s\0" % (name, value))


_READY = _message(b"Z", b"I")
_WELCOME = _message(b"R", struct.pack(">I", 0)) + b"".join(
    _parameter(*pair) for pair in ((b"client_encoding", b"UTF8"), (b"DateStyle", b"ISO"), (b"standard_conforming_strings", b"on"), (b"server_version", b"15"))
)
_NOTICE = _message(b"N", b"SNOTICE\0C00000\0Mwell\0\0")
_COLUMN = _message(b"T", struct.pack(">H", 1) + b"a\0" + struct.pack(">IHIhIH", 0, 0, 25, -1, 0xFFFFFFFF, 0))
_ROW = _message(b"D", struct.pack(">HI", 1, 5) + b"ready")


def _talks(*replies, then):
    """Says the next of I(replies) each time it hears something, and does I(then) at last."""

    def script(connection):
        for reply in replies:
            connection.recv(65536)
            connection.sendall(reply)
        then(connection)

    return script


def _begun(then):
    """A server of PostgreSQL that offers no TLS, up to where it knows who is there."""
    return _talks(b"N", then=then)


def _asked(then):
    """One that was asked its first question."""
    return _talks(b"N", _WELCOME + _READY, then=then)


def _scram(connection):
    """Wants a password to be computed for an hour (RFC 5802, iterations)."""
    connection.recv(65536)
    connection.sendall(_message(b"R", struct.pack(">I", 10) + b"SCRAM-SHA-256\0\0"))
    nonce = connection.recv(65536).rpartition(b"r=")[2]
    says(_message(b"R", struct.pack(">I", 11) + b"r=%sx,s=c2FsdA==,i=2147483647" % nonce), first=False)(connection)


_POSTGRES = {
    "nothing is said": (silent, "timeout"),
    "a reset": (resets, "reset"),
    "another protocol": (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "protocol"),
    "it agrees on TLS and stalls": (says(b"S"), "timeout"),
    "it agrees on TLS and has none": (_talks(b"S", then=says(b"x" * 1000)), "protocol"),
    "it stalls when it knows who is there": (_begun(silent), "timeout"),
    "a welcome that drips": (_begun(drips(_WELCOME, _NOTICE)), "timeout"),
    "notices before it is ready": (_begun(floods(_WELCOME, _NOTICE)), "query"),
    "parameters without an end": (_begun(floods(_WELCOME, b"".join(_parameter(b"%x" % number, b"x") for number in range(4000)))), "query", {}, True),
    "a password that takes an hour": (_begun(_scram), "timeout", {"user": "probe", "password": "secret"}),
    "notices without an end": (_asked(floods(b"", _NOTICE)), "query"),
    "notices that drip": (_asked(drips(b"", _NOTICE)), "timeout"),
    "an error without an end": (_asked(floods(b"E\x7f\xff\xff\xffSERROR\0M", b"x")), "query"),
    "rows without an end": (_asked(floods(_COLUMN, _ROW)), "query"),
    "rows of nothing": (_asked(floods(_message(b"T", b"\0\0"), _message(b"D", b"\0\0"))), "query"),
    "a row of a gigabyte": (_asked(floods(_COLUMN + b"D\x3f\xff\xff\xff\0\1\x3f\xff\xff\xf0", b"x")), "query"),
    "columns of nothing": (_asked(floods(b"T\x7f\xff\xff\xff\xff\xff", b"a\0" + b"\0" * 18)), "query"),
    "a copy without an end": (_asked(floods(_message(b"H", b"\0\0\0"), _message(b"d", b"x"))), "query"),
    "answers without an end": (_asked(floods(b"", _message(b"C", b"SET\0"))), "query"),
}
POSTGRES = {name: Case(*case) for name, case in _POSTGRES.items()}


def _packet(number, body):
    """One of MySQL's protocol (its documentation, packets)."""
    return struct.pack("<I", len(body))[:3] + bytes([number % 256]) + body


def _packets(first, body):
    """Many with the I(body), whose numbers go on from I(first) to the one before it, so that they may be said again and again."""
    return b"".join(_packet(number, body) for number in range(first, first + 256))


# It speaks as version 4.1 does, takes native passwords and knows no TLS.
_GREETING = _packet(0, struct.pack("<B6sI8sxHBHHB10x13s22s", 10, b"8.0.1", 1, b"saltsalt", 0x8200, 45, 2, 8, 21, b"saltsaltsalt", b"mysql_native_password"))
_FINE = b"\0\0\0\2\0\0\0"
_TEXT = b"\3def\0\0\0\1a\0\x0c\x2d\0\xff\0\0\0\xfd\0\0\0\0\0"
_ROWS = _packet(1, b"\1") + _packet(2, _TEXT) + _packet(3, b"\xfe\0\0\2\0")


def _known(then, *what):
    """A server of MySQL that takes whoever comes and what the driver wishes, and does I(then) with I(what) after the first question of a probe."""

    def script(connection):
        connection.sendall(_GREETING)
        connection.recv(65536)
        connection.sendall(_packet(2, _FINE))
        while b"SESSION" not in connection.recv(65536):
            connection.sendall(_packet(1, _FINE))
        then(*what, first=False)(connection)

    return script


_MYSQL = {
    "nothing is said": (silent, "timeout"),
    "a reset": (resets, "reset"),
    "another protocol": (says(b"HTTP/1.1 400 Bad Request\r\n\r\n", first=False), "protocol"),
    "a greeting that drips": (drips(_GREETING[:5], b"8", first=False), "timeout"),
    "a greeting without an end": (floods(b"\xff\xff\xff\0", b"x", first=False), "query"),
    "it stalls when it knows who is there": (says(_GREETING, first=False), "timeout"),
    "rows without an end": (_known(floods, _ROWS, _packets(4, b"\5ready")), "query"),
    "rows of nothing": (_known(floods, _ROWS, _packets(4, b"\xfb")), "query"),
    "columns without an end": (_known(floods, _packet(1, b"\xfe" + b"\xff" * 7 + b"\x7f"), _packets(2, _TEXT)), "query"),
    "a row of gigabytes": (_known(floods, _ROWS + b"\xff\xff\xff\4", b"x"), "query"),
    "rows that drip": (_known(drips, _ROWS + b"\x40\0\0\4", b"\1"), "timeout"),
    "it asks for a file of the host": (_known(says, _packet(1, b"\xfb/etc/passwd")), "protocol"),
    "an error of many words": (_known(says, _packet(1, b"\xff\x15\4#28000" + b"x " * 30000)), "auth"),
}
MYSQL = {name: Case(*case) for name, case in _MYSQL.items()}

_REDIS = {
    "nothing is said": (silent, "timeout"),
    "a reset": (resets, "reset"),
    "another protocol": (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "protocol"),
    "a line without an end": (floods(b"+", b"x"), "protocol"),
    "a line that drips": (drips(b"+", b"x"), "timeout"),
    "an error without an end": (floods(b"-ERR ", b"x"), "protocol"),
    "a text without an end": (floods(b"$9999999999\r\n", b"x"), "protocol"),
    "a text that drips": (drips(b"$65536\r\n", b"x"), "timeout"),
    "a text of a negative length": (says(b"$-9\r\n"), "protocol"),
    "a number of many digits": (says(b":" + b"9" * 4000 + b"\r\n"), "protocol"),
    "lists in lists": (floods(b"", b"*1\r\n"), "protocol"),
    "replies without an end": (floods(b"", b"+PONG\r\n"), "protocol"),
    "replies before it was asked": (floods(b"", b"+PONG\r\n", first=False), "protocol"),
}
REDIS = {name: Case(*case) for name, case in _REDIS.items()}
