# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The page as a strict policy takes it: scripts and styles are files of its own, or have the request's nonce."""

from __future__ import annotations

import hashlib
import html.parser
import re

import pytest

KINDS = {"js": ("application/javascript", "text/javascript"), "css": ("text/css",), "svg": ("image/svg+xml",)}


class Page(html.parser.HTMLParser):
    """What a page loads, and what stands in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.loaded, self.inline = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        if address := found.get("src") or (found.get("href") if tag == "link" else None):
            self.loaded.append(address)
        elif tag in ("script", "style"):
            self.inline.append((tag, found.get("nonce")))


@pytest.fixture
def page(anonymous):
    answer = anonymous.get("/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    return Page(answer.text)


def test_home_is_a_page_with_the_version_and_release(anonymous):
    answer = anonymous.get("/")
    assert re.search(r"Version \S+, release " + re.escape(answer.headers["X-Release"]), answer.text)


def test_page_has_no_handlers_styles_or_scripts_in_attributes(page):
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        assert not [value for value in attributes.values() if (value or "").lower().startswith(("javascript:", "data:"))], tag


def test_what_stands_in_the_page_has_the_nonce_of_its_request(anonymous, page):
    assert sorted(tag for tag, _nonce in page.inline) == ["script", "style"]
    (nonce,) = {nonce for _tag, nonce in page.inline}
    assert re.fullmatch(r"[A-Za-z0-9+/_=-]{22,}", nonce)
    answer = anonymous.get("/")
    (other,) = {found for _tag, found in Page(answer.text).inline}
    assert other != nonce
    policy = answer.headers.get("Content-Security-Policy")
    assert policy is None or f"'nonce-{other}'" in policy


def test_nonce_of_the_client_never_arrives(anonymous):
    assert "mine" not in anonymous.get("/", headers={"X-CSP-Nonce": "mine"}).text


def test_files_of_the_page_are_named_by_their_content_and_kept_for_ever(anonymous, page):
    assert sorted(address.rpartition(".")[2] for address in page.loaded) == ["css", "js", "svg"]
    for address in page.loaded:
        name, kind = re.fullmatch(r"/site/\w+-([0-9a-f]{12})\.(\w+)", address).groups()
        answer = anonymous.get(address, file=True)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Type"].partition(";")[0] in KINDS[kind]
        assert hashlib.sha256(answer.content).hexdigest().startswith(name)
        assert "immutable" in answer.headers["Cache-Control"]
