# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policies out of data; that browsers heed them is shown by the scenario of the headers."""

from __future__ import annotations

import re

import pytest
from ansible_collections.golive.web.plugins.plugin_utils import _csp
from hypothesis import given
from hypothesis import strategies as st


def test_a_policy_is_its_directives_in_their_order():
    policy = {
        "default-src": ["none"], "script-src": ["self", "'strict-dynamic'", "nonce"], "img-src": ["self", "data:", "https://*.example.com:8443/a/"],
        "style-src": False, "font-src": None, "sandbox": ["allow-forms"], "upgrade-insecure-requests": True, "report-to": ["golive"],
    }  # fmt: skip
    assert _csp.text(policy, "$request_id") == (
        "default-src 'none'; script-src 'self' 'strict-dynamic' 'nonce-$request_id'; img-src 'self' data: https://*.example.com:8443/a/; "
        "sandbox allow-forms; upgrade-insecure-requests; report-to golive"
    )


def test_the_hash_of_what_stands_in_a_page_is_that_of_the_standard():
    # The example of section 8.3 of Content Security Policy Level 2: alert('Hello, world.');
    expected = "script-src 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert _csp.text({"script-src": [{"inline": "alert('Hello, world.');"}]}, "") == expected
    assert _csp.text({"script-src": ["sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="]}, "") == expected


@pytest.mark.parametrize(
    ("policy", "where", "message"),
    [
        ([], (), "a dictionary of directives"),
        ({"script": ["self"]}, ("script",), "no directive 'script'"),
        ({"report-uri": ["/x"]}, ("report-uri",), "no directive"),
        ({"script-src": "self"}, ("script-src",), "a list"),
        ({"script-src": []}, ("script-src",), "it is empty"),
        ({"script-src": ["none", "self"]}, ("script-src", 0), "none beside others"),
        ({"script-src": ["self; img-src *"]}, ("script-src", 0), "is no source"),
        ({"script-src": ["sha256-abc"]}, ("script-src", 0), "is no source"),
        ({"script-src": ["sha256-é"]}, ("script-src", 0), "is no source"),
        ({"script-src": [{"inline": 1}]}, ("script-src", 0), "is no source"),
        ({"frame-ancestors": ["unsafe-inline"]}, ("frame-ancestors", 0), "is no source"),
        ({"upgrade-insecure-requests": ["x"]}, ("upgrade-insecure-requests",), "no value"),
        ({"sandbox": ["allow forms"]}, ("sandbox", 0), "nothing that sandbox takes"),
        ({"report-to": ['x"']}, ("report-to", 0), "nothing that report-to takes"),
    ],
)
def test_a_mistake_is_told_with_its_place(policy, where, message):
    with pytest.raises(_csp.Mistake, match=message) as caught:
        _csp.text(policy, "")
    assert caught.value.where == where


SOMETHING = st.text(alphabet=st.sampled_from("self'none-data:https://*.example,;$\"\\{}\n\r\x00 é9[]"), max_size=12) | st.text(max_size=9)


@given(
    st.dictionaries(
        st.sampled_from([*_csp.SOURCES, "sandbox", "report-to", "trusted-types"]) | st.text(max_size=9), st.lists(SOMETHING, max_size=3), max_size=4
    )
)
def test_nothing_breaks_out_of_a_directive(policy):
    try:
        said = _csp.text(policy, "")
    except _csp.Mistake:
        return
    assert re.fullmatch(r"[ !#-\[\]-~]*", said) and "$" not in said
    assert [directive.split(" ")[0] for directive in said.split("; ") if directive] == [*policy]
    assert "," not in said
    assert [len(directive.split(" ")) - 1 for directive in said.split("; ") if directive] == [
        len({one.strip("'") for one in words}) for words in policy.values()
    ]
