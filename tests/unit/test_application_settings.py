# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings of an application: what is merged, and what is refused with which words."""

from __future__ import annotations

import pathlib

import pytest
import yaml

from ansible.errors import AnsibleLookupError

from ansible_collections.golive.web.plugins.filter import application
from ansible_collections.golive.web.plugins.plugin_utils import _settings

ROLE = pathlib.Path(__file__).parents[2] / "roles/application"


@pytest.fixture
def defaults():
    flat = yaml.safe_load((ROLE / "defaults/main.yml").read_text())
    own = {key.removeprefix("application_"): value for key, value in flat.items()}
    return {**own, "runtime": {"name": "php"}, "server_names": ["gigs.test"]}


def settings(defaults, name="gigs", **overrides):
    return _settings.application_settings(defaults, overrides, name)


def test_the_settings_are_all_that_the_role_describes():
    options = yaml.safe_load((ROLE / "meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
    assert {f"application_{name}" for name in _settings.of_all({})} == set(options) - {"application_name"}


def test_what_a_variable_says_is_for_all_and_changes_no_default():
    assert _settings.of_all({"application_processes": 7, "application_of_nobody": 1}) == {**_settings.of_all({}), "processes": 7}
    _settings.of_all({})["shared"].append("storage")
    assert _settings.of_all({})["shared"] == []


def test_own_settings_win_and_the_runtime_stays_the_contract(defaults):
    merged = settings(defaults, runtime="php", request_seconds=30)
    assert (merged["request_seconds"], merged["stop_seconds"], merged["runtime"]) == (30, 65, {"name": "php"})


def test_a_wildcard_is_asked_by_any_name(defaults):
    assert settings(defaults, server_names=["*.gigs.test", "gigs.test"], listen_port=8080)["health"] == {
        "path": "/health/ready", "host": "golive.gigs.test", "port": 8080, "header": "X-Release"
    }  # fmt: skip


def test_workers_come_back_complete(defaults):
    assert settings(defaults, stop_seconds=90, workers={"queue": {"command": ["work"]}})["workers"] == {
        "queue": {"command": ["work"], "processes": 1, "stop_seconds": 90, "stop_signal": "TERM"}
    }


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({"servernames": []}, "did you mean 'server_names'"),
        ({"name": "other"}, "name is no setting"),
        ({"security_headers": {"preset": "page"}}, "security_headers.preset has a mistake: there is no preset 'page'"),
        ({"security_headers": {"csp": {}}}, "security_headers.preset has a mistake: there is no preset None"),
        ({"security_headers": {"preset": "api", "csp": {"img-src": ["x;"]}}}, "security_headers.csp.img-src[0] has a mistake"),
        ({"security_headers": {"preset": "api", "cps": {}}}, "security_headers has 'cps'"),
        ({"server_names": []}, "at least one name"),
        ({"server_names": ["a.test;"]}, "server_names[0] is 'a.test;'"),
        ({"server_names": ["a.test\n"]}, "server_names[0] is"),
        ({"server_names": "a.test"}, "must be of the type list"),
        ({"public_dir": "../etc"}, "public_dir is"),
        ({"public_dir": "a b"}, "public_dir is"),
        ({"max_body": "1m;"}, "max_body is '1m;'"),
        ({"health_path": "/a{b}"}, "health_path is"),
        ({"release_header": 'X"'}, "release_header is"),
        ({"monitors": ["192.0.2.1; deny all"]}, "monitors[0] is"),
        ({"monitors": ["fe80::1%x; deny all"]}, "monitors[0] is"),
        ({"monitors": ["192.0.2.0/255.255.255.0"]}, "monitors[0] is"),
        ({"monitors": [7]}, "monitors[0] is 7"),
        ({"rate_limit": -1}, "rate_limit is -1"),
        ({"rate_limit": "1r/s; deny all"}, "rate_limit must be of the type int"),
        ({"rate_burst": 0}, "rate_burst is 0"),
        ({"listen_port": 0}, "listen_port is 0"),
        ({"share_cookie": 'a"; deny all'}, "share_cookie is"),
        ({"share_cookie": "a=b"}, "share_cookie is"),
        ({"preview_secret": "hidden"}, "preview_secret must be 20 to 256"),
        ({"preview_secret": 'hidden-hidden-hidden"; deny all'}, "preview_secret must be 20 to 256"),
        ({"preview_secret": "hidden-hidden-hidden-\n"}, "preview_secret must be 20 to 256"),
        ({"maintenance_seconds": 0}, "maintenance_seconds is 0"),
        ({"maintenance_seconds": "1; deny all"}, "maintenance_seconds must be of the type int"),
        ({"maintenance_page": "a\nb"}, "maintenance_page is"),
        ({"stop_seconds": 59}, "less than request_seconds (60)"),
        ({"drain_seconds": 59}, "less than request_seconds (60)"),
        ({"shared": ["../x"]}, "shared[0] is '../x'"),
        ({"assets": ["build/./x"]}, "assets[0] is 'build/./x'"),
        ({"environment": {"GOLIVE_X": "1"}}, "reserved"),
        ({"environment": {"A B": "hidden"}}, "the name 'A B'"),
        ({"workers": {"q": {"command": "work"}}}, "workers.q needs a command"),
        ({"workers": {"q": {"command": ["work"], "proceses": 1}}}, "workers.q has 'proceses'"),
        ({"workers": {"q": {"command": ["a\nb"]}}}, "line break"),
        ({"build": ["make"]}, "build[0] is 'make'"),
        ({"migrate": [["migrate", "--step", 1]]}, "migrate[0] is ['migrate', '--step', 1]"),
        ({"workers": {"q": {"command": ["a"], "stop_signal": "KILL"}}}, "stop_signal"),
        ({"schedule": {"j": {"command": ["a"]}}}, "schedule.j needs a calendar"),
    ],
)
def test_bad_setting_is_refused_in_words(defaults, overrides, words):
    with pytest.raises(AnsibleLookupError) as caught:
        _settings.application_settings(defaults, overrides, "gigs")
    assert words in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_names_of_session_cookies_and_secrets_are_taken(defaults):
    for name in ("connect.sid", "__Host-session", "sessionid"):
        assert settings(defaults, share_cookie=name)["share_cookie"] == name
    assert settings(defaults, preview_secret="x" * 20)["preview_secret"] == "x" * 20


def test_application_need_not_say_its_release(defaults):
    assert _settings.application_settings(defaults, {"release_header": ""}, "gigs")["release_header"] == ""


@pytest.mark.parametrize("name", ["Gigs", "", "9a", "a" * 24, "a b", "../a"])
def test_bad_name_is_refused(defaults, name):
    with pytest.raises(AnsibleLookupError, match="takes a lower-case letter"):
        settings(defaults, name=name)


def test_systemd_expands_nothing():
    assert application.systemd_command(["a b", '"', "\\", "%n", "$HOME"]) == '"a b" "\\"" "\\\\" "%%n" "$$HOME"'


def test_two_applications_with_one_name_at_one_port_are_in_conflict():
    applications = {
        "gigs": {"server_names": ["gigs.test", "www.gigs.test"]},
        "shop": {"server_names": ["shop.test", "WWW.gigs.test"], "listen_port": 80},
        "beta": {"server_names": ["gigs.test"], "listen_port": 8080},
        "plain": {},
    }
    assert application.application_conflicts(applications, ["plain.test"], 80) == [
        "The applications 'gigs' and 'shop' both have the server name WWW.gigs.test at port 80"
    ]
    assert application.application_conflicts({**applications, "other": {}}, ["plain.test"], 80)[1:] == [
        "The applications 'plain' and 'other' both have the server name plain.test at port 80"
    ]


def test_a_port_that_another_program_has_is_found():
    sockets = """\
LISTEN 0      511          0.0.0.0:80         0.0.0.0:*    users:(("nginx",pid=9,fd=6),("nginx",pid=8,fd=6))
LISTEN 0      511             [::]:80            [::]:*    users:(("nginx",pid=9,fd=7))
LISTEN 0      128          0.0.0.0:22         0.0.0.0:*    users:(("sshd",pid=7,fd=3))
LISTEN 0      5          127.0.0.1:8080       0.0.0.0:*    users:(("python3",pid=7,fd=3))
LISTEN 0      5                  *:8443             *:*    users:(("java",pid=5,fd=3))
LISTEN 0      5          127.0.0.1:9999       0.0.0.0:*
"""
    assert application.foreign_listeners(sockets, [80]) == []
    assert application.foreign_listeners(sockets, [80, 8080, 8443, 9000]) == ["Port 8080 is taken by python3", "Port 8443 is taken by java"]
    assert application.foreign_listeners("", [80]) == []
