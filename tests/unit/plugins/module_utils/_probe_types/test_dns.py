# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import struct

import pytest
from ansible_collections.golive.web.plugins.module_utils import _health
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probe_types import dns
from ansible_collections.golive.web.plugins.module_utils._probes import connect
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from probes import given, name_server, probe, probe_all, reply


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

    def answers(asked):
        if b"none" in asked:
            yield reply(asked, flags=0x8183)
        elif b"mute" not in asked:
            yield reply(asked, b"\xc0\x0c" + struct.pack(">HHIH4B", 1, 1, 60, 4, 192, 0, 2, 10), 1)

    with name_server(answers) as (_host, port):
        yield port


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


def said(answers, seconds):
    """The result of a probe where a server says these."""
    with name_server(answers) as (host, port):
        return probe(type="dns", host="app.test", record="TXT", nameserver=host, port=port, timeout=seconds)


@settings(max_examples=40, deadline=None)
@examples(st.integers(0, 65535), st.integers(0, 3), st.binary(max_size=120))
def test_whatever_a_server_says_is_records_or_a_known_reason(flags, count, records):
    result = said(lambda asked: [reply(asked, records, count, flags | 0x8000)], 0.05)
    assert result["reason"] in ("", "dns", "timeout"), result["message"]


@settings(max_examples=20, deadline=None)
@examples(st.text("abc 1.", min_size=1, max_size=99))
def test_a_text_comes_back(text):
    record = b"\xc0\x0c" + struct.pack(">HHIHB", 16, 1, 1, len(text) + 1, len(text)) + text.encode()
    assert said(lambda asked: [reply(asked, record, 1)], 5)["value"] == [text.rstrip(".")]


@examples(st.text())
def test_an_answer_has_one_plain_form(text):
    assert dns._plain(dns._plain(text)) == dns._plain(text)
