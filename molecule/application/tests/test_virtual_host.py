# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the virtual host promises."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest
from debians import WEB

testinfra_hosts = WEB


def last_line_of_log(host):
    return json.loads(host.check_output("tail -n 1 /var/log/nginx/hello.access.json"))


def test_host_without_release_answers_503(host, hello, releases):
    host.check_output(f"rm {hello.home}/live")
    assert hello.fetch()[0] == 503
    line = last_line_of_log(host)
    assert (line["application"], line["release"], line["slot"], line["status"]) == ("hello", "", "", 503)


def test_one_rename_moves_application_and_files(host, hello, releases):
    for slot, release in releases.items():
        hello.flip(slot)
        status, body = hello.fetch("/gigs?page=2")
        assert status == 200
        assert json.loads(body)["environment"]["GOLIVE_RELEASE"] == release
        assert json.loads(body)["path"] == "/gigs?page=2"
        assert hello.fetch("/hello.txt") == (200, release)


def test_log_names_release_and_slot_but_no_query(host, hello, releases):
    hello.flip("green")
    hello.fetch("/a%22b?token=hidden", "-A 'quo\"te'")
    line = last_line_of_log(host)
    assert (line["application"], line["release"], line["slot"]) == ("hello", hello.two, "green")
    assert (line["host"], line["method"], line["uri"], line["status"]) == ("hello.test", "GET", "/a%22b", 200)
    assert line["upstream_status"] == 200
    assert isinstance(line["request_time"], float) and isinstance(line["upstream_time"], float)
    assert len(line["request_id"]) == 32
    assert "hidden" not in host.check_output("tail -n 1 /var/log/nginx/hello.access.json")


def test_clients_cannot_pose_as_a_proxy(host, hello, releases):
    _status, body = hello.fetch("/", "-H 'X-Forwarded-For: 192.0.2.1' -H 'X-Request-Id: mine' -H 'Proxy: evil' -H 'X-Forwarded-Proto: https'")
    headers = {name.lower(): value for name, value in json.loads(body)["headers"].items()}
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert headers["host"] == "hello.test"
    assert headers["x-request-id"] == last_line_of_log(host)["request_id"]
    assert "proxy" not in headers


def test_dotfiles_and_sources_are_not_shown(host, hello, releases):
    assert hello.fetch("/.env")[0] == 404
    assert hello.fetch("/.git/config")[0] == 404
    assert json.loads(hello.fetch("/index.php")[1])["path"] == "/index.php"


def test_assets_of_both_releases_are_there_whichever_is_live(host, hello, releases):
    assert hello.fetch("/app.blue.js") == (200, hello.one)
    assert hello.fetch("/app.green.js") == (200, hello.two)
    assert "immutable" in host.check_output("curl -s -o /dev/null -D - -H 'Host: hello.test' http://127.0.0.1/app.green.js")


def test_stopped_slot_is_a_bad_gateway_not_the_other_release(host, hello, releases):
    host.check_output("supervisorctl stop hello-blue")
    try:
        assert hello.fetch()[0] == 502
    finally:
        host.check_output("supervisorctl start hello-blue")


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("max_body", "1m; evil", "max_body is '1m; evil'"),
        ("servernames", ["a.test"], "servernames is no setting of an application; did you mean 'server_names'?"),
    ],
)
def test_bad_setting_is_refused_and_nginx_goes_on(host, request, hello, releases, setting, value, sentence):
    before = host.file("/etc/nginx/sites-available/hello.conf").sha256sum
    applications = {"golive_applications": {"hello": {"server_names": ["hello.test"], setting: value}}}
    playbook = [str(pathlib.Path(sys.executable).with_name("ansible-playbook")), "--inventory", request.config.getoption("--ansible-inventory")]
    playbook += ["--limit", host.backend.host, "--tags", "application", "--extra-vars", json.dumps(applications)]
    played = subprocess.run([*playbook, str(pathlib.Path(__file__).parents[1] / "converge.yml")], capture_output=True, text=True, check=False)
    assert played.returncode != 0
    assert sentence in " ".join((played.stdout + played.stderr).replace("\\'", "'").split())
    assert host.file("/etc/nginx/sites-available/hello.conf").sha256sum == before
    assert hello.fetch()[0] == 200
