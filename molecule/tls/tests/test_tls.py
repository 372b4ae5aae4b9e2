# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the roles tls and nginx promise of TLS."""

from __future__ import annotations

import pathlib
import re
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._audit import secured

testinfra_hosts = ["web"]
AUTHORITY = pathlib.Path(__file__).parents[3] / ".work/authority/authority.pem"

# A certificate whose issuer says by OCSP whether it is revoked, put in the place of another.
ISSUED_WITH_OCSP = """
set -e
rm -rf /root/ocsp; mkdir /root/ocsp; cd /root/ocsp
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=OCSP authority' -keyout ca.key -out ca.pem 2> /dev/null
openssl req -newkey rsa:2048 -nodes -subj /CN=own.test -keyout own.key -out own.csr 2> /dev/null
echo 'authorityInfoAccess=OCSP;URI:http://127.0.0.1:2560' > own.ext
openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -set_serial 0x2A -days 30 -extfile own.ext -out own.pem 2> /dev/null
printf 'V\\t%s\\t\\t2A\\tunknown\\t/CN=own.test\\n' "$(date -d +30days +%y%m%d%H%M%SZ)" > index.txt
cat own.pem ca.pem > chain.pem
systemd-run --quiet --collect --unit golive-ocsp --working-directory /root/ocsp \\
    openssl ocsp -index index.txt -port 2560 -rsigner ca.pem -rkey ca.key -CA ca.pem
golive-certificate own chain.pem own.key
"""


def shown(host, name, *options):
    """What a client is shown who asks for I(name)."""
    return host.run(f"openssl s_client -connect 127.0.0.1:443 -servername {name} {' '.join(options)} < /dev/null").stdout


def soon(holds):
    """Whether something holds within seconds: a reload of nginx does not wait until its workers of before take no new connection."""
    end = time.monotonic() + 10
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def serial(host, name):
    return host.check_output("openssl s_client -connect 127.0.0.1:443 -servername %s < /dev/null 2> /dev/null | openssl x509 -noout -serial", name)


@pytest.mark.parametrize(("name", "issuer"), [("own.test", "Authority of golive.web"), ("www.own.test", "Authority of golive.web"), ("acme.test", "Pebble")])
def test_a_name_has_its_certificate(host, name, issuer):
    assert re.search(rf"issuer=.*{issuer}", shown(host, name))


def test_a_name_that_nobody_has_is_told_of_no_certificate(host):
    said = host.run("openssl s_client -connect 127.0.0.1:443 -servername stranger.test < /dev/null")
    assert "no peer certificate available" in said.stdout and "unrecognized name" in said.stderr


def test_sslyze_finds_nothing_that_mozilla_would_not_have(host):
    address = host.check_output("hostname -I").split()[0]
    assert secured._issues("own.test", 443, address, str(AUTHORITY), "intermediate", 5) == {}


def test_sslyze_does_find_what_is_wrong(host):
    """That the test above can fail: nobody vouches for the authority there."""
    address = host.check_output("hostname -I").split()[0]
    assert list(secured._issues("own.test", 443, address, "", "intermediate", 5)) == ["certificate_path_validation"]


def test_the_curve_for_computers_yet_to_come_is_agreed_on_where_openssl_has_it(host):
    version = host.check_output("openssl version").split()[1]
    said = shown(host, "own.test")
    assert ("X25519MLKEM768" in said) == (version >= "3.5")


def test_the_key_is_roots_alone(host):
    assert host.check_output("stat -c '%U %a' /etc/golive/tls/own.pem /etc/golive/tls/acme.pem").splitlines() == ["root 600"] * 2
    assert host.check_output("stat -c '%U %a' /etc/golive/tls") == "root 711"


def test_a_renewal_by_the_timers_service_is_served(host):
    before = serial(host, "acme.test")
    host.check_output("sed -i 's/^# renew_before_expiry.*/renew_before_expiry = 3650 days/' /etc/letsencrypt/renewal/acme.conf")
    try:
        host.check_output("systemctl start certbot.service")
    finally:
        host.check_output("sed -i 's/^renew_before_expiry.*/# renew_before_expiry = 30 days/' /etc/letsencrypt/renewal/acme.conf")
    assert soon(lambda: serial(host, "acme.test") != before)
    assert re.search("issuer=.*Pebble", shown(host, "acme.test"))


def test_what_the_issuer_says_of_it_by_ocsp_comes_along(host):
    assert "no response sent" in shown(host, "own.test", "-status")
    try:
        assert host.check_output(ISSUED_WITH_OCSP) == "changed"
        assert host.run("golive-certificate --check own /root/ocsp/chain.pem /root/ocsp/own.key").stdout == ""
        # What asks first has it fetched.
        assert soon(lambda: "Cert Status: good" in shown(host, "own.test", "-status"))
        assert "OCSP Response Status: successful" in shown(host, "own.test", "-status")
    finally:
        host.run("systemctl stop golive-ocsp; golive-certificate own /etc/golive/tls/own.own.pem /etc/golive/tls/own.own.key; rm -r /root/ocsp")
    assert soon(lambda: "no response sent" in shown(host, "own.test", "-status")) and not host.file("/etc/golive/tls/own.conf").exists


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("own /etc/golive/tls/acme.pem /etc/golive/tls/own.own.key", "does not belong to"),
        ("own /etc/hostname /etc/golive/tls/own.own.key", "is no certificate"),
        ("own /nowhere /etc/golive/tls/own.own.key", "can't be read"),
        ("../own /etc/golive/tls/own.own.pem /etc/golive/tls/own.own.key", "is no name"),
    ],
)
def test_what_can_not_be_served_is_refused_and_what_is_there_stays(host, words, said):
    before = host.check_output("sha256sum /etc/golive/tls/*.pem; ls -A /etc/golive/tls")
    refused = host.run(f"golive-certificate {words}")
    assert (refused.rc != 0, said in refused.stderr) == (True, True), refused
    assert host.check_output("sha256sum /etc/golive/tls/*.pem; ls -A /etc/golive/tls") == before
