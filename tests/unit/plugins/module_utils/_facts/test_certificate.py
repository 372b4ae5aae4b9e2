# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
import os
import pty
import select
import shutil
import signal

import certificates
import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts import certificate
from ansible_collections.golive.web.plugins.module_utils._probes import tls
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="there is no openssl here")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return certificates.Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def made(authority):
    """The file of a certificate and its key."""

    def make(**given):
        before = set(authority.file.parent.iterdir())
        authority.context(**given)
        (path,) = set(authority.file.parent.iterdir()) - before
        return str(path)

    return make


def test_a_certificate_is_read_behind_its_key(made):
    found = certificate.read({}, made(ends=30))
    assert (found["names"], found["key"], found["signature"]) == (["app.test"], "EC", "sha256")
    assert tls.days_left(found, found["now"]) == pytest.approx(30, abs=0.1)


def test_how_strong_it_is_is_known(made):
    assert certificate.read({}, made(bits=1024))["key_bits"] == 1024


def test_what_is_none_is_told(tmp_path):
    (tmp_path / "a").write_text("no")
    trouble = checks.trouble(certificate.read, {}, str(tmp_path / "a"))
    assert (trouble.outcome, trouble.reason) == ("fail", "type")
    assert checks.trouble(certificate.read, {}, str(tmp_path / "b")).reason == "missing"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary() | st.binary().map(lambda data: b"-----BEGIN CERTIFICATE-----\n" + data + b"\n-----END CERTIFICATE-----\n"))
def test_whatever_the_file_holds_it_is_told(tmp_path, data):
    (tmp_path / "a").write_bytes(data)
    assert checks.trouble(certificate.read, {}, str(tmp_path / "a")).reason == "type"


def test_without_the_library_it_is_named(made, monkeypatch):
    path = made()
    monkeypatch.setattr(tls, "x509", None)
    trouble = checks.trouble(certificate.read, {}, path)
    assert (trouble.outcome, trouble.reason) == ("error", "tool") and "python3-cryptography" in trouble.message


def test_a_key_is_that_of_its_certificate_or_not(made):
    one, other = made(), made()
    assert certificate.key_trouble({}, one, one) == ("", "")
    assert certificate.key_trouble({}, one, other) == ("conflict", f"{other} is not the key of {one}")


def test_one_that_is_weak_has_its_key(made):
    weak = made(bits=1024)
    assert certificate.key_trouble({}, weak, weak) == ("", "")


@pytest.fixture
def locked(tmp_path):
    """The file of a key with a password."""
    key, path = ec.generate_private_key(ec.SECP256R1()), tmp_path / "locked"
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"secret")))
    return str(path)


def test_a_key_with_a_password_and_what_is_none_can_not_be_used(made, locked, tmp_path):
    (tmp_path / "none").write_text("no")
    for path in (locked, str(tmp_path / "none")):
        assert certificate.key_trouble({}, made(), path)[0] == "type"
    assert checks.trouble(certificate.key_trouble, {}, made(), str(tmp_path / "gone")).reason == "missing"


def test_nobody_is_asked_for_a_password_at_a_terminal(made, locked):
    path = made()
    child, terminal = pty.fork()
    if not child:
        os._exit(0 if certificate.key_trouble({}, path, locked)[0] == "type" else 1)
    end = os.pidfd_open(child)
    try:
        assert select.select([end], [], [], 10)[0], "it waits for somebody"
    finally:
        os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.close(end)
        os.close(terminal)
    assert code == 0


@needs_openssl
@pytest.mark.parametrize("given, reason", [
    ({}, ""), ({"ends": 0}, "certificate_expired"), ({"begins": 1}, "certificate_future"), ({"bits": 1024}, "certificate_weak"),
    ({"signed_by_itself": True}, "certificate_untrusted"),
])  # fmt: skip
def test_a_chain_leads_to_the_authority_or_says_why_not(made, authority, given, reason):
    assert certificate.chain_trouble({}, made(**given), str(authority.file))[0] == reason


@needs_openssl
def test_another_authority_and_those_of_the_system_are_none(made, tmp_path):
    other = certificates.Authority(tmp_path)
    reason, words = certificate.chain_trouble({}, made(), str(other.file))
    assert reason == "certificate_untrusted" and words.endswith("(certificate 0 of the chain)")
    (tmp_path / "empty").write_text("no")
    assert checks.trouble(certificate.chain_trouble, {}, made(), str(tmp_path / "empty")).reason == "tool"


def test_the_time_of_reading_comes_along(made):
    assert abs(certificate.read({}, made())["now"] - datetime.datetime.now().timestamp()) < 60
