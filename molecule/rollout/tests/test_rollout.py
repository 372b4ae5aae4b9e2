"""What a host has after a deploy: one release, complete, live, proven, remembered."""

import json

import pytest
from debians import WEB

testinfra_hosts = WEB

HOME = "/srv/plain"


@pytest.fixture
def live(host):
    return host.check_output(f"basename $(readlink -f {HOME}/live)")


def ask(host, path="/health/ready"):
    answer = host.check_output(f"curl --silent --show-error --include --header 'Host: plain.test' http://127.0.0.1{path}")
    head, _blank, body = answer.replace("\r\n", "\n").partition("\n\n")
    return head, body


def test_the_live_release_answers_and_proves_itself(host, live):
    head, body = ask(host)
    assert " 200 " in head.splitlines()[0]
    assert f"x-release: {live}" in head.lower()
    assert json.loads(body)["status"] == "pass"


def test_the_same_release_is_live_on_every_host(host, live):
    assert live.startswith("1-")
    state = json.loads(host.check_output(f"cat {HOME}/state.json"))
    assert state["good"] == [live]
    assert state["bad"] == {}


def test_the_release_is_roots_and_read_only(host, live):
    assert host.check_output(f"find {HOME}/releases/{live} ! -type l -perm /222") == ""
    assert host.check_output(f"find {HOME}/releases/{live} ! -user root") == ""


def test_the_environment_is_for_the_application_alone(host, live):
    file = host.file(f"{HOME}/releases/{live}.env")
    assert (file.mode, file.user, file.group) == (0o640, "root", "plain")


def test_the_access_log_names_the_release_and_its_slot(host, live):
    ask(host, "/?find-me")
    line = json.loads(host.check_output("tail -n 1 /var/log/nginx/plain.access.json"))
    slot = host.check_output(f"basename $(readlink {HOME}/live)")
    assert (line["release"], line["slot"], line["status"]) == (live, slot, 200)


def test_one_host_alone_runs_the_scheduled_jobs(host):
    assert host.file(f"{HOME}/scheduler").exists == (host.ansible.get_variables()["inventory_hostname"] == "bookworm1")


def test_the_lock_is_free_and_the_ledger_whole(host):
    assert not host.file(f"{HOME}/lock.json").exists
    events = [json.loads(line) for line in host.check_output(f"cat {HOME}/ledger.jsonl").splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    # What the controller made of all hosts stands between.
    own = [event for event in events if "told" not in event]
    assert [event["event"] for event in own][-3:] == ["staged", "active", "pruned"]
    assert {event["verdict"] for event in own} == {"pass"}
    assert {event["event"] for event in events if "told" in event} == {"planned", "judged"}


def test_the_live_release_serves_again_after_a_reboot_of_its_services(host, live):
    host.check_output("systemctl restart supervisor nginx")
    host.check_output(
        "for i in $(seq 100); do curl --silent --fail --header 'Host: plain.test' http://127.0.0.1/health/ready > /dev/null && exit 0; sleep 0.1; done; exit 1"
    )
    assert f"x-release: {live}" in ask(host)[0].lower()
