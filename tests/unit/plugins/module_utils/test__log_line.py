# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import access_log
import pytest
from ansible_collections.golive.web.plugins.module_utils import _log_line
from hypothesis import example, given
from hypothesis import strategies as st

USUAL = access_log.line()
# Any text, in which nginx takes bytes that are no UTF-8 for what they are.
TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('"\\\n\x00\udcff'), max_size=20)


def read(block):
    return list(_log_line.requests(block))


def test_a_request_is_what_nginx_wrote_of_it():
    line = access_log.line(golive_path="/gigs", golive_status=502)
    assert read(line) == [(1795000000.0, access_log.RELEASE, "", "", "192.0.2.1 07", "/gigs", 502, 0.011)]


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"golive_release": "", "golive_slot": "", "golive_upstream_time": "null", "golive_upstream_status": "null", "golive_status": "0"},
        {"golive_probe": "1", "golive_preview": "1", "remote_addr": "2001:db8::1", "golive_path": "/ü"},
        {"golive_path": "/\udcff", "host": "", "request_method": ""},
    ],
)
def test_what_nginx_usually_writes_is_read_the_fast_way(variables, monkeypatch):
    line = access_log.line(**variables)
    slow = _log_line.request(line.decode(errors="replace"))
    monkeypatch.setattr(_log_line, "request", None)
    assert read(line) == [slow]


@given(TEXT, TEXT, st.integers(0, 999), st.sampled_from(["null", "0.000", "12.345"]), st.sampled_from(["", "1"]), st.sampled_from(["", access_log.RELEASE]))
def test_both_ways_read_the_same(path, client, status, upstream, probe, release):
    line = access_log.line(
        golive_path=path, remote_addr=client, golive_status=status, golive_upstream_time=upstream, golive_probe=probe, golive_release=release
    )
    (found,) = read(line)
    assert found == _log_line.request(line.decode(errors="replace"))
    assert found[1:4] == (release, probe, "") and found[6] == status
    assert found[5] == path.encode(errors="surrogateescape").decode(errors="replace")


def test_order_and_further_fields_do_not_matter():
    fields = json.loads(USUAL)
    assert read(json.dumps({"new": 1, **dict(reversed(fields.items()))}).encode()) == read(USUAL)


def test_hosts_that_log_neither_probes_nor_previews_have_none():
    fields = {key: value for key, value in json.loads(USUAL).items() if key not in ("probe", "preview")}
    assert read(json.dumps(fields).encode()) == read(USUAL)


def changed(**fields):
    return json.dumps({**json.loads(USUAL), **fields}).encode()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\0" * 4096,
        b"\0" + USUAL[:-1],
        b"null",
        b"[]",
        b'"text"',
        b"7",
        b"{}",
        b"[" * 100_000,
        USUAL[:200],
        USUAL[:-1] + b"}",
        USUAL[:200] + USUAL[:-1],
        USUAL[100:-1],
        changed(msec="1795000000.000"),
        changed(msec=True),
        changed(msec=None),
        changed(msec=float("nan")),
        changed(msec=10**400),
        changed(msec=-float("inf")),
        changed(release=None),
        changed(release=7),
        changed(release=0),
        changed(release="../../etc"),
        changed(release=access_log.RELEASE + "\n"),
        changed(client=["192.0.2.1 07"]),
        changed(uri=None),
        changed(probe=1),
        changed(status="200"),
        changed(status=200.5),
        changed(status=-1),
        changed(status=10**9),
        changed(upstream_time="0.011"),
        changed(upstream_time=float("inf")),
        USUAL.replace(b'"msec":1795000000.000', b'"msec":' + b"9" * 5000)[:-1],
    ],
    ids=lambda line: repr(line[:30]),
)
def test_nonsense_is_no_request_and_hides_none(line):
    assert read(USUAL + line + b"\n" + USUAL) == [*read(USUAL), None, *read(USUAL)]


BYTES = st.binary(max_size=40).map(lambda data: data.replace(b"\n", b""))
CUT = st.integers(0, len(USUAL) - 1).map(lambda end: USUAL[:end])


@given(st.lists(BYTES | CUT | st.just(USUAL[:-1])))
@example([b"\xff\xfe", b"\xc3"])
def test_each_line_is_a_request_or_none(parts):
    found = read(b"".join(part + b"\n" for part in parts))
    assert [request is not None for request in found] == [part == USUAL[:-1] for part in parts]


def test_a_line_that_is_not_ended_yet_counts_if_it_is_whole():
    assert read(USUAL + USUAL[:-1]) == read(USUAL) * 2
    assert read(USUAL + USUAL[:-2]) == [*read(USUAL), None]
