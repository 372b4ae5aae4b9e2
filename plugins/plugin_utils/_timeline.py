# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The timeline of a rollout: one page of HTML, which needs no script, no other file and no network, and can be kept with the records."""

from __future__ import annotations

from datetime import timedelta

from ansible_collections.golive.web.plugins.plugin_utils import _course, _evidence
from ansible_collections.golive.web.plugins.plugin_utils._evidence import count, duration
from ansible_collections.golive.web.plugins.plugin_utils._html import document, element, join
from ansible_collections.golive.web.plugins.plugin_utils._scale import Scale
from ansible_collections.golive.web.plugins.plugin_utils._timeline_style import STYLE

# Beside the colour, for who doesn't see it.
_WELL, _ILL, _OPEN = "\N{CHECK MARK}", "\N{MULTIPLICATION SIGN}", "?"
_SIGNS = {"pass": _WELL, "fail": _ILL, "unreachable": _ILL, "inconclusive": _OPEN, "paused": _OPEN, "none": _OPEN}


def page(events, application=""):
    """The page of a rollout's I(events) (see C(_events)), of which any may be missing; every text in them may be hostile."""
    course = _course.course(events)
    scale = Scale(course.seconds)
    title = f"Rollout of {' '.join(filter(None, (application, course.release))) or 'nothing'}: {course.verdict}"
    body = element(
        "main",
        element("h1", title),
        _facts(course),
        _said(course.reasons),
        element("h2", "Hosts"),
        _chart(course, scale),
        element("h2", "Phases"),
        join(_step(step) for step in course.steps),
    )
    return document(title, STYLE + scale.style(), body)


def _facts(course):
    end = course.began + timedelta(seconds=course.seconds)
    facts = {
        "Verdict": _verdict(course.verdict),
        "Release": course.release,
        "Live on": course.reach,
        "From": f"{course.began:%Y-%m-%d %H:%M:%S} UTC",
        "To": f"{end:%Y-%m-%d %H:%M:%S} UTC, after {duration(course.seconds)}",
        "By": course.owner,
    }
    return element("dl", *(join([element("dt", name), element("dd", value)]) for name, value in facts.items() if value))


def _chart(course, scale):
    """A lane a host, in one table whose sections are the waves."""
    outside = [host for host in course.hosts if not any(host in wave for wave in course.waves)]
    sections = [(f"Wave {number} of {len(course.waves)}, {count(len(wave), 'host')}", wave) for number, wave in enumerate(course.waves, start=1)]
    sections += [(f"In no wave, {count(len(outside), 'host')}", outside)] if outside else []
    phases = [(step.label, step.verdict, step.begin, step.end, step.end - step.begin) for step in course.steps]
    table = element(
        "table",
        element("caption", "What each host did, from left to right. A bar is as long as the host took; phases include the time until they were judged."),
        element("thead", _row(_headings("Host", join(["Time", _axis(scale)]), "Live at the end"))),
        element("tbody", _row([element("th", "Phases", scope="row"), element("td", _lane(phases, scale)), element("td")])),
        *(_section(title, hosts, course, scale) for title, hosts in sections),
        class_="chart",
    )
    return element("div", table, class_="wide", role="region", aria_label="Hosts", tabindex="0")


def _section(title, hosts, course, scale):
    rows = [_row([element("th", title, scope="rowgroup", colspan="3")])]
    for host in hosts:
        spans = [(step.label, step.spans[host]) for step in course.steps if host in step.spans]
        lane = _lane([(label, span.verdict, span.begin, span.end, span.seconds) for label, span in spans], scale)
        rows.append(_row([element("th", host, scope="row"), element("td", lane), element("td", course.live.get(host) or "none")]))
    return element("tbody", *rows)


def _lane(bars, scale):
    """I(bars) are (phase, verdict, begin, end, seconds it took or C(None))."""
    items = []
    for phase, verdict, begin, end, seconds in bars:
        text = f"{_sign(verdict)} {phase}: {verdict}{'' if seconds is None else f', {seconds:.1f} s'}"
        items.append(element("li", text, class_=f"{_kind(verdict)} {scale.place(begin, end)}", title=text))
    return element("ol", *items, class_="lane")


def _axis(scale):
    return element("ol", *(element("li", duration(tick), class_=scale.place(tick, tick)) for tick in scale.ticks()), class_="lane axis")


def _step(step):
    when = f"From {duration(step.begin)} to {duration(step.end)}, {count(len(step.spans), 'host')}."
    # What went well is there for who looks for it.
    hosts = element("details", element("summary", "Hosts"), _hosts(step), open=step.verdict != "pass") if step.spans else None
    return element(
        "section",
        element("h3", f"{step.label}: ", _verdict(step.verdict)),
        element("p", when),
        _said(step.reasons),
        _said(step.notes),
        _figures(step.traffic),
        hosts,
    )


def _hosts(step):
    rows = [
        _row([
            element("th", host, scope="row"),
            element("td", _verdict(span.verdict)),
            element("td", "" if span.seconds is None else f"{span.seconds:.1f}", class_="number"),
            element("td", span.live),
            element("td", span.reason, class_="text"),
        ])
        for host, span in step.spans.items()
    ]  # fmt: skip
    return element("table", element("thead", _row(_headings("Host", "Verdict", "Seconds", "Live then", "Reason"))), element("tbody", *rows))


def _figures(traffic):
    """What was counted of the traffic: a dict a row (a host, a release), or one row of figures."""
    given = [({"": key} | _evidence.mapping(row)) for key, row in traffic.items() if isinstance(row, dict)] if isinstance(traffic, dict) else traffic
    rows = [row for row in map(_evidence.mapping, _evidence.listed(given or ([traffic] if isinstance(traffic, dict) else None))) if row]
    if not rows:
        return None
    columns = list(dict.fromkeys(key for row in rows for key in row))
    body = [_row([_cell(row.get(column)) for column in columns]) for row in rows]
    table = element("table", element("caption", "Traffic"), element("thead", _row(_headings(*columns))), element("tbody", *body))
    return element("div", table, class_="wide", role="region", aria_label="Traffic", tabindex="0")


def _cell(value):
    if isinstance(value, float):
        value = f"{value:.4g}"
    return element("td", _evidence.visible(value), class_="" if isinstance(value, str) and not value[:1].isdecimal() else "number")


def _row(cells):
    return element("tr", *cells)


def _headings(*names):
    return [element("th", name, scope="col") for name in names]


def _said(sentences):
    return element("ul", *(element("li", sentence) for sentence in sentences), class_="said") if sentences else None


def _verdict(verdict):
    return element("span", f"{_sign(verdict)} {verdict}", class_=f"verdict {_kind(verdict)}")


def _sign(verdict):
    return _SIGNS.get(verdict, _OPEN)


def _kind(verdict):
    """The class of I(verdict), which may be any text."""
    return verdict if verdict in _SIGNS else "none"
