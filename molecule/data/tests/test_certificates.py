# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A new certificate is served at once, by the process that was there, and the key is nobody's but the service's."""

from __future__ import annotations

import pytest
from asking import HOSTS

testinfra_hosts = HOSTS
# Name of the certificate: whose it is, and how a client asks.
SERVICES = {"postgresql": ("postgres", "5432 -starttls postgres"), "mariadb": ("mysql", "3306 -starttls mysql"), "redis": ("redis", "6379")}
OTHER = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 9 -subj /CN=other -keyout /tmp/other.key -out /tmp/other.pem"


@pytest.fixture(params=SERVICES)
def name(request):
    return request.param


@pytest.fixture
def unit(host, name):
    pattern = {"postgresql": "postgresql@*-main.service", "redis": "redis-server.service"}.get(name, f"{name}.service")
    return host.check_output(f"systemctl list-units --plain --no-legend '{pattern}' | cut -d' ' -f1")


def subject_of_what_is_served(host, name):
    return host.check_output(f"openssl s_client -connect localhost:{SERVICES[name][1]} < /dev/null 2> /dev/null | openssl x509 -noout -subject")


def test_a_new_certificate_is_served_without_a_restart(host, name, unit):
    place = f"golive-certificate --for {SERVICES[name][0]} {unit} {name}"
    process = host.check_output(f"systemctl show --property=MainPID {unit}")
    host.check_output(f"{OTHER} && {place} /tmp/other.pem /tmp/other.key")
    try:
        assert "CN = other" in subject_of_what_is_served(host, name).replace("CN=other", "CN = other")
    finally:
        host.check_output(f"rm /tmp/other.* && {place} /etc/golive/tls/{name}.own.pem /etc/golive/tls/{name}.own.key")
    assert "other" not in subject_of_what_is_served(host, name)
    assert host.check_output(f"systemctl show --property=MainPID {unit}") == process


def test_the_key_is_the_services_alone(host, name):
    assert host.check_output(f"stat -c '%U %a' /etc/golive/tls/{name}.pem") == f"{SERVICES[name][0]} 600"
