# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers 'here' at each of the given ports, over TCP and UDP, IPv4 and IPv6."""

from __future__ import annotations

import selectors
import socket
import sys

with selectors.DefaultSelector() as selector:
    for port in map(int, sys.argv[1:]):
        server = socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
        datagrams = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        datagrams.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        datagrams.bind(("", port))
        selector.register(server, selectors.EVENT_READ)
        selector.register(datagrams, selectors.EVENT_READ)
    while True:
        for key, _events in selector.select():
            if key.fileobj.type == socket.SOCK_DGRAM:
                key.fileobj.sendto(b"here", key.fileobj.recvfrom(100)[1])
            else:
                with key.fileobj.accept()[0] as connection:
                    connection.sendall(b"here")
