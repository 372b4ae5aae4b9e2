# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host as others see it, from another host and from the controller, over connections that are new; and its restart."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

from labkit.commands import podman

from fleet import LAB

# What the host that asks gets: 'open', 'refused' by a host that has nobody there, or 'silent'.
ASK = """
import socket, sys
kind, address, port = sys.argv[1:]
family, _type, _protocol, _name, target = socket.getaddrinfo(address, int(port))[0]
with socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM) as asking:
    asking.settimeout(1.5)
    try:
        asking.connect(target)
        if kind == "udp":
            asking.send(b"?")
            asking.recv(4)
        print("open")
    except ConnectionRefusedError:
        print("refused")
    except TimeoutError:
        print("silent")
"""


def inside(name, *words):
    """What a command prints in the host I(name), past its network."""
    return podman("exec", f"golive-{LAB}-{name}", *words).strip()


def ask(asker, address, port, kind="tcp"):
    """What I(asker), a host, gets when it asks for a port."""
    return inside(asker, "python3", "-c", ASK, kind, address, str(port))


def of_link(name):
    """The host's IPv6 address of the link, for its neighbours."""
    return inside(name, "ip", "-6", "-oneline", "address", "show", "dev", "eth0", "scope", "link").split()[3].split("/")[0] + "%eth0"


def greets(address):
    """Whether SSH at I(address) answers a new connection of the controller."""
    try:
        with socket.create_connection((address, 22), timeout=1) as connection:
            connection.settimeout(1)
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


@contextlib.contextmanager
def watched(address):
    """What greets I(address) meanwhile, as a list of booleans that grows."""
    seen, ended = [], threading.Event()

    def look():
        while not ended.is_set():
            seen.append(greets(address))
            ended.wait(0.5)

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield seen
    finally:
        ended.set()
        watching.join()


def restart(name, address):
    """Ends the host I(name) and starts it, with a new network; returns when its SSH answers."""
    podman("restart", "--time", "20", f"golive-{LAB}-{name}")
    deadline = time.monotonic() + 60
    while not greets(address):
        assert time.monotonic() < deadline, "it did not come back"
        time.sleep(0.2)
