# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from ansible_collections.golive.web.plugins.plugin_utils import _html, _timeline
from ansible_collections.golive.web.plugins.plugin_utils._scale import Scale
from hypothesis import given
from hypothesis import strategies as st
from rollouts import HOSTILE, NEW, Rollout, events, gone_back, gone_well, hostile_text

ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "div", "h1", "h2", "h3", "p", "dl", "dt", "dd", "ul", "ol", "li", "span",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "role", "aria-label", "tabindex", "scope", "colspan", "title", "open",
}  # fmt: skip


class Page(HTMLParser):
    """A page as a browser reads it: C(elements) (name, attributes), C(words) that are shown, C(style); every element that begins ends in its turn."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.words, self.style, self._open = [], [], "", []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open and self._open[-1] == "style":
            self.style += data
        else:
            self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data):
        raise AssertionError(f"an instruction: {data}")

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self):
        return "".join(self.words)


@given(events, hostile_text)
def test_nothing_of_what_happened_becomes_an_element_an_attribute_or_a_style(happened, application):
    text = _timeline.page(happened, application)
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    page = Page(text)
    assert {name for name, _attributes in page.elements} <= ELEMENTS
    assert {name for _name, attributes in page.elements for name in attributes} <= ATTRIBUTES
    allowed = re.compile(r"(wide|chart|lane|lane axis|said|number|text|verdict \w+|\w+ x\d+ w\d+|x\d+ w\d+)")
    assert all(allowed.fullmatch(attributes["class"]) for _name, attributes in page.elements if "class" in attributes)
    assert page.style == Page(_timeline.page([])).style.partition(".x")[0] + _positions(page.style)


def _positions(style):
    positions = style[style.index(".x") :] if ".x" in style else ""
    assert re.fullmatch(r"(\.x\d+\{left:[\d.]+%\})*(\.w\d+\{width:[\d.]+%\})*", positions)
    return positions


@given(hostile_text | st.sampled_from([HOSTILE]))
def test_every_text_is_shown_as_it_is_and_where_it_belongs(reason):
    page = Page(_timeline.page(gone_back(reason=reason).events))
    shown = _html.visible(f"web2: {reason}")
    assert shown in page.words


def test_the_page_allows_its_own_style_and_nothing_else():
    text = _timeline.page(gone_back().events)
    style = re.search("<style>(.*)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(meta["content"] for meta in Page(text).all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|https?:|<script|javascript:", text)


def test_every_host_has_a_lane_with_its_phases_and_their_verdicts():
    page = Page(_timeline.page(gone_back().events))
    assert [attributes.get("title") for attributes in page.all("li") if attributes.get("title", "")[2:].startswith("Wave 2 of 2")] == [
        "\N{MULTIPLICATION SIGN} Wave 2 of 2: fail, 14.0 s",
        "\N{MULTIPLICATION SIGN} Wave 2 of 2: fail, 13.0 s",
        "\N{CHECK MARK} Wave 2 of 2: pass, 13.0 s",
    ]
    assert [word for word in page.words if word.startswith("Wave ") and "host" in word] == ["Wave 1 of 2, 1 host", "Wave 2 of 2, 2 hosts"]


def test_positions_are_thousandths_of_the_whole():
    page = Page(_timeline.page(gone_well().events))
    wave = next(attributes for attributes in page.all("li") if attributes.get("title") == "\N{CHECK MARK} Wave 1 of 2: pass, 11.0 s")
    assert wave["class"] == "pass x188 w343"
    assert ".x188{left:18.8%}" in page.style
    assert ".w343{width:34.3%}" in page.style


def test_tables_are_read_by_those_who_hear_them():
    page = Page(_timeline.page(gone_back().events))
    assert all("scope" in attributes for attributes in page.all("th"))
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("title")) == len(page.all("main")) == len(page.all("h1")) == 1
    assert all(attributes["aria-label"] and attributes["tabindex"] == "0" for attributes in page.all("div"))


def test_what_failed_is_open_and_what_went_well_is_folded():
    assert [("open" in attributes) for attributes in Page(_timeline.page(gone_back().events)).all("details")] == [False, True, False]


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ([{"host": "web1", "requests": 1203, "p99": 0.0234567}], ["host", "requests", "p99", "web1", "1203", "0.02346"]),
        ({"web1": {"errors": 1}, "web2": {"errors": 2}}, ["errors", "web1", "1", "web2", "2"]),
        ({"requests": 7, "errors": 0}, ["requests", "errors", "7", "0"]),
    ],
)
def test_figures_of_traffic_are_a_table(figures, words):
    rollout = Rollout()
    rollout.phase("wave", 5, {"figures": figures}, web1={})
    page = Page(_timeline.page(rollout.events))
    after = page.words[page.words.index("Traffic") + 1 :]
    assert after[: len(words)] == words


def test_no_figures_are_no_table():
    assert "Traffic" not in Page(_timeline.page(gone_well().events)).words


def test_fifty_hosts_in_three_waves_are_a_page_of_less_than_150_kilobytes():
    hosts = [f"web{number}.example.com" for number in range(50)]
    rollout = Rollout(waves=(hosts[:1], hosts[1:13], hosts[13:]))
    for phase, members in [("stage", hosts), ("wave", hosts[:1]), ("wave", hosts[1:13]), ("wave", hosts[13:]), ("finish", hosts)]:
        rollout.phase(phase, 12, **dict.fromkeys(members, {}))
    text = _timeline.page(rollout.events, "gigs")
    page = Page(text)
    assert len(text) < 150_000
    assert page.words.count(NEW) >= 50
    assert len([attributes for attributes in page.all("ol") if attributes["class"] == "lane"]) == 51


@given(st.floats(0, 10**9), st.floats(0, 10**9), st.floats(0, 10**9))
def test_a_bar_is_never_outside_of_its_lane_nor_too_small_to_see(seconds, begin, end):
    left, width = (int(part[1:]) for part in Scale(seconds).place(min(begin, end), max(begin, end)).split())
    assert 0 <= left and 3 <= width and left + width <= 1000


@given(st.floats(0, 10**9))
def test_there_are_a_few_ticks(seconds):
    assert 1 <= len(Scale(seconds).ticks()) <= 9


@pytest.mark.parametrize(
    ("seconds", "ticks"), [(0.4, [0]), (7, [0, 1, 2, 3, 4, 5, 6, 7]), (58, [0, 10, 20, 30, 40, 50]), (3600, [0, 600, 1200, 1800, 2400, 3000, 3600])]
)
def test_ticks_are_times_that_people_say(seconds, ticks):
    assert Scale(seconds).ticks() == ticks


def test_only_what_was_made_as_html_is_html():
    assert _html.element("b", "<i>", _html.element("i", "&"), None, class_='"', title=None, open=True) == '<b class="&quot;" open>&lt;i&gt;<i>&amp;</i></b>'
