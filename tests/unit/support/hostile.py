# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that mean harm, as scripts of C(probes.server), and what a probe has to say of each."""

from __future__ import annotations

import socket
import struct
import time
from typing import NamedTuple

_BLOCK = 1 << 16
_PAUSE_SECONDS = 0.02


class Case(NamedTuple):
    """C(script): what the server does. C(reason): what the probe has to say, empty where it passes. C(options): of the probe, beside those of its type.

    C(slow): there is so much to be done with what it says that the time may be over before the reason is known.
    """

    script: object
    reason: str
    options: dict = {}
    slow: bool = False


def silent(connection):
    """Takes a connection and says nothing, until the other side ends it."""
    while connection.recv(_BLOCK):
        pass


def resets(connection):
    """Breaks it off at once."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def says(*pieces, first=True):
    """Says I(pieces) once it was asked, or, not I(first), at once; then nothing any more."""

    def script(connection):
        if first:
            connection.recv(_BLOCK)
        for piece in pieces:
            connection.sendall(piece)
        silent(connection)

    return script


def hangs_up(data):
    """Says I(data) once it was asked, and ends it."""

    def script(connection):
        connection.recv(_BLOCK)
        connection.sendall(data)

    return script


def drips(begin, piece, first=True):
    """Says I(begin), then a I(piece) from time to time, for ever."""
    return _endless(begin, piece, first, _PAUSE_SECONDS)


def floods(begin, piece, first=True):
    """Says I(begin), then a I(piece) again and again, as fast as it is taken, for ever."""
    return _endless(begin, piece * max(1, _BLOCK // len(piece)), first)


def _endless(begin, piece, first, pause=0.0):
    def script(connection):
        if first:
            connection.recv(_BLOCK)
        connection.sendall(begin)
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return script
