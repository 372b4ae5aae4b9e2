# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import http.client
import socket
import urllib.error

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.plugin_utils import _delivery
from hypothesis import given
from hypothesis import strategies as st
from webhooks import Receiver, certificate

SECRET = "hunter2"


class Clock:
    """Stands still but while somebody sleeps; C(slept) has how long."""

    def __init__(self):
        self.now, self.slept = 0.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(pem, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    return pem


def post(url, body='{"text": "hello"}', clock=None, **more):
    clock = clock or Clock()
    return _delivery.post(_delivery.address(url, "rollout_webhook"), body, "application/json", clock=clock, sleep=clock.sleep, **more)


def test_a_text_arrives_by_tls(trusted):
    with Receiver(certificate=trusted) as receiver:
        assert post(receiver.url()) == ""
    assert receiver.bodies == ['{"text": "hello"}']
    assert receiver.paths == ["/services/T000/hunter2"]
    assert receiver.headers[0]["Content-Type"] == "application/json"


def test_a_server_in_trouble_is_asked_again_after_growing_pauses(trusted):
    clock = Clock()
    with Receiver([(503, {}), (500, {}), (429, {}), (200, {})], trusted) as receiver:
        assert post(receiver.url(), clock=clock) == ""
    assert len(receiver.bodies) == 4
    assert clock.slept == [0.5, 1, 2]


def test_a_server_that_says_when_is_asked_then(trusted):
    clock = Clock()
    with Receiver([(429, {"Retry-After": "4"}), (200, {})], trusted) as receiver:
        assert post(receiver.url(), clock=clock) == ""
    assert clock.slept == [4]


@pytest.mark.parametrize("after", ["3600", "-1", "soon", "9" * 5000, "\N{SUPERSCRIPT TWO}"])
def test_nobody_waits_for_longer_than_some_seconds(trusted, after):
    clock = Clock()
    with Receiver([(503, {"Retry-After": after})], trusted) as receiver:
        assert post(receiver.url(), clock=clock) == "localhost answered 503"
    assert sum(clock.slept) <= 12


@pytest.mark.parametrize("status", [400, 403, 404, 410, 301, 302, 307])
def test_a_refusal_is_final_and_nobody_is_sent_elsewhere(trusted, status):
    with Receiver(certificate=trusted) as other, Receiver([(status, {"Location": other.url()})], trusted) as receiver:
        assert post(receiver.url()) == f"localhost answered {status}"
    assert (len(receiver.bodies), other.bodies) == (1, [])


def test_a_certificate_that_nobody_vouches_for_gets_nothing(pem, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with Receiver(certificate=pem) as receiver:
        assert post(receiver.url()) == "the certificate of localhost is not trusted: self-signed certificate"
    assert receiver.bodies == []


def test_a_certificate_of_another_name_gets_nothing(trusted):
    with Receiver(certificate=trusted) as receiver:
        wrong = post(receiver.url("127.0.0.1"))
    assert wrong.startswith("the certificate of 127.0.0.1 is not trusted: IP address mismatch")
    assert receiver.bodies == []


def test_nobody_there_is_said_and_tried_again():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"https://localhost:{unused.getsockname()[1]}/{SECRET}"
    clock = Clock()
    assert post(url, clock=clock) == "localhost could not be asked (Connection refused)"
    assert clock.slept == [0.5, 1, 2, 4]


def test_who_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(_delivery, "_TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(_delivery, "_PATIENCE_SECONDS", 0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert post(f"https://localhost:{silent.getsockname()[1]}/{SECRET}") == "localhost could not be asked (no answer in time)"


@pytest.mark.parametrize(
    "error",
    [
        http.client.InvalidURL(f"URL can't contain control characters. '/{SECRET}'"),
        http.client.BadStatusLine(SECRET),
        ValueError(f"unknown url type: {SECRET}"),
        urllib.error.URLError(f"unknown url type: {SECRET}"),
        urllib.error.URLError(OSError(f"Tunnel connection failed: {SECRET}")),
        urllib.error.URLError(TimeoutError(SECRET)),
        _delivery.urls.ConnectionError(SECRET),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_error_has_more_of_the_address_than_the_host(error):
    def fail(*_args, **_more):
        raise error

    wrong = post(f"https://user:{SECRET}@hooks.example.com/{SECRET}?{SECRET}", open_url=fail)
    assert wrong.startswith("hooks.example.com could not be asked (")
    assert SECRET not in wrong


@pytest.mark.parametrize(
    "url",
    [
        f"http://hooks.example.com/{SECRET}", f"http://10.0.0.1/{SECRET}", f"http://localhost.example.com/{SECRET}", f"file:///{SECRET}", SECRET, "https://",
        f"ftp://a/{SECRET}", f"https:///{SECRET}", f"https://a:{SECRET}/", f"https://a/{SECRET} b", f"https://a/{SECRET}\n", f"https://[{SECRET}",
        f"https://a/\N{SNOWMAN}{SECRET}",
    ],
)  # fmt: skip
def test_an_address_that_can_not_be_trusted_is_refused_without_showing_it(url):
    with pytest.raises(GoliveError) as refusal:
        _delivery.address(url, "rollout_webhook")
    assert str(refusal.value).startswith("rollout_webhook ")
    assert SECRET not in str(refusal.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
def test_without_tls_only_this_machine_is_told_and_no_proxy(host):
    seen = []
    answer = type("Answer", (), {"close": lambda self: None})()
    assert post(f"http://{host}:8080/x", open_url=lambda url, **options: seen.append(options) or answer) == ""
    assert seen[0]["use_proxy"] is False and seen[0].get("validate_certs", True)


def test_others_are_asked_by_way_of_the_proxy():
    seen = []
    answer = type("Answer", (), {"close": lambda self: None})()
    post("https://hooks.example.com/x", open_url=lambda url, **options: seen.append(options) or answer)
    assert seen[0]["use_proxy"] is True


@given(st.text())
def test_any_address_is_taken_or_refused_in_a_sentence(url):
    try:
        assert _delivery.address(f"https://{url}", "rollout_webhook").host
    except GoliveError as refusal:
        assert str(refusal) == "rollout_webhook is no address that begins with https://. The rollout is not affected; correct the variable."
