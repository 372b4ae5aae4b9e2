# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ports at which something listens, as the kernel tells of the network that this process sees."""

from __future__ import annotations

import contextlib
import ipaddress
import itertools
import os
import re
import sys
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble

# Of the states that the kernel numbers (tcp_states.h): listening; and of UDP, which has no such state, what is bound and not connected.
_STATES = {"tcp": 0x0A, "udp": 0x07}
# Listening sockets stand before all connections.
_MOST_LINES = 200_000
_SOCKET = re.compile(r"socket:\[(\d+)\]")


class Listener(NamedTuple):
    """C(address): as C(ipaddress) writes it. C(program): the name of a process that has it open, empty where that can't be seen."""

    address: str
    port: int
    program: str = ""


def listeners(_environment, protocol):
    """The C(Listener)s of the I(protocol), C(tcp) or C(udp). Raises C(Trouble)."""
    found = [one for version in ("", "6") for one in _parsed_file(f"/proc/net/{protocol}{version}", _STATES[protocol])]
    programs = _programs({number for _listener, number in found})
    return tuple(listener._replace(program=programs.get(number, "")) for listener, number in found)


def _parsed_file(path, state):
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return list(parsed(itertools.islice(file, _MOST_LINES), state))
    except FileNotFoundError:
        return []  # The kernel does not speak this version of IP.
    except OSError as error:
        raise Trouble("permission", f"{path}: {error.strerror}") from error


def parsed(lines, state):
    """(C(Listener), its socket's number) of each of the I(lines) of a file such as /proc/net/tcp that is in the I(state)."""
    for line in lines:
        words = line.split()
        with contextlib.suppress(ValueError, IndexError):
            if int(words[3], 16) == state:
                address, _colon, port = words[1].partition(":")
                yield Listener(_address(address), int(port, 16)), int(words[9])


def _address(text):
    """The address of I(text): words of 32 bits, each as the host orders its bytes."""
    words = [int(text[at : at + 8], 16).to_bytes(4, sys.byteorder) for at in range(0, len(text), 8)]
    found = ipaddress.ip_address(b"".join(words))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _programs(numbers):
    """Number of a socket to the name of the first process that has it open, as far as this user can see them."""
    found = {}
    for process in sorted(int(name) for name in os.listdir("/proc") if name.isdecimal()):
        with contextlib.suppress(OSError):
            for descriptor in os.listdir(f"/proc/{process}/fd"):
                # The process, or only its descriptor, may have gone meanwhile.
                with contextlib.suppress(OSError):
                    socket = _SOCKET.fullmatch(os.readlink(f"/proc/{process}/fd/{descriptor}"))
                    if socket and int(socket[1]) in numbers:
                        found.setdefault(int(socket[1]), name_of(process))
        if len(found) == len(numbers):
            break
    return found


def name_of(process):
    """The name of the program of the I(process), fit to be shown."""
    with open(f"/proc/{process}/comm", encoding="utf-8", errors="replace") as file:
        return "".join(filter(str.isprintable, file.read(64)))
