# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Probes for tests: options as Ansible gives them, and servers on loopback that answer as a test says."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading

from ansible_collections.golive.web.plugins.module_utils import _health
from ansible_collections.golive.web.plugins.module_utils._probes.options import COMMON, SOME

_UNSET = {name: spec.get("default") for name, spec in {**COMMON, **SOME}.items()}


def given(**options):
    """The options of a probe as Ansible hands them over: all that there are, those that were not given without a value."""
    return {**_UNSET, "name": "probe", "jitter": 0.0, "interval": 0.0, **options}


def prepared(**options):
    """The options of one probe, checked."""
    return _health.prepared([given(**options)])[0]


def outcome(**options):
    """(status, reason, message) of one probe."""
    result = probe(**options)
    return result["status"], result["reason"], result["message"]


def probe(seconds=60.0, **options):
    """The result of one probe with I(options)."""
    return probe_all([options], seconds)["probes"][0]


def probe_all(probes, seconds=5.0, slots=100, renderings=()):
    """What the module returns for I(probes)."""
    checked = _health.prepared([given(**options) for options in probes])
    assert _health.lacking(checked) is None
    return _health.run(checked, seconds, slots, renderings)


@contextlib.contextmanager
def server(*scripts, context=None, family=socket.AF_INET, address=("127.0.0.1", 0)):
    """A server whose connection number n is treated by script n, the last one for all that follow; gives its address.

    A script is bytes that are sent once the peer has said something, or a function of the connection. With I(context) it speaks TLS.
    """
    listener = socket.socket(family)
    listener.bind(address)
    listener.listen(100)
    over = threading.Event()

    def treat(connection, script):
        # What the peer does, and that it breaks off, is no concern of the server.
        with contextlib.suppress(OSError, ValueError), connection:
            secured = context.wrap_socket(connection, server_side=True) if context else connection
            with secured:
                if callable(script):
                    script(secured)
                else:
                    secured.recv(65536)
                    secured.sendall(script)

    def accept():
        number = 0
        while not over.is_set():
            try:
                connection, _peer = listener.accept()
            except OSError:
                return
            connection.settimeout(10)
            threading.Thread(target=treat, args=(connection, scripts[min(number, len(scripts) - 1)]), daemon=True).start()
            number += 1

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()
    finally:
        over.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@contextlib.contextmanager
def name_server(answers, address=("127.0.0.1", 0)):
    """A server that sends what I(answers), a function, makes of each datagram; gives its address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(address)

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    asked, whom = listening.recvfrom(4096)
                    if not asked:
                        return
                    for answer in answers(asked):
                        listening.sendto(answer, whom)

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listening.getsockname()
        finally:
            # Wakes it, with nothing.
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)


def reply(asked, records=b"", count=0, flags=0x8180):
    """What a name server says to the question I(asked) (RFC 1035, section 4.1): I(count) I(records)."""
    return asked[:2] + struct.pack(">HHHHH", flags, 1, count, 0, 0) + asked[12:] + records


def page(body=b"", status=200, **headers):
    """The bytes of an answer over HTTP."""
    fields = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} x\r\nContent-Length: {len(body)}\r\n{fields}\r\n".encode() + body
