# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far the clock is from that of a server, by one exchange of SNTP (RFC 5905, section 14; the checks of RFC 4330, section 5)."""

from __future__ import annotations

import os
import socket
import struct
import time
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble

_PACKET = struct.Struct("!BBbbiI4s8sQQQ")
_CLIENT, _SERVER = 3, 4
_VERSIONS = (3, 4)
_ALARM, _MOST_STRATUM = 3, 15
# Of the root's delay and dispersion, in 1/65536 s.
_MOST_ROOT = 1 << 16
# Seconds from 1900 to 1970; and those that the 32 bits of a timestamp count before they begin anew (2036).
_EPOCH, _ERA = 2_208_988_800, 1 << 32
_ATTEMPTS, _SECONDS = 3, 1.0


class Offset(NamedTuple):
    """C(seconds): what the host's clock lacks; below 0 it is fast. C(delay): seconds that the exchange took, C(stratum): the server's."""

    seconds: float
    delay: float
    stratum: int


def offset(_environment, server, port):
    """The C(Offset) of the clock from that of I(server). Raises C(Trouble)."""
    try:
        addresses = socket.getaddrinfo(server, port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        raise Trouble("dns", f"the name {server} does not resolve") from error
    trouble = None
    # A datagram may get lost, and one address of several may not be reached from here.
    for attempt in range(_ATTEMPTS):
        try:
            return _exchanged(addresses[attempt % len(addresses)])
        except TimeoutError:
            trouble = trouble or Trouble("timeout", f"{server} did not answer within {_SECONDS:g} s")
        except ConnectionRefusedError:
            trouble = Trouble("refused", f"{server} refuses, nothing listens there")
        except OSError as error:
            trouble = Trouble("unreachable", f"{server}: {error.strerror or error}")
    raise trouble


def _exchanged(address):
    """The C(Offset) by the server at the I(address), one of C(getaddrinfo)."""
    # It comes back as it is, so only who saw the question can answer; the time of this host is no business of the server's.
    question = os.urandom(8)
    with socket.socket(*address[:3]) as connection:
        # Connected, so that the kernel takes no answer from elsewhere.
        connection.connect(address[4])
        sent, began = time.time(), time.monotonic()
        connection.send(_PACKET.pack(4 << 3 | _CLIENT, 0, 0, 0, 0, 0, b"", b"", 0, 0, int.from_bytes(question, "big")))
        while (left := began + _SECONDS - time.monotonic()) > 0:
            connection.settimeout(left)
            # A late answer to an earlier question, or what somebody invented, is passed over.
            data, elapsed = connection.recv(512), time.monotonic() - began
            if data[24:32] == question:
                return of_answer(data, question, sent, sent + elapsed)
    raise TimeoutError


def of_answer(data, question, sent, received):
    """The C(Offset) that the packet I(data) tells, an answer to the eight bytes I(question), which was I(sent) and I(received) then by the host's clock.

    Raises C(Trouble).
    """
    if len(data) < _PACKET.size:
        raise Trouble("protocol", f"the answer has {len(data)} bytes, which is no packet of NTP")
    flags, stratum, _poll, _precision, delay, dispersion, reference, _updated, originate, arrived, left = _PACKET.unpack(data[: _PACKET.size])
    alarm, version, mode = flags >> 6, flags >> 3 & 7, flags & 7
    if mode != _SERVER or version not in _VERSIONS:
        raise Trouble("protocol", f"the answer is of mode {mode} and version {version}, which is none of a server")
    if originate.to_bytes(8, "big") != question:
        raise Trouble("protocol", "the answer is to another question")
    if stratum == 0:
        word = "".join(filter(str.isalnum, reference.decode("ascii", "ignore")))
        raise Trouble("unavailable", f"the server sends the client away ({word or 'without a word'})")
    if alarm == _ALARM or stratum > _MOST_STRATUM:
        raise Trouble("unavailable", "the server's own clock is not synchronised")
    if not 0 <= delay < _MOST_ROOT or dispersion >= _MOST_ROOT:
        raise Trouble("unavailable", "the server is too far from its own source to say")
    if not arrived or not left or left - arrived & (1 << 64) - 1 >= 1 << 63:
        raise Trouble("protocol", "the times in the answer can't be")
    there = _seconds(arrived, sent), _seconds(left, sent)
    return Offset(((there[0] - sent) + (there[1] - received)) / 2, max(0.0, (received - sent) - (there[1] - there[0])), stratum)


def _seconds(stamp, near):
    """The timestamp I(stamp) in seconds since 1970, in the era in which it is nearest to I(near)."""
    seconds = stamp / _ERA - _EPOCH
    return seconds + _ERA * round((near - seconds) / _ERA)
