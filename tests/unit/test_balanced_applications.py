# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a load balancer is told of applications and hosts, what is refused with which words, and whom nginx believes."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError, AnsibleLookupError
from ansible.parsing.dataloader import DataLoader
from ansible_collections.golive.web.plugins.filter.trusted_proxies import trusted_proxies
from ansible_collections.golive.web.plugins.lookup.balanced_applications import LookupModule
from ansible_collections.golive.web.plugins.plugin_utils import _balanced
from hypothesis import given
from hypothesis import strategies as st

SETTINGS = {
    "weight": 100, "http_port": 80, "https_port": 443, "hosts_https_port": 443, "tls": "none", "certificate": "", "check_seconds": 3
}  # fmt: skip
HOSTILE = ["a b", "a\nb", 'a"b', "a{b}", "a;b", "a#b", "a\x00b", "é", "", "-a"]


class Secret(dict):
    """Settings of an application whose environment nobody may look at."""

    def __getitem__(self, key):
        assert key != "environment"
        return super().__getitem__(key)


def known(applications=None, hosts=None, settings=None, **variables):
    """What the lookup makes of I(applications), and of I(variables) of the first host."""
    hosts = hosts or {"web1": {"ansible_host": "10.0.0.1"}, "web2": {"ansible_host": "10.0.0.2"}}
    if applications is None:
        applications = {"gigs": {"server_names": ["gigs.test"]}}
    first = next(iter(hosts))
    hostvars = {**hosts, first: {"golive_applications": applications, **hosts[first], **variables}}
    (answer,) = LookupModule(loader=DataLoader()).run(
        ["web"], {"groups": {"web": list(hosts)}, "hostvars": hostvars}, balancer={**SETTINGS, **(settings or {})}
    )
    return answer


def test_an_application_is_known_by_what_a_request_needs_and_by_no_secret():
    secret = Secret(server_names=["gigs.test"], listen_port=8080, request_seconds=30, environment={"KEY": "hidden"})
    assert known({"gigs": secret})["applications"] == [
        {
            "name": "gigs", "server_names": ["gigs.test"], "port": 8080, "request_seconds": 30, "drain_seconds": 60,
            "health": {"path": "/health/ready", "host": "gigs.test", "port": 8080, "header": "X-Release"},
        }
    ]  # fmt: skip


def test_what_the_hosts_say_of_all_applications_counts():
    (gigs,) = known(application_request_seconds=50, application_health_path="/up", application_preview_secret="hidden")["applications"]
    assert (gigs["request_seconds"], gigs["health"]["path"]) == (50, "/up")


def test_a_host_is_a_server_by_its_name_address_and_weight():
    hosts = {"web1": {"ansible_host": "10.0.0.1"}, "web2": {"load_balancer_address": "2001:db8::2", "load_balancer_weight": 10}, "web3": {}}
    assert known(hosts=hosts)["servers"] == [
        {"name": "web1", "address": "10.0.0.1", "weight": 100},
        {"name": "web2", "address": "[2001:db8::2]", "weight": 10},
        {"name": "web3", "address": "web3", "weight": 100},
    ]


def test_a_name_is_looked_for_as_nginx_does():
    applications = {"gigs": {"server_names": ["Gigs.test", "*.gigs.test"]}, "shop": {"server_names": ["x.gigs.test", "*.b.gigs.test"]}}
    assert [(route["match"], route["name"], route["application"]) for route in known(applications)["routes"]] == [
        ("str", "x.gigs.test", "shop"), ("str", "gigs.test", "gigs"), ("end", ".b.gigs.test", "shop"), ("end", ".gigs.test", "gigs")
    ]  # fmt: skip


LABEL = st.text("abc", min_size=1, max_size=2)


@given(st.dictionaries(st.builds("{}{}.test".format, st.sampled_from(["", "*."]), st.lists(LABEL, min_size=1, max_size=3).map(".".join)), LABEL), LABEL)
def test_the_first_route_that_matches_is_the_one_of_the_longest_name(names, asked):
    asked += ".a.test"
    applications = [{"name": application, "server_names": [name for name in names if names[name] == application]} for application in set(names.values())]
    matching = [name for name in names if name == asked or (name[0] == "*" and asked.endswith(name[1:]))]
    best = max(matching, key=lambda name: (name[0] != "*", len(name)), default=None)
    first = next((r for r in _balanced.routes(applications) if (asked.endswith if r["match"] == "end" else asked.__eq__)(r["name"])), None)
    assert (first and first["application"]) == (best and names[best])


@pytest.mark.parametrize(
    ("applications", "words"),
    [
        ({}, "web1 has no golive_applications"),
        ("gigs", "web1 has no golive_applications"),
        ({"gigs": None}, "'gigs': must be a dictionary"),
        ({"gigs": {"server_names": ["a.test }"]}}, "server_names[0] is 'a.test }'"),
        ({"gigs": {"server_names": ["a.test\n"]}}, "server_names[0] is"),
        ({"gigs": {"server_names": ["a.test"], "health_path": "/a b"}}, "health_path is '/a b'"),
        ({"gigs": {"server_names": ["a.test"], "health_path": "/a\nb"}}, "health_path is"),
        ({"gigs": {"server_names": ["a.test"], "listen_port": "80 ssl"}}, "listen_port must be of the type int"),
        ({"gigs": {"server_names": ["a.test"], "request_seconds": "1s"}}, "request_seconds must be of the type int"),
        ({"gigs {": {"server_names": ["a.test"]}}, "takes a lower-case letter"),
        ({"a": {"server_names": ["X.test"]}, "b": {"server_names": ["x.test"], "listen_port": 81}}, "'a' and 'b' both have the server name x.test"),
    ],
)
def test_an_application_that_cannot_be_balanced_is_refused_in_words(applications, words):
    with pytest.raises(AnsibleLookupError) as caught:
        known(applications)
    assert words in str(caught.value)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_host_that_could_break_out_of_the_configuration_is_refused(text):
    with pytest.raises(AnsibleLookupError, match="has a name that no server"):
        _balanced.server(text, "10.0.0.1", 1)
    with pytest.raises(AnsibleLookupError, match="is neither an IP address nor a name. Set load_balancer_address"):
        _balanced.server("web1", text, 1)
    with pytest.raises(AnsibleLookupError, match="must be a whole number from 0 to 256"):
        _balanced.server("web1", "10.0.0.1", text)


@pytest.mark.parametrize("weight", [True, -1, 257, 1.5, None, "1 backup", "²"])
def test_a_weight_is_a_whole_number(weight):
    with pytest.raises(AnsibleLookupError, match="load_balancer_weight of web1"):
        _balanced.server("web1", "10.0.0.1", weight)


def test_a_number_from_the_command_line_is_one():
    assert _balanced.server("web1", "10.0.0.1", "7")["weight"] == 7
    _balanced.refuse_settings({**SETTINGS, "http_port": "8000", "check_seconds": "5"})


@pytest.mark.parametrize("settings", [{}, {"tls": "passthrough"}, {"tls": "terminate", "certificate": "/etc/ssl/private/site-1_a.pem"}])
def test_good_settings_are_taken(settings):
    _balanced.refuse_settings({**SETTINGS, **settings})


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"http_port": 0}, "http_port is 0, but must be a number from 1 to 65535"),
        ({"https_port": "443 ssl crt /etc/shadow"}, "https_port is '443 ssl"),
        ({"hosts_https_port": "1\nserver x"}, "hosts_https_port is"),
        ({"http_port": True}, "http_port is True"),
        ({"check_seconds": 0}, "check_seconds is 0"),
        ({"check_seconds": 61}, "check_seconds is 61"),
        ({"check_seconds": "3ms"}, "check_seconds is '3ms'"),
        ({"tls": "off"}, "tls is 'off', but must be one of none, terminate, passthrough"),
        ({"tls": "terminate"}, "certificate is ''"),
        ({"tls": "terminate", "certificate": "site.pem"}, "certificate is 'site.pem', but must be the absolute path"),
        ({"tls": "terminate", "certificate": "/a.pem verify none"}, "certificate is"),
        ({"tls": "terminate", "certificate": "/a.pem\n"}, "certificate is"),
        ({"tls": "passthrough", "https_port": "80"}, "https_port is '80', but must be another one"),
    ],
)
def test_a_bad_setting_is_refused_in_words(settings, words):
    with pytest.raises(AnsibleLookupError) as caught:
        known(settings=settings)
    assert words in str(caught.value) and "Nothing was changed" in str(caught.value)


def test_a_group_without_hosts_is_refused():
    with pytest.raises(AnsibleLookupError, match="no host in the group web, .* Set load_balancer_hosts"):
        LookupModule(loader=DataLoader()).run(["web"], {"groups": {}, "hostvars": {}}, balancer=SETTINGS)


HOSTVARS = {
    "lb1": {"ansible_host": "10.0.0.9"}, "lb2": {"ansible_host": "198.51.100.7", "load_balancer_address": "2001:db8::8"}, "lb3": {"ansible_host": "lb3.test"}
}  # fmt: skip


def test_the_balancers_own_addresses_are_believed_and_those_that_are_given():
    assert trusted_proxies(["192.0.2.1", "10.0.0.9"], ["lb1", "lb2"], HOSTVARS) == ["10.0.0.9", "192.0.2.1", "2001:db8::8"]
    assert trusted_proxies([], [], HOSTVARS) == []


@pytest.mark.parametrize("address", ["0.0.0.0/0", "::/0", "10.0.0.0/8", "10.0.0.1/32", "lb.test", "10.0.0.1; allow all", "10.0.0.1\n", "fe80::1%eth0", 1, ""])
def test_nobody_is_believed_for_a_network_or_a_name(address):
    with pytest.raises(AnsibleFilterError, match="nginx_trusted_proxies has"):
        trusted_proxies([address], [], HOSTVARS)


def test_a_balancer_whose_address_is_not_known_is_refused():
    with pytest.raises(AnsibleFilterError, match="lb3 is known as 'lb3.test', .* Set load_balancer_address of lb3"):
        trusted_proxies([], ["lb3"], HOSTVARS)
