# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._audit import headers
from hypothesis import given
from hypothesis import strategies as st

CASES = [
    (headers.transport, "strict-transport-security", ["max-age=63072000; includeSubDomains"], []),
    (headers.transport, "strict-transport-security", ['max-age="31536000"'], []),
    (headers.transport, "strict-transport-security", ["max-age=" + "9" * 400], []),
    (headers.transport, "strict-transport-security", [], ["high"]),
    (headers.transport, "strict-transport-security", ["max-age=31535999"], ["high"]),
    (headers.transport, "strict-transport-security", ["includeSubDomains"], ["high"]),
    (headers.transport, "strict-transport-security", ["max-age=63072000; max-age=1"], ["high"]),
    (headers.transport, "strict-transport-security", ["max-age=0", "max-age=63072000"], ["high"]),
    (headers.policies, "content-security-policy", ["default-src 'none'; base-uri 'none'; form-action 'none'"], []),
    (headers.policies, "content-security-policy", [], ["high"]),
    (headers.policies, "content-security-policy-report-only", ["default-src 'none'"], ["high"]),
    (headers.framing, "content-security-policy", ["frame-ancestors 'none'"], []),
    (headers.framing, "content-security-policy", ["frame-ancestors *"], ["medium"]),
    (headers.framing, "content-security-policy", ["default-src 'none'"], ["medium"]),
    (headers.framing, "x-frame-options", ["SameOrigin"], ["low"]),
    (headers.framing, "x-frame-options", ["ALLOWALL"], ["medium"]),
    (headers.framing, "x-frame-options", ["DENY, ALLOWALL"], ["medium"]),
    (headers.sniffing, "x-content-type-options", ["NoSniff"], []),
    (headers.sniffing, "x-content-type-options", ["nosniff", "other"], []),
    (headers.sniffing, "x-content-type-options", ["other", "nosniff"], ["medium"]),
    (headers.sniffing, "x-content-type-options", [], ["medium"]),
    (headers.referrer, "referrer-policy", ["no-referrer, strict-origin-when-cross-origin"], []),
    (headers.referrer, "referrer-policy", ["no-referrer", "unsafe-url"], ["medium"]),
    (headers.referrer, "referrer-policy", ["unsafe-url, no-referrer, unknown"], []),
    (headers.referrer, "referrer-policy", ["unknown"], ["medium"]),
    (headers.permissions, "permissions-policy", ["camera=()"], []),
    (headers.permissions, "permissions-policy", [""], ["low"]),
    (headers.leaks, "x-powered-by", ["PHP/8.4"], ["low"]),
    (headers.leaks, "server", ["nginx"], []),
    (headers.leaks, "server", ["nginx/1.26.3"], ["low"]),
]


@pytest.mark.parametrize(("rule", "name", "values", "severities"), CASES)
def test_what_a_header_leaves_open(rule, name, values, severities):
    assert [one.severity for one in rule({name: values} if values else {})] == severities


def test_an_answer_is_kept_to_its_own_site_by_three_headers():
    closed = {
        "cross-origin-opener-policy": ["same-origin"],
        "cross-origin-embedder-policy": ['require-corp; report-to="x"'],
        "cross-origin-resource-policy": ["same-site"],
    }
    assert headers.isolation(closed) == []
    assert [one.directive for one in headers.isolation({**closed, "cross-origin-opener-policy": ["unsafe-none"]})] == ["Cross-Origin-Opener-Policy"]
    assert [one.message for one in headers.isolation({**closed, "cross-origin-resource-policy": ["same-site"] * 2})] == ["it is sent more than once"]
    assert len(headers.isolation({})) == 3


RULES = (headers.transport, headers.policies, headers.framing, headers.sniffing, headers.referrer, headers.permissions, headers.isolation, headers.leaks)


@given(st.dictionaries(st.sampled_from([name for _rule, name, _values, _severities in CASES]), st.lists(st.text(max_size=200), min_size=1, max_size=3)))
def test_no_value_from_outside_is_an_error_or_long_or_breaks_a_line(sent):
    for rule in RULES:
        assert all(len(one.message) < 400 and one.message.isprintable() for one in rule(sent) if rule is not headers.policies)
