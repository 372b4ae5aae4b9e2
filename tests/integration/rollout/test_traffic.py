# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Traffic besides the flip: a share that grows, a preview, a slot that drains, maintenance."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import threading
import time

import pytest
from fleet import HOSTS

SECRET = "a-preview-for-the-tests"
SHARE = """
- hosts: more
  gather_facts: false
  become: true
  tasks:
    - golive.web.release:
        name: plain
        state: "{{ 'active' if percent is defined else 'pruned' }}"
        release: "{{ wanted }}"
        share: "{{ percent | default(100) }}"
        health: {host: plain.test}
        drain_seconds: 600
        owner: share
      register: done
    - ansible.builtin.assert:
        that: done.verdict == 'pass'
        fail_msg: "{{ done.reason }}"
    - ansible.builtin.debug:
        msg: "{{ [inventory_hostname, done.flipped, done.share, done.seconds.drain | default(0)] | to_json }}"
"""


@pytest.fixture
def one(fleet):
    return fleet.live_on("plain", 1)


@pytest.fixture
def share(fleet, tmp_path):
    """Gives a release a share of every host's traffic; returns how many changes that were, and what each host says: flipped, share, seconds drained."""
    path = tmp_path / "share.yml"
    path.write_text(SHARE)

    def give(release, percent):
        run = fleet.succeed(str(path), wanted=release, percent=percent)
        said = [json.loads(text.replace('\\"', '"')) for text in re.findall(r'"msg": "(\[.*\])"', run.output)]
        return run.changed, {host: tuple(what) for host, *what in said}

    yield give
    fleet.succeed(str(path), wanted="")


class Browser(threading.Thread):
    """Keeps a connection to a host, asks and posts in turn, never tries again; I(seen) is every release that answered, I(lost) what went wrong."""

    def __init__(self, address, number, over):
        super().__init__(daemon=True)
        self.address, self.over = address, over
        self.headers = {"Host": "plain.test", "User-Agent": f"browser {number}", "Content-Type": "application/json"}
        self.seen, self.lost = [], []

    def run(self):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        while not self.over.wait(0.1):
            try:
                if len(self.seen) % 2:
                    connection.request("POST", "/api/echo", b'{"a": 1}', self.headers)
                else:
                    connection.request("GET", "/health/live", headers=self.headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.lost.append(repr(error))
                return
            self.seen.append(answer.headers["X-Release"])
            if answer.status != 200:
                self.lost.append(answer.status)

    def now(self):
        return self.seen[-1]


@contextlib.contextmanager
def browsers(fleet, count=40):
    over = threading.Event()
    all_of_them = [Browser(fleet.addresses[HOSTS[number % 2]], number, over) for number in range(count)]
    for browser in all_of_them:
        browser.start()
    try:
        yield all_of_them
    finally:
        over.set()
        for browser in all_of_them:
            browser.join(60)


def changes(seen):
    """The releases in the order in which they answered, each once as long as it stayed."""
    return [release for index, release in enumerate(seen) if index == 0 or seen[index - 1] != release]


def moved(people, release):
    """How many see I(release), each asked twice more."""
    before = [len(browser.seen) for browser in people]
    deadline = time.monotonic() + 60
    while any(len(browser.seen) < count + 3 for browser, count in zip(people, before)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return sum(browser.now() == release for browser in people)


def preview(fleet, **variables):
    run = fleet.playbook("golive.web.preview", application="plain", version="2", **variables)
    assert run.code == 0, run.output[-4000:]
    return run


def test_a_share_grows_flips_and_comes_back_without_a_lost_request_or_a_client_sent_back(fleet, one, share):
    two = preview(fleet).release
    with browsers(fleet) as people:
        counts = [moved(people, two)]
        for percent in (25, 50):
            assert share(two, percent)[1] == dict.fromkeys(HOSTS, (False, percent, 0))
            counts.append(moved(people, two))
        assert fleet.live("plain") == dict.fromkeys(HOSTS, one)
        status = fleet.playbook("golive.web.status", application="plain").output
        assert status.count("50 % of the traffic on standby") == len(HOSTS)
        assert share(two, 50)[0] == 0
        assert share(two, 100)[1] == dict.fromkeys(HOSTS, (True, 0, 0))
        counts.append(moved(people, two))
        grown = [changes(browser.seen) for browser in people]
        share(one, 100)
        back = moved(people, one)
    assert [browser.lost for browser in people if browser.lost] == []
    assert all(order in ([one, two], [two]) for order in grown), grown
    assert counts[0] == 0 and 2 <= counts[1] <= 20 and counts[1] <= counts[2] <= 33 and counts[3] == 40, counts
    assert back == 40


def test_a_preview_is_seen_by_its_cookie_and_the_deploy_after_it_fills_nothing(fleet, one):
    judged = {host: (fleet.state(host, "plain")["good"], fleet.state(host, "plain")["bad"]) for host in HOSTS}
    run = preview(fleet)
    assert SECRET not in run.output
    cookie = re.search(r"golive_preview=[0-9.A-Za-z_-]+", run.output)[0]
    assert fleet.live("plain") == dict.fromkeys(HOSTS, one)
    pids = {host: fleet.on(host, "supervisorctl", "pid", "all") for host in HOSTS}
    for host in HOSTS:
        assert fleet.ask(host, "plain.test").release == one
        assert fleet.ask(host, "plain.test", Cookie=cookie).release == run.release
        assert fleet.ask(host, "plain.test", Cookie=cookie + "x").release == one
        assert fleet.on(host, "ls", "/srv/plain/lock.json", check=False) == ""
        assert (fleet.state(host, "plain")["good"], fleet.state(host, "plain")["bad"]) == judged[host]
    assert fleet.live_on("plain", 2) == run.release
    assert {host: fleet.on(host, "supervisorctl", "pid", "all") for host in HOSTS} == pids
    assert fleet.ask(HOSTS[0], "plain.test", Cookie=cookie).release == one


def test_a_preview_that_nobody_could_see_is_refused(fleet):
    run = fleet.playbook("golive.web.preview", application="plain", version="2", change={"plain": {"preview_secret": ""}})
    assert run.code != 0
    assert "needs its setting preview_secret" in run.output
    assert fleet.on("trixie2", "ls", "/srv/plain/lock.json", check=False) == ""


class Upload(threading.Thread):
    """Sends a body byte by byte, until it is told that this is enough; then I(answer) has status and release."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.address, self.enough, self.answer = address, threading.Event(), None

    def run(self):
        connection = http.client.HTTPConnection(self.address, timeout=60)
        connection.putrequest("POST", "/api/echo", skip_host=True)
        for name, value in (("Host", "plain.test"), ("Content-Type", "application/json"), ("Content-Length", "5000")):
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(b'{"a": "')
        sent = 7
        while not self.enough.wait(0.2) and sent < 4000:
            connection.send(b"x")
            sent += 1
        connection.send(b"x" * (5000 - 2 - sent) + b'"}')
        answer = connection.getresponse()
        answer.read()
        self.answer = (answer.status, answer.headers["X-Release"])


def at_work(fleet, host, seconds):
    """Waits until a call of the module has been at work on I(host) for so long: it holds the lock."""
    fleet.on(host, "timeout", "120", "sh", "-c", f"while flock -n /srv/plain/.lock true; do sleep 0.1; done; sleep {seconds}; ! flock -n /srv/plain/.lock true")


def test_a_slot_is_filled_anew_as_soon_as_its_last_upload_has_ended_and_not_before(fleet, one, share):
    three = preview(fleet, change={"plain": {"environment": {"RUN": str(time.time_ns())}}}).release
    two = preview(fleet).release
    upload = Upload(fleet.addresses["trixie2"])
    upload.start()
    share(two, 100)
    said = {}
    filling = threading.Thread(target=lambda: said.update(share(three, 100)[1]), daemon=True)
    filling.start()
    at_work(fleet, "trixie2", 4)
    assert upload.answer is None
    upload.enough.set()
    filling.join(120)
    upload.join(60)
    assert upload.answer == (200, one)
    assert fleet.live("plain") == dict.fromkeys(HOSTS, three)
    waited = {host: seconds for host, (_flipped, _share, seconds) in said.items()}
    assert 3 < waited["trixie2"] < 60 and waited["trixie3"] < 3, waited


def maintenance(fleet, wanted, *options):
    return fleet.playbook("golive.web.maintenance", *options, application="plain", maintenance=wanted)


@pytest.mark.long
def test_maintenance_closes_every_host_lets_a_deploy_through_and_opens_them_again(fleet, one):
    predicted = maintenance(fleet, "on", "--check", "--diff")
    assert (predicted.code, predicted.changed) == (0, len(HOSTS)), predicted.output[-2000:]
    assert fleet.ask("trixie2", "plain.test").status == 200
    try:
        assert maintenance(fleet, "on").changed == len(HOSTS)
        again = maintenance(fleet, "on")
        assert (again.code, again.changed) == (0, 0), again.output[-2000:]
        for host in HOSTS:
            page, ready, live = (fleet.ask(host, "plain.test", path) for path in ("/", "/health/ready", "/health/live"))
            assert (page.status, "We are at work here" in page.body) == (503, True)
            assert (ready.status, json.loads(ready.body)["status"]) == (503, "fail")
            assert (live.status, live.release) == (200, one)
        two = fleet.live_on("plain", 2)
        assert fleet.ask("trixie2", "plain.test", "/").status == 503
        assert fleet.playbook("golive.web.status", application="plain").output.count("in maintenance") == len(HOSTS)
        assert maintenance(fleet, "off", "--limit", "trixie2").code == 0
        assert [fleet.ask(host, "plain.test").status for host in HOSTS] == [200, 503]
    finally:
        off = maintenance(fleet, "off")
    assert off.code == 0, off.output[-2000:]
    assert maintenance(fleet, "off").changed == 0
    assert [fleet.ask(host, "plain.test").release for host in HOSTS] == [two, two]


@pytest.mark.parametrize("wanted", ["yes", ""])
def test_maintenance_takes_on_and_off_alone(fleet, wanted):
    run = maintenance(fleet, wanted)
    assert run.code != 0
    assert "with -e maintenance=on or -e maintenance=off. Nothing was changed." in run.output
    assert fleet.ask("trixie2", "plain.test").status == 200
