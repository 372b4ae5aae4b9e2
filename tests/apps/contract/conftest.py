# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the application under test answers, and its users."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

import pytest
import requests

TIMEOUT_SECONDS = 10


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("contract")
    group.addoption("--base-url", help="where the application answers, e.g. http://192.0.2.10")
    group.addoption("--host", help="the Host header, where it is not the URL's")
    group.addoption("--expect-release", help="the release id that must answer")
    group.addoption("--ca", help="the certificate of the authority, where the application is asked over HTTPS")
    group.addoption("--browser", help="Chromium's program, for the tests of the page in a browser")
    group.addoption("--log-command", help="a command that prints the application's log, for the tests of its audit events")
    group.addoption("--service", action="append", default=[], help="a service of others that readiness asks, by name; may be repeated")


class _ByName(requests.adapters.HTTPAdapter):
    """Asks an address for the certificate of a name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__()

    def init_poolmanager(self, *args, **options):
        super().init_poolmanager(*args, server_hostname=self.name, assert_hostname=self.name, **options)


class Client(requests.Session):
    """One user's connection: paths instead of URLs, the Host header, and no answer of the application without its release."""

    def __init__(self, base_url: str, host: str | None, release: str | None, authority: str | None) -> None:
        super().__init__()
        self.base_url, self.release = base_url.rstrip("/"), release
        self.scheme, address = urlsplit(self.base_url)[:2]
        self.host = host or address
        self.secure = self.scheme == "https"
        self.cookie = "__Host-gigs_session" if self.secure else "gigs_session"
        self.headers["Host"] = self.host
        self.mount("https://", _ByName(self.host.partition(":")[0]))
        self.authority = authority

    def request(self, method, path, *args, file=False, **kwargs):
        kwargs.setdefault("timeout", TIMEOUT_SECONDS)
        kwargs.setdefault("allow_redirects", False)
        kwargs["verify"] = self.authority or True  # not as the session's, over which the environment's authorities would win
        answer = super().request(method, self.base_url + path, *args, **kwargs)
        if not file:
            assert answer.headers.get("X-Release"), f"{method} {path}: answer {answer.status_code} names no release"
            if self.release:
                assert answer.headers["X-Release"] == self.release
        return answer


@pytest.fixture(scope="session")
def new_client(request):
    """Makes clients that have no session."""
    base_url = request.config.getoption("--base-url")
    if not base_url:
        raise pytest.UsageError("the contract tests need --base-url")
    options = [request.config.getoption(name) for name in ("--host", "--expect-release", "--ca")]
    return lambda: Client(base_url, *options)


@pytest.fixture(scope="session")
def services(request):
    return request.config.getoption("--service")


@pytest.fixture(scope="session")
def new_user(new_client):
    """Makes clients that are logged in as a user of their own."""

    def make(name: str) -> Client:
        client = new_client()
        client.email = f"{name}-{secrets.token_hex(6)}@example.test"
        client.password = secrets.token_urlsafe(12)
        answer = client.post("/api/register", json={"email": client.email, "password": client.password, "name": name})
        assert answer.status_code == 201, answer.text
        client.user = answer.json()
        return client

    return make


@pytest.fixture
def anonymous(new_client):
    return new_client()


@pytest.fixture(scope="session")
def seller(new_user):
    return new_user("Seller")


@pytest.fixture(scope="session")
def buyer(new_user):
    return new_user("Buyer")


@pytest.fixture(scope="session")
def stranger(new_user):
    return new_user("Stranger")


@pytest.fixture
def gig(seller):
    """A gig that the seller offers, with a word in its title that no other has."""
    word = secrets.token_hex(8)
    answer = seller.post(
        "/api/gigs", json={"title": f"Logo {word}", "description": "Drawn by hand", "price_cents": 4900}
    )
    assert answer.status_code == 201, answer.text
    return answer.json() | {"word": word}
