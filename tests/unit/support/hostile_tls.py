# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that mean harm to those who speak TLS."""

from __future__ import annotations

import os
import socket
import ssl
import time

from hostile import Case, drips, floods, resets, says, silent
from probes import page

# A record of a handshake, of application data, and a warning (RFC 8446, section 5.1); what is inside is for nobody.
_HANDSHAKE, _DATA, _WARNING = b"\x16\x03\x03\x40\x00", b"\x17\x03\x03\x40\x00", b"\x15\x03\x03\x00\x02\x01\x5a"
_NOTHING = b"\0" * 0x4000
# More than a client takes of them.
_MANY_NAMES = 6000
_MANY_TICKETS = 1000


def _begun(context, say):
    """Begins well, with an ServerHello and what follows it; I(say) sends these bytes as it likes."""

    def script(connection):
        heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
        shaken = context.wrap_bio(heard, said, server_side=True)
        heard.write(connection.recv(65536))
        try:
            shaken.do_handshake()
        except ssl.SSLWantReadError:
            pass
        say(connection, said.read())

    return script


def _half(connection, data):
    connection.sendall(data[: len(data) // 2])
    silent(connection)


def _slowly(connection, data):
    for number in data:
        connection.sendall(bytes([number]))
        time.sleep(0.02)


def _then_floods(connection, data):
    connection.sendall(data[:200])
    floods(b"", _HANDSHAKE + _NOTHING, first=False)(connection)


def _shaken(context, script):
    """Agrees on TLS, and then does I(script)."""

    def secured(connection):
        with context.wrap_socket(connection, server_side=True) as shaken:
            script(shaken)

    return secured


def _breaks_it(connection):
    """Says on the connection below what is no TLS."""
    connection.recv(65536)
    with socket.socket(fileno=os.dup(connection.fileno())) as raw:
        raw.sendall(_DATA + _NOTHING)
        silent(raw)


def _in_bytes(connection):
    while True:
        connection.sendall(b"\n")


def cases(authority):
    """By name, where certificates are of the C(certificates.Authority)."""
    good, talkative = authority.context(), authority.context()
    talkative.num_tickets = _MANY_TICKETS
    large = authority.context(more_names=[f"{'x' * 60}{number}.test" for number in range(_MANY_NAMES)])
    scripts = {
        "nothing is said": (silent, "timeout"),
        "a reset": (resets, "reset"),
        "no TLS": (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "tls"),
        "no TLS, without an end": (floods(b"", b"x"), "tls"),
        "it drips before it says who it is": (drips(_HANDSHAKE, b"\x02"), "timeout"),
        # Each of them asks for a handshake, which is under way already.
        "wishes for a handshake without an end": (floods(b"", _HANDSHAKE + _NOTHING), "timeout"),
        "a message of the largest length": (floods(b"", _HANDSHAKE + b"\x02\xff\xff\xff" + _NOTHING[4:]), "tls"),
        "records with nothing in them": (floods(b"", b"\x16\x03\x03\x00\x00"), "tls"),
        "warnings without an end": (floods(b"", _WARNING), "tls"),
        "data before a key": (floods(b"", _DATA + _NOTHING), "tls"),
        "half of what it has to say": (_begun(good, _half), "timeout"),
        "a handshake that drips": (_begun(good, _slowly), "timeout"),
        "a handshake that goes wrong": (_begun(good, _then_floods), "tls"),
        "a certificate that is large": (_shaken(large, says(page(b"ready"))), "tls"),
        "tickets without an end": (_shaken(talkative, says(page(b"ready"))), ""),
        "an answer in records of one byte, before it was asked": (_shaken(good, _in_bytes), "protocol"),
        "what is none on a secured connection": (_shaken(good, _breaks_it), "tls"),
    }
    return {name: Case(*case) for name, case in scripts.items()}
