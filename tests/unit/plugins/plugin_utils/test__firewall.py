# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a firewall lets in, out of data; whatever could break out of its rules is refused."""

from __future__ import annotations

import ipaddress
import re

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.golive.web.plugins.plugin_utils import _firewall
from hypothesis import given
from hypothesis import strategies as st


def test_declared_ports_are_everybodys():
    assert _firewall.rules([443, 22, 443], []) == [
        {"protocol": "tcp", "port": port, "ip": [], "ip6": [], "comment": ""} for port in (22, 443)
    ]  # fmt: skip


def test_entry_for_a_declared_port_narrows_it():
    allow = [{"port": 22, "sources": ["192.0.2.0/24", "2001:db8::/32"], "comment": "office"}]
    assert _firewall.rules([22, 80], allow) == [
        {"protocol": "tcp", "port": 80, "ip": [], "ip6": [], "comment": ""},
        {"protocol": "tcp", "port": 22, "ip": ["192.0.2.0/24"], "ip6": ["2001:db8::/32"], "comment": "office"},
    ]


def test_entry_of_udp_narrows_no_port_of_tcp():
    assert [(rule["protocol"], rule["ip"]) for rule in _firewall.rules([443], [{"port": 443, "protocol": "udp", "sources": ["192.0.2.1"]}])] == [
        ("tcp", []), ("udp", ["192.0.2.1/32"]),
    ]  # fmt: skip


def test_networks_that_lie_in_others_are_one():
    [rule] = _firewall.rules([], [{"port": 1, "sources": ["10.0.0.0/8", "10.1.0.0/16", "10.2.3.4"]}])
    assert rule["ip"] == ["10.0.0.0/8"]


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ("22", ""),
        ({}, ".port"),
        ({"port": 0}, ".port"),
        ({"port": 65536}, ".port"),
        ({"port": True}, ".port"),
        ({"port": "22"}, ".port"),
        ({"port": "1 accept; tcp dport 2"}, ".port"),
        ({"port": 1, "protocol": "icmp"}, ".protocol"),
        ({"port": 1, "protocol": ["tcp"]}, ".protocol"),
        ({"port": 1, "protocol": "tcp dport 2 accept; tcp"}, ".protocol"),
        ({"port": 1, "source": "192.0.2.1"}, ""),
        ({"port": 1, "sources": []}, ".sources"),
        ({"port": 1, "sources": "192.0.2.1"}, ".sources"),
        ({"port": 1, "sources": ["192.0.2.1", "office.example.com"]}, ".sources[1]"),
        ({"port": 1, "sources": ["192.0.2.1/24"]}, ".sources[0]"),
        ({"port": 1, "sources": [3221225985]}, ".sources[0]"),
        ({"port": 1, "sources": ["fe80::1%eth0 } accept; tcp dport { 2"]}, ".sources[0]"),
        ({"port": 1, "sources": ["0.0.0.0/0 } accept; ip saddr { 0.0.0.0/0"]}, ".sources[0]"),
        ({"port": 1, "comment": 'x" accept; tcp dport 2 accept comment "'}, ".comment"),
        ({"port": 1, "comment": "x\n"}, ".comment"),
        ({"port": 1, "comment": "x" * 101}, ".comment"),
        ({"port": 1, "comment": None}, ".comment"),
    ],
)
def test_what_is_no_rule_is_refused_by_its_place(entry, place):
    with pytest.raises(AnsibleFilterError) as refused:
        _firewall.rules([], [{"port": 1}, entry])
    assert str(refused.value).startswith(f"firewall_allow[1]{place} ")
    assert "as they were" in str(refused.value)


@pytest.mark.parametrize("ports", ["22", [22, "80"], [None], {22: 80}])
def test_what_is_no_port_is_refused(ports):
    with pytest.raises(AnsibleFilterError, match="firewall_ports"):
        _firewall.rules(ports, [])


@pytest.mark.parametrize("name", ["", "*", "a b", 'x" accept; iifname "y', "x" * 16, "a*b", None, "x\n"])
def test_what_is_no_interface_is_refused(name):
    with pytest.raises(AnsibleFilterError, match="firewall_forward_interfaces"):
        _firewall.interfaces(["podman0", name])


@pytest.mark.parametrize("name", ["podman0", "br-*", "eth0.12", "docker_gwbridge"])
def test_interface_is_taken(name):
    assert _firewall.interfaces([name]) == [name]


hostile = st.one_of(
    st.text(), st.none(), st.integers(), st.booleans(), st.lists(st.text(), max_size=2), st.sampled_from(["10.0.0.0/8", "::/0", 22, "tcp", "ok"])
)


@given(st.lists(st.dictionaries(st.sampled_from(["port", "protocol", "sources", "comment"]), hostile), max_size=3))
def test_whatever_is_taken_breaks_out_of_nothing(allow):
    try:
        rules = _firewall.rules([], allow)
    except AnsibleFilterError:
        return
    for rule in rules:
        assert rule["protocol"] in ("tcp", "udp")
        assert 0 < int(rule["port"]) < 65536
        assert not re.search(r'["\\{}$\n\r]', rule["comment"])
        assert all(str(ipaddress.ip_network(network)) == network for network in rule["ip"] + rule["ip6"])
