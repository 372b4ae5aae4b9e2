# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A site as it should be, and with one thing taken away: each check sees its own."""

from __future__ import annotations

import contextlib
import json

import certificates
import pytest
import surface as sites
from ansible_collections.golive.web.plugins.module_utils._audit import run, secured
from ansible_collections.golive.web.plugins.module_utils._audit.catalogue import CHECKS
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

LOGIN = json.dumps({"path": "/login", "requests": sites.LOGINS, "body": "password=hunter2hunter2"})
UPLOAD = json.dumps({"path": "/upload", "served": "/uploads/{name}"})
ASKED = {"static": [], "exposed": ["/secret.txt"], "body_bytes": sites.BODY_BYTES, "login": LOGIN, "upload": UPLOAD}
DEFAULTS = {"address": "127.0.0.1", "ca_file": None, "deadline": 60.0, "pages": ["/"], "threshold": "high", "timeout": 5.0, "tls_profile": "intermediate"}


def header(name, value):
    return lambda site: site.headers.update({name: value}) if value else site.headers.pop(name)


def serves(path, body, headers=None):
    return lambda site: site.routes.update({("GET", path): (200, headers or {}, body)})


def has(**attributes):
    return lambda site: [setattr(site, name, value) for name, value in attributes.items()]


ALLOWED = {"Access-Control-Allow-Origin": "{origin}", "Access-Control-Allow-Credentials": "true"}
# What is wrong, with the check that is to see it, the outcome and a word of what it says. The first of a check that is seen is its own.
PLANTED = {
    "a trace on a bad request": ("S01", "fail", "Traceback", has(error_body=b"Traceback (most recent call last):\n  File")),
    "an environment file": ("S04", "fail", "/.env", serves("/.env", b"APP_KEY=base64:abc\n")),
    "a repository": ("S04", "fail", "/.git/HEAD", serves("/.git/HEAD", b"ref: refs/heads/main\n")),
    "an own path": ("S04", "fail", "/secret.txt", serves("/secret.txt", b"x")),
    "a redirect to another host": ("S16", "fail", "evil.test", lambda site: setattr(site.plain, "redirect", "https://evil.test/")),
    "a redirect without TLS": ("S16", "fail", "301", lambda site: setattr(site.plain, "redirect", f"http://{sites.NAME}/")),
    "no transport security": ("S17", "fail", "not sent", header("Strict-Transport-Security", "")),
    "transport security of a day": ("S17", "fail", "86400", header("Strict-Transport-Security", "max-age=86400")),
    "no policy": ("S18", "fail", "not sent", header("Content-Security-Policy", "")),
    "inline scripts": ("S18", "fail", "unsafe-inline", header("Content-Security-Policy", "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'")),
    "frames": ("S19", "fail", "any site", header("Content-Security-Policy", sites.HEADERS["Content-Security-Policy"].partition("; frame-ancestors")[0])),
    "guessed types": ("S20", "fail", "not sent", header("X-Content-Type-Options", "")),
    "addresses told": ("S21", "fail", "unsafe-url", header("Referrer-Policy", "unsafe-url")),
    "no permissions": ("S22", "fail", "not sent", header("Permissions-Policy", "")),
    "not isolated": ("S23", "fail", "Opener", header("Cross-Origin-Opener-Policy", "unsafe-none")),
    "headers on pages alone": ("S24", "fail", "/app.js", serves("/app.js", b"1", {"Content-Security-Policy": ""})),
    "a version": ("S25", "fail", "PHP/8.4.1", header("X-Powered-By", "PHP/8.4.1")),
    "a cookie for scripts": ("S26", "fail", "HttpOnly", has(cookie="__Host-session=a1; Path=/; Secure; SameSite=Lax")),
    "any origin with cookies": ("S28", "fail", "visitor's cookies", has(origin=ALLOWED)),
    "any origin": ("S28", "warn", "anybody may read", has(origin={"Access-Control-Allow-Origin": "*"})),
    "uploads that are run": ("S30", "fail", "it ran", has(keeps_uploads=True, runs_uploads=True)),
    "no limit of bodies": ("S31", "fail", "status", has(most=10**9)),
    "TRACE": ("S33", "fail", "status 200", has(trace_status=200)),
    "any name": ("S34", "fail", "status 200", has(stranger_status=0)),
    "a page of status": ("S35", "fail", "/metrics", serves("/metrics", b"# HELP up Up\nup 1\n")),
    "no limit of logins": ("S36", "fail", "none was refused", has(most_logins=10**9)),
    "a forged address": ("S37", "fail", "X-Real-IP", has(client_header="X-Real-IP")),
}  # fmt: skip
# Without a limit there is none to get round.
TOGETHER = {"no limit of logins": {"S36", "S37"}, "no policy": {"S18", "S19", "S24"}}
EVERYWHERE = {"S17", "S20", "S21", "S22", "S23"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return certificates.Authority(tmp_path_factory.mktemp("certificates"))


@contextlib.contextmanager
def both(context):
    """The site, with C(plain), which leads to it."""
    with sites.served(context) as site, sites.served() as plain:
        site.plain = plain
        yield site


@pytest.fixture
def site(authority):
    with both(authority.context(name=sites.NAME)) as site:
        yield site


@pytest.fixture(autouse=True)
def no_scan(monkeypatch):
    monkeypatch.setattr(secured, "_issues", lambda *_args: {})


def audited(site, authority, is_harmless=False, **params):
    url = f"https://{sites.NAME}:{site.port}"
    return run.audit({**DEFAULTS, **ASKED, "url": url, "plain_port": site.plain.port, "ca_file": str(authority.file), **params}, is_harmless)


def outcomes(result):
    return {one["id"]: one["outcome"] for one in result["findings"]}


def test_a_site_that_is_as_it_should_be_passes_every_check(site, authority):
    result = audited(site, authority)
    assert [one for one in result["findings"] if one["outcome"] != "pass"] == []
    assert list(outcomes(result)) == list(CHECKS)
    assert (result["verdict"], result["reason"], result["changed"], result["counts"]["pass"]) == ("pass", "", False, len(CHECKS))


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_taken_away_is_seen_by_its_own_check(name, site, authority):
    check, outcome, word, plant = PLANTED[name]
    plant(site)
    result = audited(site, authority, static=["/app.js"] if ("GET", "/app.js") in site.routes else [])
    found = {one["id"]: one for one in result["findings"]}
    assert (found[check]["outcome"], word in found[check]["observed"]) == (outcome, True), found[check]
    others = {other for other, said in outcomes(result).items() if said != "pass"} - {check}
    # A header that no page has is missed on every answer, too.
    assert others <= TOGETHER.get(name, {"S24"} if check in EVERYWHERE else set()), others


def test_nothing_is_asked_in_check_mode_that_changes_something(site, authority):
    site.keeps_uploads = True
    result = audited(site, authority, is_harmless=True)
    assert {method for method, _path in site.asked} == {"GET", "OPTIONS", "TRACE"}
    assert set(CHECKS) - set(outcomes(result)) == {"S30", "S31", "S36", "S37"}
    assert not result["changed"]


def test_what_was_uploaded_is_a_change(site, authority):
    site.keeps_uploads = True
    result = audited(site, authority)
    assert (result["changed"], outcomes(result)["S30"]) == (True, "pass")


@pytest.mark.parametrize(
    ("certificate", "check", "reason"),
    [
        ({"name": "other.test"}, "S13", "certificate_name"),
        ({"name": sites.NAME, "signed_by_itself": True}, "S13", "certificate_untrusted"),
        ({"name": sites.NAME, "begins": -9, "ends": -1}, "S13", "certificate_expired"),
        ({"name": sites.NAME, "ends": 20}, "S14", "certificate_expires"),
    ],
)
def test_a_bad_certificate_is_seen_and_all_else_besides(authority, certificate, check, reason):
    with both(authority.context(**certificate)) as site:
        result = audited(site, authority)
    found = {one["id"]: one for one in result["findings"]}
    assert (found[check]["outcome"], found[check]["reason"]) == ("fail", reason)
    assert {other for other, one in found.items() if one["outcome"] != "pass"} <= {"S13", "S14"}


def test_what_sslyze_says_is_sorted_by_check(site, authority, monkeypatch):
    said = {"tls_versions": "TLS versions {'TLSv1'} are supported", "ciphers": "Cipher suites are supported", "certificate_path_validation": "not valid"}
    monkeypatch.setattr(secured, "_issues", lambda *_args: dict(said))
    found = {one["id"]: one for one in audited(site, authority)["findings"]}
    assert (found["S11"]["observed"], found["S12"]["observed"]) == (said["tls_versions"], said["ciphers"])
    assert (found["S11"]["outcome"], found["S12"]["outcome"], found["S13"]["outcome"]) == ("fail", "fail", "pass")


def test_nobody_there_is_inconclusive_and_said_so(authority):
    with both(authority.context(name=sites.NAME)) as site:
        pass
    result = audited(site, authority)
    assert result["verdict"] == "inconclusive"
    # Who does not answer without TLS serves nothing without TLS. Of S11 and S12 sslyze would say the same.
    assert {outcome for check, outcome in outcomes(result).items() if check not in ("S11", "S12")} == {"error", "not_applicable"}


def test_the_deadline_holds_for_all(site, authority):
    site.pages = []
    result = audited(site, authority, deadline=0.001)
    assert result["seconds"]["total"] < 3
    assert "error" in outcomes(result).values()


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"url": "ftp://app.test"}, "url"), ({"url": "https://app.test/path"}, "url"), ({"url": "https://u:hunter2@app.test"}, "url"),
        ({"url": "https://app.test:99999"}, "url"), ({"url": "https://[::1"}, "url"), ({"pages": []}, "pages"), ({"pages": ["login"]}, "pages"),
        ({"static": ["/a b"]}, "static"), ({"exposed": ["/\r\nX: y"]}, "exposed"), ({"body_bytes": 0}, "body_bytes"), ({"login": "[]"}, "login"),
        ({"login": "{"}, "login"), ({"login": '{"path": "/login"}'}, "requests"), ({"login": '{"path": "/login", "requests": 5000}'}, "requests"),
        ({"login": '{"path": "/l", "requests": "hunter2"}'}, "login"), ({"login": '{"path": "/l", "requests": 1, "password": "x"}'}, "password"),
        ({"upload": '{"path": "/upload", "served": "/x"}'}, "{name}"), ({"ca_file": "/nowhere"}, "ca_file"), ({"timeout": 0.0}, "timeout"),
    ],
)  # fmt: skip
def test_what_can_not_be_meant_is_refused_before_anything_is_asked(site, authority, params, word):
    with pytest.raises(GoliveError) as refused:
        audited(site, authority, **params)
    assert word in str(refused.value)
    assert "Nothing was asked." in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert site.asked == []


def test_no_secret_is_shown(site, authority):
    site.routes["GET", "/"] = (200, {"X-Powered-By": "hunter2hunter2"}, b"password=hunter2hunter2")
    assert "hunter2hunter2" not in json.dumps(audited(site, authority))
