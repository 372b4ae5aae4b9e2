# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The contract of the sample applications (../openapi.yaml), put to one that runs with its workers."""

from __future__ import annotations

import datetime
import re
import time

import pytest
from answers import assert_error, assert_invalid

CONFIRMED_WITHIN_SECONDS = 30
COUNTED_WITHIN_SECONDS = 5
NO_SUCH_ID = 2**31 - 1
CHECKS = {
    "database:connection": ("datastore", "ms"),
    "cache:connection": ("datastore", "ms"),
    "storage:writable": ("system", "ms"),
    "queue:depth": ("component", "jobs"),
}
STATUSES = ["1xx", "2xx", "3xx", "4xx", "5xx"]
BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, float("inf")]


# Operation


def test_liveness(anonymous):
    answer = anonymous.get("/health/live")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/health+json")
    assert answer.json()["status"] == "pass"


def test_readiness_names_the_release_and_every_check(anonymous, services):
    answer = anonymous.get("/health/ready")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("application/health+json")
    body = answer.json()
    assert body["status"] == "pass" and body["version"]
    assert body["releaseId"] == answer.headers["X-Release"]
    expected = CHECKS | {f"{name}:connection": ("component", "ms") for name in services}
    assert set(body["checks"]) == set(expected)
    for name, (kind, unit) in expected.items():
        (result,) = body["checks"][name]
        assert (result["status"], result["componentType"], result["observedUnit"]) == ("pass", kind, unit), name
        assert result["observedValue"] >= 0 and "output" not in result
        measured = datetime.datetime.fromisoformat(result["time"].replace("Z", "+00:00"))
        assert abs(datetime.datetime.now(datetime.timezone.utc) - measured) < datetime.timedelta(minutes=5)


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_what_watches_gets_nothing_that_is_stored_or_secret(anonymous, path):
    answer = anonymous.get(path)
    assert "no-store" in answer.headers["Cache-Control"].split(", ")
    assert "Set-Cookie" not in answer.headers
    assert not re.search(r"://|\d+\.\d+\.\d+\.\d+|password", answer.text), answer.text


def _metrics(client) -> dict[str, dict[tuple, float]]:
    """The samples of each metric: labels, as sorted pairs, and value."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert answer.text.endswith("\n")
    samples: dict[str, dict[tuple, float]] = {}
    for line in answer.text.splitlines():
        if not line.startswith("#"):
            name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()
            pairs = re.findall(r'(\w+)="([^"]*)"', labels or "")
            samples.setdefault(name, {})[tuple(sorted(pairs))] = float(value)
    return samples


def _requests(client) -> dict[str, float]:
    """How many were counted, by class of status."""
    return {dict(labels)["status"]: count for labels, count in _metrics(client)["http_requests_total"].items()}


def test_metrics_count_the_business(anonymous, gig):
    samples = _metrics(anonymous)
    values = {name: values[()] for name, values in samples.items() if () in values}
    assert set(values) == {"gigs_gigs_total", "gigs_orders_total", "gigs_users_total", "gigs_queue_depth"}
    assert values["gigs_gigs_total"] >= 1 and values["gigs_users_total"] >= 1
    ((info, one),) = samples["gigs_app_info"].items()
    labels = dict(info)
    assert labels.pop("release") == anonymous.get("/").headers["X-Release"]
    assert labels.pop("version") and not labels and one == 1


def test_metrics_say_their_types(anonymous):
    types = dict(re.findall(r"^# TYPE (\w+) (\w+)$", anonymous.get("/metrics").text, re.MULTILINE))
    assert types.pop("http_requests_total") == "counter"
    assert types.pop("http_request_duration_seconds") == "histogram"
    assert set(types.values()) == {"gauge"} and all(name.startswith("gigs_") for name in types)


def test_metrics_tell_how_long_answers_took(anonymous):
    anonymous.get("/")
    samples, release = _metrics(anonymous), anonymous.get("/").headers["X-Release"]
    buckets = samples["http_request_duration_seconds_bucket"]
    assert {dict(labels)["release"] for labels in buckets} == {release}
    counts = sorted((float(dict(labels)["le"]), count) for labels, count in buckets.items())
    assert [limit for limit, _count in counts] == BUCKETS
    assert [count for _limit, count in counts] == sorted(count for _limit, count in counts)
    labels = (("release", release),)
    assert samples["http_request_duration_seconds_count"] == {labels: counts[-1][1]}
    assert counts[-1][1] == sum(samples["http_requests_total"].values()) > 0
    assert samples["http_request_duration_seconds_sum"][labels] > 0


def test_requests_are_counted_over_all_processes(new_client):
    before = _requests(new_client())
    assert sorted(before) == STATUSES
    for _number in range(20):
        client = new_client()  # a connection of its own, so that another process may answer
        client.get("/api/gigs")
        client.get("/api/nothing")
    deadline = time.monotonic() + COUNTED_WITHIN_SECONDS
    while not all(_requests(new_client())[status] >= before[status] + 20 for status in ("2xx", "4xx")):
        assert time.monotonic() < deadline, "not all requests were counted"
    seen = [_requests(new_client()) for _number in range(20)]
    assert seen == sorted(seen, key=lambda counts: list(counts.values())), "a process keeps numbers of its own"
    assert sum(seen[-1].values()) - sum(before.values()) < 60, "those who watch are counted"


def test_unknown_path_is_404(anonymous):
    assert_error(anonymous.get("/api/nothing"), 404)


def test_wrong_method_is_405(anonymous):
    assert_error(anonymous.delete("/api/gigs"), 405)


def test_head_answers_like_get_without_a_body(anonymous):
    answer = anonymous.head("/")
    assert answer.status_code == 200 and answer.content == b""


# Accounts


def test_register_logs_in(new_user):
    client = new_user("Newcomer")
    assert set(client.user) == {"id", "email", "name"}
    assert client.user["email"] == client.email and client.user["name"] == "Newcomer"
    answer = client.get("/api/me")
    assert answer.status_code == 200
    assert answer.json() == client.user


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": None}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": 7}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 201}, "password"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
    ],
)
def test_register_judges_each_field(anonymous, change, field):
    body = {"email": "someone@example.test", "password": "long enough", "name": "Someone"} | change
    assert_invalid(anonymous.post("/api/register", json=body), field)


def test_register_names_all_missing_fields(anonymous):
    assert_invalid(anonymous.post("/api/register", json={}), "email", "password", "name")


def test_email_is_registered_once_whatever_its_case(anonymous, buyer):
    body = {"email": buyer.email.upper(), "password": "long enough", "name": "Twin"}
    assert_invalid(anonymous.post("/api/register", json=body), "email")


def test_login(anonymous, buyer):
    answer = anonymous.post("/api/login", json={"email": buyer.email, "password": buyer.password})
    assert answer.status_code == 200
    assert answer.json() == buyer.user
    assert anonymous.get("/api/me").json() == buyer.user


def test_login_with_a_wrong_password_is_401(anonymous, buyer):
    assert_error(anonymous.post("/api/login", json={"email": buyer.email, "password": "not this one"}), 401)
    assert_error(anonymous.get("/api/me"), 401)


def test_login_of_nobody_is_401(anonymous):
    assert_error(anonymous.post("/api/login", json={"email": "no@example.test", "password": "not this one"}), 401)


def test_login_names_all_missing_fields(anonymous):
    assert_invalid(anonymous.post("/api/login", json={}), "email", "password")


# What holds for every JSON body


@pytest.mark.parametrize("path", ["/api/register", "/api/login", "/api/gigs"])
@pytest.mark.parametrize("body", ["", "{", "[]", '"text"'])
def test_body_that_is_no_json_object_is_400(seller, path, body):
    assert_error(seller.post(path, data=body, headers={"Content-Type": "application/json"}), 400)


@pytest.mark.parametrize("path", ["/api/register", "/api/login", "/api/gigs"])
def test_json_above_128_kilobytes_is_413(seller, path):
    assert_error(seller.post(path, json={"title": "x" * 128 * 1024}), 413)


def test_letter_that_no_encoding_can_hold_is_refused(seller):
    body = '{"title": "\\ud800", "description": "Drawn", "price_cents": 4900}'
    answer = seller.post("/api/gigs", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text


# Gigs


def test_gig_is_created_and_shown(seller, anonymous, gig):
    shown = anonymous.get(f"/api/gigs/{gig['id']}")
    assert shown.status_code == 200
    assert shown.json() == {
        "id": gig["id"],
        "title": f"Logo {gig['word']}",
        "description": "Drawn by hand",
        "price_cents": 4900,
        "seller_id": seller.user["id"],
        "image": None,
    }


def test_text_is_kept_as_it_is(seller, anonymous):
    texts = {"title": "<b>Ünïcode</b> & 'quotes' \\ 🎸", "description": "50 % off; DROP TABLE gigs; --"}
    created = seller.post("/api/gigs", json=texts | {"price_cents": 1})
    assert created.status_code == 201
    shown = anonymous.get(f"/api/gigs/{created.json()['id']}").json()
    assert {name: shown[name] for name in texts} == texts


@pytest.mark.parametrize("gig_id", [NO_SUCH_ID, 0, 10**30, "abc", "-1"])
def test_unknown_gig_is_404(anonymous, gig_id):
    assert_error(anonymous.get(f"/api/gigs/{gig_id}"), 404)


def test_creating_a_gig_needs_a_session(anonymous):
    body = {"title": "Logo", "description": "Drawn", "price_cents": 4900}
    assert_error(anonymous.post("/api/gigs", json=body), 401)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": None}, "title"),
        ({"description": ""}, "description"),
        ({"description": "x" * 5001}, "description"),
        ({"price_cents": 0}, "price_cents"),
        ({"price_cents": -1}, "price_cents"),
        ({"price_cents": 100_000_001}, "price_cents"),
        ({"price_cents": 10**30}, "price_cents"),
        ({"price_cents": 1.5}, "price_cents"),
        ({"price_cents": "4900"}, "price_cents"),
        ({"price_cents": True}, "price_cents"),
    ],
)
def test_gig_is_judged_field_by_field(seller, change, field):
    body = {"title": "Logo", "description": "Drawn", "price_cents": 4900} | change
    assert_invalid(seller.post("/api/gigs", json=body), field)


def test_gig_names_all_missing_fields(seller):
    assert_invalid(seller.post("/api/gigs", json={}), "title", "description", "price_cents")


def test_list_has_the_newest_first(anonymous, gig):
    answer = anonymous.get("/api/gigs")
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"items", "total", "page"}
    assert body["page"] == 1 and body["total"] >= len(body["items"]) >= 1
    ids = [item["id"] for item in body["items"]]
    assert ids == sorted(ids, reverse=True)


def test_list_is_paged(seller, anonymous, gig):
    titles = [f"{gig['word']} number {number}" for number in range(3)]
    for title in titles:
        seller.post("/api/gigs", json={"title": title, "description": "Paged", "price_cents": 100})
    seen = []
    for page in (1, 2, 3):
        query = {"query": f"{gig['word']} number", "page": page, "per_page": 2}
        body = anonymous.get("/api/gigs", params=query).json()
        assert body["total"] == 3 and body["page"] == page
        seen.append([item["title"] for item in body["items"]])
    assert seen == [[titles[2], titles[1]], [titles[0]], []]


def test_search_ignores_case(anonymous, gig):
    body = anonymous.get("/api/gigs", params={"query": gig["word"].upper()}).json()
    assert [item["id"] for item in body["items"]] == [gig["id"]]


def test_search_looks_into_descriptions(seller, anonymous, gig):
    body = {"title": "Plain", "description": f"about {gig['word']} only", "price_cents": 100}
    created = seller.post("/api/gigs", json=body).json()
    found = anonymous.get("/api/gigs", params={"query": f"about {gig['word']}"}).json()
    assert [item["id"] for item in found["items"]] == [created["id"]]


@pytest.mark.parametrize("wildcard", ["%", "_"])
def test_search_takes_wildcards_literally(anonymous, gig, wildcard):
    body = anonymous.get("/api/gigs", params={"query": f"{gig['word'][:4]}{wildcard}{gig['word'][5:]}"}).json()
    assert body["total"] == 0 and body["items"] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "x"),
        ("page", "-1"),
        ("page", "100001"),
        ("per_page", "0"),
        ("per_page", "101"),
        ("query", "x" * 101),
    ],
)
def test_list_judges_its_parameters(anonymous, name, value):
    assert_invalid(anonymous.get("/api/gigs", params={name: value}), name)


# Orders


@pytest.fixture
def order(buyer, gig):
    answer = buyer.post(f"/api/gigs/{gig['id']}/orders", json={})
    assert answer.status_code == 201, answer.text
    assert set(answer.json()) == {"id", "status"}
    assert answer.json()["status"] == "pending"
    return answer.json()


def test_worker_confirms_an_order_and_says_which_release_did(buyer, gig, order):
    deadline = time.monotonic() + CONFIRMED_WITHIN_SECONDS
    while (shown := buyer.get(f"/api/orders/{order['id']}").json())["status"] == "pending":
        assert shown["confirmed_by_release"] is None
        assert time.monotonic() < deadline, "no worker confirmed the order"
        time.sleep(0.1)
    assert shown.pop("confirmed_by_release")
    assert shown == {"id": order["id"], "gig_id": gig["id"], "status": "confirmed"}


def test_order_without_a_body(buyer, gig):
    assert buyer.post(f"/api/gigs/{gig['id']}/orders", headers={"Content-Type": "application/json"}).status_code == 201


def test_seller_sees_the_order(seller, order):
    assert seller.get(f"/api/orders/{order['id']}").status_code == 200


def test_order_of_others_is_403(stranger, order):
    assert_error(stranger.get(f"/api/orders/{order['id']}"), 403)


def test_order_needs_a_session(anonymous, gig, order):
    assert_error(anonymous.post(f"/api/gigs/{gig['id']}/orders", json={}), 401)
    assert_error(anonymous.get(f"/api/orders/{order['id']}"), 401)


def test_order_of_an_unknown_gig_is_404(buyer):
    assert_error(buyer.post(f"/api/gigs/{NO_SUCH_ID}/orders", json={}), 404)


def test_unknown_order_is_404(buyer):
    assert_error(buyer.get(f"/api/orders/{NO_SUCH_ID}"), 404)
