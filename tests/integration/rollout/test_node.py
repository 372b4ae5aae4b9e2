# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Node application on one host: what it does, and releases of it under load."""

from __future__ import annotations

import concurrent.futures
import hashlib
import json
import re
import time

import pytest
import requests
from fleet import HERE, ROOT, Fleet, build

APPLICATION = "gigs_node"
HOST = "trixie3"
NAME = "messages.test"
DESCRIBED = (ROOT / "tests/data_host/vars.yml", HERE / "applications.yml", HERE / "node.yml")
STREAM_SECONDS = 12
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def node():
    """The host, with the application's first release live."""
    fleet = Fleet((HOST,), DESCRIBED)
    for version, options in (("1", []), ("2", []), ("3", ["--broken", "start"])):
        build("node", "--version", version, *options)
    fleet.succeed("tests/data_host/playbook.yml")
    fleet.succeed("golive.web.provision")
    fleet.live_on(APPLICATION, 1)
    return fleet


def live(node):
    """The release that is live on the host."""
    return node.on(HOST, "sh", "-c", f"basename $(readlink -f /srv/{APPLICATION}/live)")


@pytest.fixture
def ask(node):
    """Requests as a user makes them."""

    def request(method, path, **options):
        return requests.request(method, f"http://{node.addresses[HOST]}{path}", timeout=20, headers={"Host": NAME, **options.pop("headers", {})}, **options)

    return request


def test_messages_are_kept_and_faults_are_named(ask):
    gig = time.time_ns() % 2_000_000_000 + 1
    sent = ask("POST", "/api/messages", json={"gig_id": gig, "author": "Buyer", "text": "Is it still there?"})
    assert sent.status_code == 201, sent.text
    assert ask("GET", f"/api/messages?gig_id={gig}").json() == {"items": [sent.json()]}
    wrong = ask("POST", "/api/messages", json={"gig_id": 0, "author": "", "text": "a\0b"})
    assert (wrong.status_code, sorted(wrong.json()["fields"])) == (422, ["author", "gig_id", "text"])
    assert ask("POST", "/api/messages", data="{", headers={"Content-Type": "application/json"}).status_code == 400
    assert ask("POST", "/api/messages", data="text", headers={"Content-Type": "text/plain"}).status_code == 415


def test_every_answer_names_its_release_and_readiness_asks_database_and_redis(node, ask):
    release = live(node)
    answers = {path: ask("GET", path) for path in ("/", "/health/live", "/health/ready", "/metrics", "/absent")}
    assert {path: answer.status_code for path, answer in answers.items()} == {**dict.fromkeys(answers, 200), "/absent": 404}
    assert {answer.headers["X-Release"] for answer in answers.values()} == {release}
    ready = answers["/health/ready"].json()
    assert (ready["status"], ready["releaseId"]) == ("pass", release)
    assert {name: check[0]["status"] for name, check in ready["checks"].items()} == {"database:connection": "pass", "cache:connection": "pass"}
    assert re.search(r"^messages_total \d+$", answers["/metrics"].text, re.MULTILINE)


@pytest.mark.parametrize(("unit", "check"), [("redis-server", "cache:connection"), ("postgresql@17-main", "database:connection")])
def test_readiness_says_in_time_what_hangs(node, ask, unit, check):
    node.on("data1", "systemctl", "kill", "--kill-whom=all", "--signal=STOP", unit)
    try:
        answer = ask("GET", "/health/ready")
    finally:
        node.on("data1", "systemctl", "kill", "--kill-whom=all", "--signal=CONT", unit)
    assert answer.status_code == 503
    assert {name: result["status"] for name, (result,) in answer.json()["checks"].items() if result["status"] != "pass"} == {check: "fail"}


def test_an_attachment_comes_in_whole(ask):
    content = bytes(range(256)) * 4096 * 20
    assert ask("POST", "/api/attachments", data=content).json() == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def test_releases_follow_each_other_under_load_and_a_stream_outlives_its_release(node, ask):
    one = node.live_on(APPLICATION, 1)
    with node.load(NAME, hosts=[HOST], scenario=ROOT / "tests/load/scenarios/messages.json") as summary, concurrent.futures.ThreadPoolExecutor() as pool:
        stream = pool.submit(ask, "GET", f"/stream?seconds={STREAM_SECONDS}")
        two = node.live_on(APPLICATION, 2)
        broken = node.deploy(APPLICATION, 3)
        events = stream.result().text
    assert broken.code != 0 and "Error: built broken on purpose" in broken.output, broken.output[-4000:]
    assert summary["lost"] == 0, summary["first_losses"]
    assert set(summary["by_release"]) == {one, two}
    assert min(summary["by_release"].values()) > 100 and min(summary["by_method"].values()) > 100
    assert node.ask(HOST, NAME).release == two
    assert events.count(json.dumps({"release": one}, separators=(",", ":"))) > 2 * STREAM_SECONDS
    assert events.endswith("event: end\ndata: {}\n\n")


def test_slot_whose_master_is_killed_serves_again(node):
    release = live(node)
    kill = "slot=$(basename $(readlink /srv/gigs_node/live)); kill -KILL $(supervisorctl pid gigs_node-$slot:gigs_node-$slot)"
    node.on(HOST, "sh", "-c", kill)
    assert node.ask(HOST, NAME).status != 200, "the master was not killed"
    deadline = time.monotonic() + 30
    while (answer := node.ask(HOST, NAME)).status != 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert (answer.status, answer.release) == (200, release)
