# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role security_headers promises; the virtual host is in files/shop.conf."""

from __future__ import annotations

import json
import re

import pytest

testinfra_hosts = ["web"]
NAMES = {
    "content-security-policy", "permissions-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "cross-origin-opener-policy",
    "cross-origin-embedder-policy", "cross-origin-resource-policy", "x-permitted-cross-domain-policies", "reporting-endpoints",
}  # fmt: skip


def asked(host, path, *options):
    """The status, and the headers, lists of values by lower-case name, of the answer at I(path)."""
    said = host.check_output("curl -s -o /dev/null -D - -H 'Host: shop.test' %s http://127.0.0.1%s" % (" ".join(options), path))
    first, *lines = said.splitlines()
    found = {}
    for name, _colon, value in (line.partition(":") for line in lines if ":" in line):
        found.setdefault(name.lower(), []).append(value.strip())
    return int(first.split()[1]), found


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/status/204", 204), ("/status/301", 301), ("/status/304", 304), ("/none", 404), ("/status/413", 413), ("/status/429", 429), ("/status/500", 500),
        ("/copyright", 200), ("/made", 200),
    ],
)
def test_every_answer_has_every_header_once(host, path, status):
    code, found = asked(host, path)
    assert (code, NAMES - found.keys()) == (status, set())
    assert [name for name in NAMES if len(found[name]) != 1] == []
    assert found["x-frame-options"] == ["DENY"] and found["content-security-policy"][0].startswith("default-src 'none'; ")


def test_a_location_that_adds_a_header_and_forgets_them_has_none(host):
    """Why there is a file for such locations; and that the tests above can fail."""
    assert not NAMES & asked(host, "/forgot")[1].keys()


def test_what_an_application_says_of_itself_is_taken_out(host):
    assert not {"x-powered-by", "x-generator"} & asked(host, "/made")[1].keys()


def test_each_request_has_a_nonce_that_the_application_knows_and_a_client_can_not_set(host):
    nonces = set()
    for _number in range(3):
        found = asked(host, "/made", "-H 'X-CSP-Nonce: mine'")[1]
        (nonce,) = set(re.findall(r"'nonce-([^']*)'", found["content-security-policy"][0]))
        assert found["x-nonce-seen"] == [nonce] and re.fullmatch("[0-9a-f]{32}", nonce)
        nonces.add(nonce)
    assert len(nonces) == 3


@pytest.mark.parametrize("path", ["/embedded", "/embedded/page", "/none/../embedded", "/%65mbedded"])
def test_a_place_has_its_own(host, path):
    found = asked(host, path, "--path-as-is")[1]
    assert "frame-ancestors https://partner.example.com" in found["content-security-policy"][0] and "x-frame-options" not in found


@pytest.mark.parametrize("path", ["/embedded-too", "/embedded/../none", "/none?/embedded", "/made/embedded"])
def test_no_other_place_can_be_made_to_look_like_it(host, path):
    found = asked(host, path, "--path-as-is")[1]
    assert "frame-ancestors 'none'" in found["content-security-policy"][0] and found["x-frame-options"] == ["DENY"]


def test_browsers_are_told_to_use_tls_where_they_already_do(host):
    assert "strict-transport-security" not in asked(host, "/made")[1]


def test_a_report_is_logged_and_too_large_a_one_is_not(host):
    report = json.dumps([{"type": "csp-violation", "body": {"blockedURL": 'https://evil.test/"\n'}}])
    host.check_output("printf %%s %s > /tmp/report.json", report)
    send = "-X POST -H 'Content-Type: application/reports+json' --data-binary @/tmp/report.json"
    assert asked(host, "/.golive/csp-reports", send)[0] == 204
    last = json.loads(host.check_output("tail -n 1 /var/log/nginx/shop.csp.json"))
    assert json.loads(last["report"]) == json.loads(report)
    host.check_output("head -c 20000 /dev/zero > /tmp/report.json")
    assert asked(host, "/.golive/csp-reports", send)[0] == 413
    assert asked(host, "/.golive/csp-reports")[0] == 403
    host.check_output("rm /tmp/report.json")
