# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import ssl
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._probes import tls
from certificates import Authority
from probes import page, probe, server


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("certificates"))


def ask(authority, context, kind="tls", **options):
    """The result of a probe of a server that has what I(context) says, at the name app.test."""
    with server(page(b"yes"), context=context) as (host, port):
        where = {"url": "https://app.test/"} if kind == "http" else {"host": "app.test"}
        return probe(type=kind, address=host, port=port, **{"ca_file": str(authority.file), **where, **options})


@pytest.mark.parametrize("kind", ["tls", "http", "tcp"])
def test_a_good_certificate_passes_with_its_facts(authority, kind):
    result = ask(authority, authority.context(ends=90), kind, **({"tls": True} if kind == "tcp" else {}))
    assert (result["status"], result["reason"]) == ("pass", ""), result["message"]
    assert (result["tls"]["version"], result["tls"]["names"], result["tls"]["key"], result["tls"]["signature"]) == ("TLSv1.3", ["app.test"], "EC", "sha256")
    assert 89 < tls.days_left(result["tls"], time.time()) < 91
    assert result["phases"]["tls"]["p50"] > 0


@pytest.mark.parametrize("kind", ["tls", "http"])
@pytest.mark.parametrize(
    ("certificate", "options", "reason"),
    [
        ({"ends": -0.1, "begins": -10}, {}, "certificate_expired"),
        ({"begins": 2}, {}, "certificate_future"),
        ({"name": "other.test"}, {}, "certificate_name"),
        ({"signed_by_itself": True}, {}, "certificate_untrusted"),
        ({}, {"ca_file": ""}, "certificate_untrusted"),
        ({"bits": 1024}, {}, "certificate_weak"),
        ({"ends": 20}, {"min_days": 21}, "certificate_expires"),
        ({"version": ssl.TLSVersion.TLSv1_2}, {"min_tls_version": "TLSv1.3"}, "tls_version"),
    ],
)
def test_a_bad_certificate_has_its_reason_and_its_facts_all_the_same(authority, kind, certificate, options, reason):
    result = ask(authority, authority.context(**certificate), kind, **options)
    assert (result["status"], result["reason"]) == ("fail", reason), result["message"]
    assert result["tls"]["names"] == [certificate.get("name", "app.test")]
    assert "not_after" in result["tls"]


def test_a_version_that_this_host_speaks_no_more_says_so(authority):
    result = ask(authority, authority.context(version=ssl.TLSVersion.TLSv1_1))
    assert (result["status"], result["reason"]) == ("fail", "tls_version"), result["message"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("[SSL] legacy sigalg disallowed or unsupported (_ssl.c:992)", "tls_version"),
        ("[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version (_ssl.c:1000)", "tls_version"),
        ("[SSL] no shared cipher (_ssl.c:992)", "tls"),
    ],
)
def test_a_reason_that_python_has_no_name_for_is_known_by_its_words(words, reason):
    error = ssl.SSLError(1, words)
    error.reason = None
    assert tls.explained(error)[0] == reason


@pytest.mark.parametrize(("signature", "passed"), [("sha1", False), ("md5", False), ("sha256", True)])
def test_a_weak_signature_is_found(signature, passed):
    known = {"version": "TLSv1.3", "signature": signature}
    assert [(one.reason, one.passed) for one in tls.assertions(known, "", 0, 0)] == [("certificate_weak", passed)]


def test_a_weak_key_that_is_not_to_be_verified_is_found_all_the_same(authority):
    assert ask(authority, authority.context(bits=1024), verify=False)["reason"] == "certificate_weak"


def test_what_is_not_to_be_verified_may_be_for_another_name_but_not_too_old(authority):
    assert ask(authority, authority.context(name="other.test"), verify=False)["status"] == "pass"
    assert ask(authority, authority.context(begins=-9, ends=-1), verify=False)["reason"] == "certificate_expires"


def test_the_name_in_the_certificate_may_be_another_than_the_one_that_is_asked_for(authority):
    assert ask(authority, authority.context(name="other.test"), server_name="other.test")["status"] == "pass"


def test_a_server_that_speaks_no_tls_says_so(authority):
    result = ask(authority, None)
    assert (result["status"], result["reason"]) == ("fail", "tls")


def test_a_name_that_tls_can_not_ask_for_says_so(authority):
    result = ask(authority, authority.context(), server_name=".app.test")
    assert (result["status"], result["reason"]) == ("fail", "tls")


@pytest.mark.parametrize("error", [ValueError("version 5"), KeyError("1.2.3.4")])
def test_a_certificate_that_the_library_stumbles_over_ends_nothing(authority, monkeypatch, error):
    def stumbles(_data):
        raise error

    monkeypatch.setattr(tls.x509, "load_der_x509_certificate", stumbles)
    result = ask(authority, authority.context())
    assert (result["status"], result["tls"]["version"]) == ("pass", "TLSv1.3")


def test_connections_of_the_like_share_what_takes_time_to_read(authority):
    one, other = (tls.Wanted(str(authority.file)) for _number in range(2))
    assert one.context is other.context and one.context is not tls.Wanted(str(authority.file), verify=False).context


def test_a_handshake_that_stalls_holds_nobody(authority):
    with server(lambda connection: time.sleep(5)) as (host, port):
        began = time.monotonic()
        result = probe(type="tls", host="app.test", address=host, port=port, timeout=0.2)
        assert time.monotonic() - began < 0.3
    assert result["reason"] == "timeout"


def test_nothing_there_is_refused():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert probe(type="tls", host="127.0.0.1", port=closed.getsockname()[1])["reason"] == "refused"
