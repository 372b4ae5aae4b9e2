# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import struct
import threading

import pytest
from ansible_collections.golive.web.plugins.module_utils import _health
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probe_types import dns
from ansible_collections.golive.web.plugins.module_utils._probes import connect
from probes import given, probe, probe_all


@pytest.mark.parametrize(
    ("answers", "reason"),
    [([], ""), (["192.0.2.10"], ""), (["192.0.2.10", "2001:DB8:0::1"], ""), (["192.0.2.11"], "value"), (["192.0.2.10", "192.0.2.11"], "value")],
)
def test_all_that_is_wanted_has_to_be_among_the_answers(monkeypatch, answers, reason):
    async def addresses(_host):
        return ["192.0.2.10", "2001:db8::1"]

    monkeypatch.setattr(connect, "addresses", addresses)
    result = probe(type="dns", host="app.test", answers=answers)
    assert (result["reason"], result["value"]) == (reason, ["192.0.2.10", "2001:db8::1"])


def test_a_name_that_does_not_resolve_fails(monkeypatch):
    def fails(*_arguments):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    assert probe(type="dns", host="app.test")["reason"] == "dns"


@pytest.fixture
def nameserver():
    """Answers for any name with one address, but for C(none.test), of which there is none, and C(mute.test). C(port) is where."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                data, peer = listener.recvfrom(4096)
            except OSError:
                return
            if b"mute" in data:
                continue
            question = data[12 : data.index(b"\0", 12) + 5]
            is_known = b"none" not in data
            head = data[:2] + struct.pack(">HHHHH", 0x8180 if is_known else 0x8183, 1, int(is_known), 0, 0)
            answer = b"\xc0\x0c" + struct.pack(">HHIH4B", 1, 1, 60, 4, 192, 0, 2, 10) if is_known else b""
            listener.sendto(head + question + answer, peer)

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


@pytest.mark.parametrize(("host", "reason"), [("app.test", ""), ("none.test", "dns"), ("mute.test", "timeout")])
def test_a_server_that_is_named_is_asked(nameserver, host, reason):
    result = probe(type="dns", host=host, nameserver="127.0.0.1", port=nameserver, answers=["192.0.2.10"], timeout=0.3)
    assert result["reason"] == reason, result["message"]


def test_the_library_for_it_is_named_where_it_lacks(monkeypatch):
    monkeypatch.setattr(dns, "dns", None)
    options = _health.prepared([given(type="dns", host="app.test", record="A")])
    assert _health.lacking(options) == "dnspython"


@pytest.mark.parametrize("options", [{"host": ""}, {"nameserver": "ns.test"}, {"url": "http://x/"}])
def test_what_makes_no_sense_is_refused(options):
    with pytest.raises(GoliveError, match="probe 'probe'"):
        probe_all([given(**{"type": "dns", "host": "app.test", **options})])
