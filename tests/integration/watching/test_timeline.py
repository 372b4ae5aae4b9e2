# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The timeline as a browser shows it."""

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.plugin_utils import _timeline
from rollouts import HOSTILE, NEW, Rollout, gone_back
from stage import ROOT

PICTURES = ROOT / ".work" / "pictures"
# The least ratio of contrast of text, WCAG 2.2, 1.4.3; computed as there.
CONTRAST = 4.5
_CONTRASTS = """
(() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour.endsWith(' 0)') || colour === 'transparent' ? behind(element.parentElement) : colour;
  };
  const texts = [...document.querySelectorAll('body *')].filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
  return texts.map(element => {
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  });
})()
"""
_OUTSIDE = """
[...document.querySelectorAll('ol.lane:not(.axis) li')].filter(bar => {
  const [inner, outer] = [bar.getBoundingClientRect(), bar.parentElement.getBoundingClientRect()];
  return inner.width < 1 || inner.left < outer.left - 1 || inner.right > outer.right + 1;
}).length
"""


def fleet():
    """50 hosts in 3 waves, of which one refused in the last."""
    hosts = [f"web{number}.example.com" for number in range(1, 51)]
    rollout = Rollout(waves=(hosts[:1], hosts[1:13], hosts[13:]), shares=(5,))
    well = dict.fromkeys
    figures = [{"host": "web1.example.com", "release": NEW, "requests": 1203, "errors": 0, "p99 ms": 23.4}]
    rollout.phase("stage", 6, **well(hosts, {}))
    rollout.phase("share of 5 %", 11, {"figures": figures}, **well(hosts[:1], {"share": 5}))
    rollout.phase("wave", 12, **well(hosts[:1], {}))
    rollout.phase("wave", 13, **well(hosts[1:13], {}))
    refused = {"verdict": "fail", "reason": "it answered 503.\nIts log ends with: no database", "flipped": False}
    rollout.phase("wave", 13, verdict="fail", reasons=[f"{hosts[20]}: {refused['reason']}"], **{**well(hosts[13:], {}), hosts[20]: refused})
    rollout.phase("roll back", 3, **well(hosts, {}))
    return rollout


def shown(browser, path, events):
    path.write_text(_timeline.page(events, "gigs"))
    browser.open(path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fifty_hosts_in_three_waves_can_be_read(browser, tmp_path, scheme):
    browser.ask("Emulation.setDeviceMetricsOverride", width=1400, height=1000, deviceScaleFactor=1, mobile=False)
    browser.scheme(scheme)
    shown(browser, tmp_path / "fleet.html", fleet().events)
    PICTURES.mkdir(parents=True, exist_ok=True)
    browser.picture(PICTURES / f"timeline-{scheme}.png")
    assert browser.noise == []
    assert browser.requests == [f"file://{tmp_path}/fleet.html"]
    assert browser.js("document.querySelectorAll('ol.lane:not(.axis)').length") == 51
    assert browser.js("[...document.querySelectorAll('.chart th[scope=rowgroup]')].map(heading => heading.textContent)") == [
        "Wave 1 of 3, 1 host", "Wave 2 of 3, 12 hosts", "Wave 3 of 3, 37 hosts",
    ]  # fmt: skip
    assert browser.js("document.querySelectorAll('tbody li.fail').length") == 2
    colours = browser.js("['li.pass', 'li.fail'].map(kind => getComputedStyle(document.querySelector(kind)).backgroundColor)")
    assert len(set(colours)) == 2
    assert browser.js(_OUTSIDE) == 0
    assert browser.js("document.documentElement.scrollWidth") <= 1400
    contrasts = browser.js(_CONTRASTS)
    assert len(contrasts) > 300 and min(contrasts) >= CONTRAST


def test_a_bar_begins_when_its_phase_did_and_is_as_wide_as_that_was_long(browser, tmp_path):
    shown(browser, tmp_path / "fleet.html", fleet().events)
    lane, share = browser.js(
        "(lane => [lane, lane.children[1]].map(element => (({left, top, width}) => ({left, top, width}))(element.getBoundingClientRect())))"
        "(document.querySelectorAll('ol.lane:not(.axis)')[1])"
    )
    assert share["width"] / lane["width"] == pytest.approx(10 / 58, rel=0.02)
    assert (share["left"] - lane["left"]) / lane["width"] == pytest.approx(6 / 58, rel=0.02)
    assert share["top"] - lane["top"] < 5


def test_a_screen_reader_is_told_hosts_phases_and_verdicts(browser, tmp_path):
    shown(browser, tmp_path / "back.html", gone_back().events)
    nodes = [node for node in browser.ask("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
    said = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes]
    assert ("heading", f"Rollout of gigs {NEW}: fail") in said
    assert ("rowheader", "web2") in said
    assert ("columnheader", "Live at the end") in said
    assert ("StaticText", "\N{MULTIPLICATION SIGN} Wave 2 of 2: fail, 13.0 s") in said
    assert ("StaticText", "web2: it answered 503.") in said


def test_nothing_that_a_host_says_is_done(browser, tmp_path):
    rollout = Rollout(waves=((HOSTILE,), ("web2",)))
    rollout.plan.update(release=HOSTILE, owner=HOSTILE)
    hostile = {"verdict": HOSTILE, "reason": HOSTILE, "live": HOSTILE, "seconds": {"total": HOSTILE}}
    event = rollout.phase("wave", 12, {"figures": [{HOSTILE: HOSTILE}]}, verdict=HOSTILE, reasons=[HOSTILE], **{HOSTILE: hostile})
    event.update(phase=HOSTILE, notes=[HOSTILE])
    shown(browser, tmp_path / "hostile.html", rollout.events)
    assert browser.noise == []
    assert browser.requests == [f"file://{tmp_path}/hostile.html"]
    assert browser.js("document.querySelectorAll('script, img, iframe, link, style + style').length") == 0
    assert browser.js("document.body.textContent.includes('<script>alert(1)</script>')")


@pytest.mark.parametrize(
    "intruder", ["<p style='color: red'>", "<script>1</script>", "<img src='http://127.0.0.1:9/'>", "<style>p {color: red}</style>", "<p onclick='1'>"]
)
def test_what_does_not_belong_there_is_refused_by_the_page_itself(browser, tmp_path, intruder):
    path = tmp_path / "changed.html"
    path.write_text(_timeline.page(gone_back().events).replace("</main>", f"{intruder}</main>"))
    browser.open(path)
    assert any("Content Security Policy" in event["params"]["entry"]["text"] for event in browser.noise)
