# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._check_kinds import certificate
from ansible_collections.golive.web.plugins.module_utils._checks.run import Facts
from hypothesis import given
from hypothesis import strategies as st

NOW = 1_800_000_000
GOOD = {
    "names": ["example.com", "*.example.com"], "not_before": "2027-01-01T00:00:00Z", "not_after": "2027-03-01T00:00:00Z",
    "key": "RSA", "key_bits": 2048, "signature": "sha256", "now": NOW,
}  # fmt: skip


def judged(known=None, key=("", ""), chain=("", ""), **options):
    check = checks.ready(check="certificate", file="/f", key="/k", ca_file="/c", **options)
    facts = {("certificate", "/f"): {**GOOD, **(known or {})}, ("certificate_key", "/f", "/k"): key, ("certificate_chain", "/f", "/c"): chain}
    return certificate.KIND.judge(check, Facts({}, facts))


@pytest.mark.parametrize("given, reason", [
    ({}, ""),
    ({"known": {"not_before": "2027-02-01T00:00:00Z"}}, "certificate_future"),
    ({"known": {"not_after": "2027-01-10T00:00:00Z"}}, "certificate_expired"),
    ({"min_days": 50}, "certificate_expires"),
    ({"known": {"key_bits": 1024}}, "certificate_weak"),
    ({"known": {"key": "EC", "key_bits": 192}}, "certificate_weak"),
    ({"known": {"signature": "sha1"}}, "certificate_weak"),
    ({"names": ["example.com", "www.example.com"]}, ""),
    ({"names": ["example.com", "example.org"]}, "certificate_name"),
    ({"known": {"names": []}, "names": ["example.com"]}, "certificate_name"),
    ({"key": ("conflict", "/k is not the key of /f")}, "conflict"),
    ({"chain": ("certificate_untrusted", "unable to get local issuer certificate")}, "certificate_untrusted"),
])  # fmt: skip
def test_each_fault_has_its_reason(given, reason):
    found = judged(**given)
    assert (found.outcome, found.reason) == ("fail" if reason else "pass", reason)


def test_what_was_seen_and_what_is_wanted_is_told():
    found = judged(names=["example.org"])
    assert (found.observed, found.expected) == ("the certificate's list of names is example.com, *.example.com", "one with example.org")
    assert judged().observed == "valid until 2027-03-01T00:00:00Z"


def test_of_an_expired_one_nothing_else_is_told():
    assert judged({"not_after": "2027-01-10T00:00:00Z", "key_bits": 512}, key=("conflict", "no")).reason == "certificate_expired"


@pytest.mark.parametrize("pattern, name, holds", [
    ("example.com", "EXAMPLE.com.", True), ("*.example.com", "www.example.com", True), ("*.example.com", "example.com", False),
    ("*.example.com", "a.b.example.com", False), ("w*.example.com", "www.example.com", False), ("*", "localhost", False), ("*.", "a.", False),
    ("192.0.2.1", "192.0.2.1", True), ("*.example.com", ".example.com", False),
])  # fmt: skip
def test_an_asterisk_is_for_one_label(pattern, name, holds):
    assert certificate._is_for(pattern, name) is holds


@given(st.text(), st.text())
def test_any_names_can_be_compared(pattern, name):
    assert isinstance(certificate._is_for(pattern, name), bool)
