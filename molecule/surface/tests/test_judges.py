# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What judges that others wrote say of the sites; and, so that their praise means something, of one at port 9443 that nobody guards (support/bare.conf)."""

from __future__ import annotations

import functools

import judges
import pytest

PATHS = ("/", "/api/gigs")
DAYS = 366


def headers(address, site, path, port=443):
    said = judges.at(address, [site], "curl", "--silent", "--insecure", "--head", f"https://{site}:{port}{path}")
    return dict(line.split(": ", 1) for line in said.lower().splitlines() if ": " in line)


@pytest.mark.parametrize("path", PATHS)
def test_mdns_observatory_gives_the_best_grade(address, site, path):
    said = judges.observatory(address, site, path)
    print(site, path, said)
    assert said["grade"] == "A+" and said["score"] >= 125


@pytest.mark.parametrize("path", PATHS)
def test_shcheck_misses_no_header(address, site, path):
    assert judges.shcheck(address, f"https://{site}{path}", site) == []


@pytest.mark.parametrize("path", PATHS)
def test_csp_evaluator_finds_nothing_grave(address, site, path):
    assert judges.csp(headers(address, site, path)["content-security-policy"]) == []


def test_sslyze_says_that_it_is_mozillas_intermediate_configuration(address, site):
    complies, words = judges.sslyze(address, site)
    assert complies, words


def test_certificates_are_short_lived(fleet, on, site):
    shown = f"openssl s_client -connect 127.0.0.1:443 -servername {site} < /dev/null 2> /dev/null | openssl x509"
    assert fleet.on(on, "sh", "-c", f"{shown} -noout -checkend {DAYS * 86400}", check=False) == "Certificate will expire"


def test_gixy_finds_nothing(fleet, on):
    found = judges.gixy(fleet.on(on, "nginx", "-T"))
    assert [(finding["plugin"], finding["reason"]) for finding in found if "bare.conf" not in finding["file"]] == []


@pytest.mark.long
def test_testssl_finds_nothing_above_low(address, site):
    assert judges.testssl(address, site) == []


def test_judges_find_what_is_wrong_with_an_unguarded_site(fleet, address, on):
    said = judges.observatory(address, "laravel.test:9443")
    missing = judges.shcheck(address, "https://laravel.test:9443/", "laravel.test")
    grave = judges.csp(headers(address, "laravel.test", "/", 9443)["content-security-policy"])
    complies, _words = judges.sslyze(address, "laravel.test", 9443)
    found = [finding["plugin"] for finding in judges.gixy(fleet.on(on, "nginx", "-T")) if "bare.conf" in finding["file"]]
    print("unguarded:", said, missing, found)
    assert said["score"] < 50 and "Strict-Transport-Security" in missing and grave and not complies and "http_splitting" in found


@pytest.mark.long
def test_testssl_finds_what_is_wrong_with_an_unguarded_site(address):
    assert {"cipherlist_OBSOLETED", "HSTS"} & {name for name, _severity, _words in judges.testssl(address, "laravel.test", 9443)}


@pytest.mark.long
def test_others_have_their_say(fleet, on, as_made):
    """What lynis, debsecan and ssh-audit say is noted, most of it being about what these roles leave to others; but no role makes it worse."""
    before, after = (judges.lynis(functools.partial(said, on)) for said in (as_made, functools.partial(fleet.on, check=False)))
    to_mend = fleet.on(on, "debsecan", "--suite", on.rstrip("123"), "--only-fixed", check=False).splitlines()
    print(f"{on}: lynis {before} without and {after} with the roles; debsecan {len(to_mend)}; ssh-audit {judges.ssh_audit(fleet.addresses[on])}")
    assert 0 < before < after <= 100
