# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role nginx promises."""

from __future__ import annotations

import pytest

testinfra_hosts = ["web"]

VALIDATE = "/usr/local/sbin/golive-nginx-validate"


def test_nginx_runs_now_and_at_boot(host):
    assert host.service("nginx").is_running
    assert host.service("nginx").is_enabled
    assert host.run("nginx -t").rc == 0


def test_default_site_is_off(host):
    assert "/var/www" not in host.run("nginx -T 2>/dev/null").stdout


@pytest.mark.parametrize("port", [80, 8080])
def test_unknown_host_gets_no_answer(host, port):
    answer = host.run(f"curl -sS -o /dev/null -w '%{{http_code}}' -H 'Host: nobody.test' http://127.0.0.1:{port}/")
    assert answer.stdout == "000"
    assert answer.rc in (52, 56)  # curl: empty reply, connection reset


def test_version_is_not_told(host):
    assert "server_tokens off;" in host.run("nginx -T 2>/dev/null").stdout
    assert "nginx/1" not in host.run("curl -s http://127.0.0.1:80/ -H 'Host: a b'").stdout


def test_validator_refuses_a_broken_candidate_and_leaves_the_file(host):
    before = host.file("/etc/nginx/conf.d/golive.conf").sha256sum
    refused = host.run(f"echo 'server {{ listen 80; brkn; }}' > /tmp/candidate.conf; {VALIDATE} /tmp/candidate.conf /etc/nginx/conf.d/golive.conf")
    assert refused.rc != 0
    assert "brkn" in refused.stderr
    assert host.file("/etc/nginx/conf.d/golive.conf").sha256sum == before
    assert host.run("nginx -t").rc == 0


def test_validator_sees_the_whole_configuration(host):
    # on its own the file is fine; that its log format is missing shows only together with the rest
    candidate = "echo 'access_log /var/log/nginx/x.log golive_nothing;' > /tmp/candidate.conf"
    refused = host.run(f"{candidate}; {VALIDATE} /tmp/candidate.conf /etc/nginx/conf.d/zz.conf")
    assert refused.rc != 0
    assert "golive_nothing" in refused.stderr
    passed = host.run(f"sed -i s/golive_nothing/golive_json/ /tmp/candidate.conf; {VALIDATE} /tmp/candidate.conf /etc/nginx/conf.d/zz.conf")
    assert passed.rc == 0, passed.stderr
    assert not host.file("/etc/nginx/conf.d/zz.conf").exists
    assert "/etc/nginx" not in host.file("/proc/mounts").content_string


def test_validator_tries_files_together_and_without_those_that_will_not_be(host):
    # the format is in a file of its own; each alone would be refused, or let the other be
    format_ = "echo 'log_format golive_together x;' > /tmp/format.conf"
    user = "echo 'access_log /var/log/nginx/x.log golive_together;' > /tmp/user.conf"
    pairs = "/tmp/format.conf /etc/nginx/conf.d/format.conf /tmp/user.conf /etc/nginx/conf.d/user.conf"
    together = host.run(f"{format_}; {user}; {VALIDATE} {pairs}")
    assert together.rc == 0, together.stderr
    without = host.run(f"{VALIDATE} /tmp/nothing.conf /etc/nginx/mime.types")
    assert without.rc != 0
    assert "mime.types" in without.stderr


def test_validator_refuses_a_place_outside_of_nginx(host):
    assert host.run(f"{VALIDATE} /etc/hostname /etc/hostname").rc == 64
    assert host.run(f"{VALIDATE} /etc/hostname /etc/nginx/../hostname").rc == 64
