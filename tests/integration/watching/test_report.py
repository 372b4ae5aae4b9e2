# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is left of a rollout for those who were not there: timeline, events, a word in a chat."""

from __future__ import annotations

import json
import re

import pytest
from stage import CORES, Stage, inventory
from webhooks import Receiver, certificate

REFUSED = {"verdict": "fail", "reason": "it answered 503 <b>.", "flipped": False, "refused": True, "live": "1.0-0123456789ab-abcdef"}
SECRET = "hunter2"


@pytest.fixture
def newest(tmp_path, paths):
    """Both cores send by the same code, which the unit tests try."""
    inventory(tmp_path)
    return Stage(tmp_path, CORES["newest"], paths)


@pytest.fixture
def pem(tmp_path):
    return certificate(tmp_path)


def secretly(folder, **variables):
    """An option that gives I(variables) from a file, as a vault does: what is on the command line can be seen by everybody."""
    path = folder / "secrets.json"
    path.write_text(json.dumps(variables))
    return f"-e@{path}"


@pytest.mark.parametrize(("script", "verdict", "live"), [({}, "pass", 4), ({"web3": {"active": REFUSED}}, "fail", 0)])
def test_a_rollout_leaves_a_timeline_its_events_and_a_word(newest, pem, script, verdict, live):
    folder = newest.folder
    with Receiver(certificate=pem) as receiver:
        wanted = secretly(folder, rollout_webhook=receiver.url())
        files = {"rollout_timeline": "{{ inventory_dir }}/{{ application_name }}.html", "rollout_events": "{{ inventory_dir }}/events.jsonl"}
        run = newest.run("golive.web.deploy", wanted, script=script, environment={"SSL_CERT_FILE": str(pem)}, **files)
    assert run.code == (0 if verdict == "pass" else 2), run.output
    assert f"timeline: {folder}/gigs.html" in run.output
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    assert [event["event"] for event in events] == ["planned", *["judged"] * (len(events) - 2), "ended"]
    assert (events[-1]["verdict"], len(set(event["owner"] for event in events))) == (verdict, 1)
    assert [release.startswith("2.0-") for release in events[-1]["live"].values()].count(True) == live
    page = (folder / "gigs.html").read_text()
    assert f": {verdict}</title>" in page and "<b>" not in page
    text = json.loads(receiver.bodies[0])["text"]
    assert re.match(rf"gigs: {verdict}\. 2\.0-\S+ is live on {live} of 4 hosts, after ", text)
    assert ("web3: it answered 503 &lt;b&gt;." in text) == (verdict == "fail")


def test_nobody_who_listens_fails_a_rollout_and_the_address_stays_a_secret(newest, pem, tmp_path):
    log = tmp_path / "ansible.log"
    with Receiver([(503, {})], pem) as refusing:
        wanted = secretly(tmp_path, rollout_webhook=refusing.url(path=f"/{SECRET}"), rollout_events=f"https://u:{SECRET}@127.0.0.1:9/{SECRET}?{SECRET}")
        environment = {"SSL_CERT_FILE": str(pem), "ANSIBLE_LOG_PATH": str(log), "ANSIBLE_DISPLAY_TRACEBACK": "always", "ANSIBLE_DISPLAY_ARGS_TO_STDOUT": "true"}
        for options in ((), ("-vvvvvv",)):
            run = newest.run("golive.web.deploy", wanted, *options, environment=environment)
            assert run.code == 0, run.output[-3000:]
            said = " ".join(run.errors.split())
            assert "What rollout_webhook is for was not delivered: localhost answered 503. The rollout is not affected." in said
            assert "What rollout_events is for was not delivered: 127.0.0.1 could not be asked" in said
            assert SECRET not in run.output + run.errors
    assert len(refusing.bodies) > 4
    assert SECRET not in log.read_text()


def test_check_mode_tells_nobody(newest, tmp_path):
    with Receiver() as receiver:
        wanted = secretly(tmp_path, rollout_webhook=receiver.url("127.0.0.1"), rollout_timeline=str(tmp_path / "gigs.html"))
        run = newest.run("golive.web.deploy", "--check", wanted)
    assert run.code == 0, run.output
    assert (receiver.bodies, (tmp_path / "gigs.html").exists()) == ([], False)
