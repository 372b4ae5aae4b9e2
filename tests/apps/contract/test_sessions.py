# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Sessions: their cookie, how they begin and end, and that pages of other sites get nothing done with them."""

from __future__ import annotations

import pytest
from answers import assert_error
from samples import PNG

JSON = {"Content-Type": "application/json"}


def _attributes(answer) -> dict[str, str]:
    """Those of the cookie that the answer sets, its name and value first."""
    parts = [part.strip().partition("=") for part in answer.headers["Set-Cookie"].split(";")]
    return {name if number == 0 else name.lower(): value for number, (name, _equals, value) in enumerate(parts)}


def _cookie(client) -> dict[str, str]:
    """The header of a request that has the client's session, to be sent by another client."""
    return {"Cookie": f"{client.cookie}={client.cookies[client.cookie]}"}


def test_cookie_is_out_of_reach_of_scripts_other_hosts_and_other_sites(buyer, new_client):
    client = new_client()
    answer = client.post("/api/login", json={"email": buyer.email, "password": buyer.password})
    found = _attributes(answer)
    assert len(found.pop(client.cookie)) >= 32
    assert found["path"] == "/" and found["samesite"].lower() == "lax"
    assert found["max-age"] == str(12 * 3600)
    assert set(found) - {"expires", "max-age"} == {"path", "samesite", "httponly"} | ({"secure"} if client.secure else set())


def test_who_has_not_logged_in_gets_no_cookie(anonymous, buyer):
    for answer in (
        anonymous.get("/"),
        anonymous.get("/api/gigs"),
        anonymous.get("/api/me"),
        anonymous.post("/api/login", json={"email": buyer.email, "password": "not this one"}),
        anonymous.post("/api/login", json={}),
    ):
        assert "Set-Cookie" not in answer.headers, answer.url


def test_every_login_has_a_session_of_its_own(new_client, buyer):
    client, body = new_client(), {"email": buyer.email, "password": buyer.password}
    client.post("/api/login", json=body)
    first = _cookie(client)
    client.post("/api/login", json=body)
    assert _cookie(client) != first
    assert_error(new_client().get("/api/me", headers=first), 401)


@pytest.mark.parametrize("path", ["/api/login", "/api/register"])
@pytest.mark.parametrize("planted", ["made up", "of somebody else"])
def test_session_that_was_planted_is_never_taken_over(new_client, new_user, path, planted):
    victim = new_user("Victim")
    attackers = _cookie(new_user("Attacker")) if planted == "of somebody else" else {"Cookie": f"{victim.cookie}={'a' * 40}"}
    body = {"email": victim.email, "password": victim.password}
    if path == "/api/register":
        body = {"email": f"new-{victim.email}", "password": victim.password, "name": "Victim"}
    client = new_client()
    answer = client.post(path, json=body, headers=attackers)
    assert answer.status_code in (200, 201)
    assert _cookie(client) != attackers
    assert client.get("/api/me").json()["email"] == body["email"]
    assert_error(new_client().get("/api/me", headers=attackers), 401)


def test_logout_ends_the_session_itself(new_client, new_user):
    client = new_user("Leaver")
    kept = _cookie(client)
    answer = client.post("/api/logout", json={})
    assert answer.status_code == 204 and answer.content == b""
    found = _attributes(answer)
    assert found.get("max-age") == "0" and found["path"] == "/"
    assert client.cookie not in client.cookies
    assert_error(new_client().get("/api/me", headers=kept), 401)


def test_logout_without_a_session(anonymous):
    assert anonymous.post("/api/logout", json={}).status_code == 204


def test_logout_without_a_body(new_user):
    assert new_user("Leaver").post("/api/logout", headers=JSON).status_code == 204


@pytest.mark.parametrize("value", ["", "made-up", "%00%ff", "a" * 40, "a" * 4000])
def test_made_up_session_is_401(anonymous, value):
    assert_error(anonymous.get("/api/me", headers={"Cookie": f"{anonymous.cookie}={value}"}), 401)


def test_cookie_counts_by_its_own_name_alone(new_client, buyer):
    """Over HTTPS one without the prefix could have been set by another host."""
    other = {"__Host-gigs_session": "gigs_session", "gigs_session": "__Host-gigs_session"}[buyer.cookie]
    assert_error(new_client().get("/api/me", headers={"Cookie": f"{other}={buyer.cookies[buyer.cookie]}"}), 401)


# What a page of another site could have a browser send, with the cookie: no script of it may send JSON without asking first.
FORMS = [None, "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "text/plain; a=/json", "text/json"]


@pytest.mark.parametrize("path", ["/api/register", "/api/login", "/api/gigs", "/api/logout", "/api/gigs/{id}/orders"])
@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("body", ["", "{}"])
def test_body_of_another_type_is_415(seller, gig, path, kind, body):
    assert_error(seller.post(path.format(id=gig["id"]), data=body, headers={"Content-Type": kind} if kind else {}), 415)
    assert seller.get("/api/me").status_code == 200


@pytest.mark.parametrize(
    "source",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "{scheme}://{host}.evil.example"},
        {"Origin": "{scheme}://evil.{host}"},
        {"Origin": "{scheme}://{host}:8443"},
        {"Origin": "{other}://{host}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "{scheme}://{host}", "Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
def test_what_another_site_sends_is_403(seller, anonymous, gig, source):
    values = {"scheme": seller.scheme, "other": {"http": "https", "https": "http"}[seller.scheme], "host": seller.host}
    headers = {name: value.format(**values) for name, value in source.items()}
    assert_error(seller.post(f"/api/gigs/{gig['id']}/image", files={"image": PNG}, headers=headers), 403)
    assert_error(anonymous.get(f"/api/gigs/{gig['id']}/image"), 404)
    assert_error(seller.post("/api/logout", json={}, headers=headers), 403)
    assert seller.get("/api/me", headers=headers).status_code == 200


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_what_its_own_page_sends_is_done(seller, gig, site):
    headers = {"Origin": f"{seller.scheme}://{seller.host}", "Sec-Fetch-Site": site}
    assert seller.post(f"/api/gigs/{gig['id']}/image", files={"image": PNG}, headers=headers).status_code == 201
