# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Security headers of presets and applications; what judges say of them on real hosts is in the scenario of the headers."""

from __future__ import annotations

import re

import pytest
from ansible_collections.golive.web.plugins.plugin_utils import _csp, _headers
from hypothesis import given
from hypothesis import strategies as st

IN_QUOTES = re.compile(r'(?:[^"\\$]|\$request_id)*', re.DOTALL)


@pytest.mark.parametrize("preset", [*_headers.PRESETS])
def test_a_preset_forbids_all_that_it_does_not_name(preset):
    found = dict(_headers.headers(preset))
    assert found["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in found["Content-Security-Policy"] and found["X-Frame-Options"] == "DENY"
    assert not re.search("(?<!wasm-)unsafe", found["Content-Security-Policy"])
    assert "camera=()" in found["Permissions-Policy"]
    assert all(IN_QUOTES.fullmatch(value) for value in found.values())


def test_what_an_application_says_is_laid_over_its_preset():
    found = dict(
        _headers.headers(
            "server_rendered",
            headers={"x-frame-options": None, "X-Robots-Tag": "noindex", "referrer-policy": "same-origin"},
            csp={"img-src": ["self", "https://cdn.example.com"], "frame-ancestors": ["self"], "font-src": False},
            permissions={"camera": ["self", "https://meet.example.com"], "usb": None},
        )
    )
    policy = found["Content-Security-Policy"]
    assert "img-src 'self' https://cdn.example.com" in policy and "frame-ancestors 'self'" in policy and "font-src" not in policy
    assert 'camera=(self "https://meet.example.com")' in found["Permissions-Policy"] and "usb" not in found["Permissions-Policy"]
    assert "X-Frame-Options" not in found and found["X-Robots-Tag"] == "noindex"
    assert (found["referrer-policy"], "Referrer-Policy" in found) == ("same-origin", False)


def test_a_policy_that_is_tried_is_laid_over_the_one_that_is_enforced():
    found = dict(_headers.headers("spa", report_only={"style-src": ["none"]}, reports=True))
    assert "style-src 'self'" in found["Content-Security-Policy"] and "style-src 'none'" in found["Content-Security-Policy-Report-Only"]
    assert all(found[name].endswith("report-to golive") for name in found if name.startswith("Content-Security-Policy"))
    assert found["Reporting-Endpoints"] == 'golive="/.golive/csp-reports"'
    assert not {"Content-Security-Policy-Report-Only", "Reporting-Endpoints"} & dict(_headers.headers("spa")).keys()


@pytest.mark.parametrize(
    ("given_", "where"),
    [
        ({"preset": "page"}, ("preset",)),
        ({"preset": ["api"]}, ("preset",)),
        ({"headers": {"X-A": "b\r\nX-C: d"}}, ("headers", "X-A")),
        ({"headers": {"X-A": "$http_cookie"}}, ("headers", "X-A")),
        ({"headers": {"X-A": "b\\"}}, ("headers", "X-A")),
        ({"headers": {"X-A": 1}}, ("headers", "X-A")),
        ({"headers": {"X-A": ""}}, ("headers", "X-A")),
        ({"headers": {"X A": "b"}}, ("headers", "X A")),
        ({"headers": {"Content-Security-Policy": "default-src *"}}, ("headers", "Content-Security-Policy")),
        ({"headers": ["X-A"]}, ("headers",)),
        ({"csp": {"img-src": ["x y"]}}, ("csp", "img-src", 0)),
        ({"report_only": {"img-src": ["x y"]}}, ("report_only", "img-src", 0)),
        ({"permissions": {"camera": "self"}}, ("permissions", "camera")),
        ({"permissions": {"camera": ['https://a" "']}}, ("permissions", "camera", 0)),
        ({"permissions": {"Camera=": []}}, ("permissions", "Camera=")),
    ],
)
def test_a_mistake_is_told_with_its_place(given_, where):
    with pytest.raises(_csp.Mistake) as caught:
        _headers.headers(**{"preset": "api", **given_})
    assert caught.value.where == where


@given(st.text(max_size=9), st.text(max_size=12) | st.text(alphabet='ab"\\$; {}\n', max_size=9))
def test_no_header_breaks_out_of_its_quotes(name, value):
    try:
        found = dict(_headers.headers("api", headers={name: value}))
    except _csp.Mistake:
        return
    assert re.fullmatch("[A-Za-z][A-Za-z0-9-]*", name) and re.fullmatch(r"[ -~]+", found[name]) and not set(found[name]) & {"$", "\\"}


def test_a_location_has_its_own_and_the_longest_is_first():
    found = _headers.by_location(
        "server_rendered",
        csp={"img-src": ["self", "https://cdn.example.com"]},
        locations={
            "/docs": {"csp": {"style-src": ["self", "unsafe-inline"]}, "headers": {"X-Frame-Options": None}},
            "/docs/embedded": {"csp": {"frame-ancestors": ["self"]}},
        },
    )
    by_name = {one["name"]: one for one in found}
    embedded, docs = by_name["Content-Security-Policy"]["locations"]
    assert (embedded["path"], docs["path"]) == ("/docs/embedded", "/docs")
    assert "style-src 'self' 'unsafe-inline'" in docs["value"] and "img-src 'self' https://cdn.example.com" in docs["value"]
    assert "frame-ancestors 'self'" in embedded["value"] and "unsafe-inline" not in embedded["value"]
    assert by_name["X-Frame-Options"]["locations"] == [{"path": "/docs", "value": ""}]
    assert by_name["Referrer-Policy"]["locations"] == []


@pytest.mark.parametrize(
    ("locations", "where"),
    [
        (["/docs"], ("locations",)),
        ({"docs": {}}, ("locations", "docs")),
        ({"/a b": {}}, ("locations", "/a b")),
        ({"/docs": {"reports": True}}, ("locations", "/docs")),
        ({"/docs": []}, ("locations", "/docs")),
        ({"/docs": {"csp": {"img-src": "x"}}}, ("locations", "/docs", "csp", "img-src")),
    ],
)
def test_a_mistake_of_a_location_is_told_with_its_place(locations, where):
    with pytest.raises(_csp.Mistake) as caught:
        _headers.by_location("api", locations)
    assert caught.value.where == where
