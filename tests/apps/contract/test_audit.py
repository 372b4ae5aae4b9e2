# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Events of security in the application's log: lines of JSON with the key `audit`."""

from __future__ import annotations

import datetime
import ipaddress
import json
import re
import secrets
import subprocess
import time

import pytest
from samples import PNG

LOGGED_WITHIN_SECONDS = 5
KEYS = {"time", "audit", "user", "remote_addr", "request_id"}


@pytest.fixture(scope="module")
def log(request):
    command = request.config.getoption("--log-command")
    if not command:
        pytest.skip("the log is read by --log-command")
    # Bytes that are no text would be the tests' to find.
    return lambda: subprocess.run(command, shell=True, check=True, capture_output=True).stdout.decode("utf-8")


@pytest.fixture
def events(log):
    """What was written since the test began, once there are as many events as asked for."""
    before = set(log().splitlines())

    def since(count: int) -> list[dict]:
        deadline = time.monotonic() + LOGGED_WITHIN_SECONDS
        while True:
            new = [line for line in log().splitlines() if line not in before]
            lines = [json.loads(line) for line in new if line.startswith("{") and '"audit"' in line]
            if len(lines) >= count:
                break
            assert time.monotonic() < deadline, f"only {lines}"
            time.sleep(0.1)
        assert len(lines) == count, lines
        for line in lines:
            assert set(line) == KEYS
            ipaddress.ip_address(line["remote_addr"])
            assert re.fullmatch(r"[0-9a-f]{32}", line["request_id"])
            written = datetime.datetime.fromisoformat(line["time"].replace("Z", "+00:00"))
            assert abs(datetime.datetime.now(datetime.timezone.utc) - written) < datetime.timedelta(minutes=5)
        assert len({line["request_id"] for line in lines}) == count
        return lines

    return since


def test_account_from_its_registration_to_the_logout(events, new_user):
    client = new_user("Watched")
    client.post("/api/logout", json={})
    client.post("/api/logout", json={})  # nobody's
    client.post("/api/login", json={"email": client.email, "password": client.password})
    found = [(event["audit"], event["user"]) for event in events(3)]
    assert found == [(name, client.user["id"]) for name in ("registered", "logout", "login.succeeded")]


@pytest.mark.parametrize(
    ("email", "written"),
    [
        ("nobody@example.test", "nobody@example.test"),
        ("x\n{\"audit\": \"login.succeeded\"}\r\x1b[2J\x7f\u2028@example.test", "x\n{\"audit\": \"login.succeeded\"}\r\x1b[2J\x7f\u2028@example.test"),
        ("🎸" * 254, "🎸" * 254),
    ],
    ids=["plain", "control characters", "long"],
)
def test_failed_login_says_who_was_tried(events, log, anonymous, email, written):
    assert anonymous.post("/api/login", json={"email": email, "password": "not this one"}).status_code == 401
    (event,) = events(1)
    assert (event["audit"], event["user"]) == ("login.failed", written)
    line = next(line for line in log().split("\n")[::-1] if event["request_id"] in line)
    assert re.fullmatch(r"[\x20-\x7e]+", line) and len(line) < 4096, "another line could come between, or a terminal obey it"


def test_email_address_that_is_too_long_is_cut(events, anonymous):
    status = anonymous.post("/api/login", json={"email": "x" * 1000, "password": "not this one"}).status_code
    assert status in (401, 422)
    assert [event["user"] for event in events(1 if status == 401 else 0)] == ["x" * 254] * (status == 401)


def test_denied_access_says_whose(events, buyer, gig):
    assert buyer.post(f"/api/gigs/{gig['id']}/image", files={"image": PNG}).status_code == 403
    assert buyer.post("/api/logout", json={}, headers={"Origin": "https://evil.example"}).status_code == 403
    found = [(event["audit"], event["user"]) for event in events(2)]
    assert found == [("access.denied", buyer.user["id"]), ("access.denied", None)]


def test_refused_upload_says_whose(events, seller, gig):
    assert seller.post(f"/api/gigs/{gig['id']}/image", files={"image": b"<?php"}).status_code == 415
    assert seller.post(f"/api/gigs/{gig['id']}/image", files={"image": PNG + b"\0" * 6_000_000}).status_code == 413
    assert [(event["audit"], event["user"]) for event in events(2)] == [("upload.refused", seller.user["id"])] * 2


def test_address_is_the_web_servers_word(events, anonymous):
    forged = {"X-Forwarded-For": "192.0.2.66", "Forwarded": "for=192.0.2.66", "X-Real-IP": "192.0.2.66", "X-Request-ID": "mine"}
    anonymous.post("/api/login", json={"email": "nobody@example.test", "password": "not this one"}, headers=forged)
    (event,) = events(1)
    assert event["remote_addr"] != "192.0.2.66"


def test_no_password_and_no_session_is_ever_logged(log, new_client, new_user):
    client, wrong = new_user("Secretive"), secrets.token_urlsafe(12)
    new_client().post("/api/login", json={"email": client.email, "password": wrong})
    new_client().post("/api/login", json={"email": client.email, "password": [wrong]})
    client.post("/api/login", json={"email": client.email, "password": client.password})
    session = client.cookies[client.cookie]
    client.post("/api/logout", json={})
    time.sleep(0.5)
    found = log()
    assert not [secret for secret in (wrong, client.password, session) if secret in found]
