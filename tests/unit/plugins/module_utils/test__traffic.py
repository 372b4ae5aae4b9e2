# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import json
import math

import access_log
import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.golive.web.plugins.module_utils import _calls, _histogram, _traffic
from ansible_collections.golive.web.plugins.module_utils._counts import Counts
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import Layout
from ansible_collections.golive.web.plugins.modules import traffic_stats
from hypothesis import given
from hypothesis import strategies as st

NOW = access_log.NOW
ONE, TWO = "1.0-0123456789ab-abcdef", access_log.RELEASE


def request(release=TWO, probe="", preview="", client="192.0.2.1", path="/", status=200, seconds=None):
    return (NOW, release, probe, preview, client, path, status, seconds)


REQUESTS = st.lists(st.builds(
    request,
    st.sampled_from([ONE, TWO, ""]), st.sampled_from(["", "", "1"]), st.sampled_from(["", "", "1"]), st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["/", "/up"]), st.sampled_from([0, 200, 499, 500, 502]), st.sampled_from([None, 0.0, 0.02, 400.0]),
))  # fmt: skip


@pytest.fixture
def layout(tmp_path):
    (tmp_path / "nginx").mkdir()
    return Layout("gigs", logs=str(tmp_path))


@pytest.fixture
def write(layout):
    def write(*lines):
        with open(layout.access_log, "wb") as file:
            file.writelines(lines)

    return write


@given(REQUESTS)
def test_counts_are_what_counting_one_by_one_gives(requests):
    releases, without_release = _traffic.by_client(requests, "/up")
    meant = [line for line in requests if not line[2] and not line[3] and line[5] != "/up"]
    assert without_release == sum(not line[1] for line in meant)
    assert set(releases) == {line[1] for line in meant} - {""}
    for release, clients in releases.items():
        assert set(clients) == {line[4] for line in meant if line[1] == release}
        for client, (count, errors, histogram) in clients.items():
            own = [line for line in meant if line[1] == release and line[4] == client]
            assert count == len(own)
            assert errors == sum(line[6] in (500, 502) for line in own)
            bins = [_histogram.bin_of(line[7]) for line in own if line[7] is not None]
            assert histogram == {number: bins.count(number) for number in set(bins)}


def test_nothing_is_left_out_without_a_path():
    assert _traffic.by_client([request(path="/up"), request("", path="")]) == ({TWO: {"192.0.2.1": [1, 0, {}]}}, 1)


def test_too_many_clients_share_groups_and_no_request_is_lost(monkeypatch):
    monkeypatch.setattr(_traffic, "_CLIENTS", 10)
    requests = [request(client=f"client {number} \ud800", status=500, seconds=0.02) for number in range(1000)] * 2
    clients = _traffic.by_client(requests)[0][TWO]
    assert len(clients) == 20
    assert [clients[f"client {number} \ud800"] for number in range(10)] == [[2, 2, {_histogram.bin_of(0.02): 2}]] * 10
    assert sum(client[0] for client in clients.values()) == 2000
    assert min(client[0] for client in clients.values()) > 0


def test_what_the_log_says_of_each_release(layout, write):
    write(
        access_log.line(msec=NOW - 400),
        access_log.line(msec=NOW - 9, golive_release=ONE, golive_status=500, golive_upstream_time="null"),
        access_log.line(msec=NOW - 8, golive_status=499),
        access_log.line(msec=NOW - 7, golive_status=502, golive_upstream_time="0.001"),
        access_log.line(msec=NOW - 6, remote_addr="192.0.2.2", golive_upstream_time="0.500"),
        access_log.line(msec=NOW - 5, golive_probe="1"),
        access_log.line(msec=NOW - 4, golive_preview="1"),
        access_log.line(msec=NOW - 3, golive_path="/up"),
        access_log.line(msec=NOW - 2, golive_release="", golive_status=400),
        b"torn",
    )
    said = _traffic.read(layout, NOW - 60, None, "/up", NOW)
    counts = {release: Counts.of(data) for release, data in said.pop("releases").items()}
    assert said == {"window": {"since": NOW - 60, "until": NOW}, "without_release": 1, "logged": True, "unreadable": 1, "truncated": False}
    assert counts == {ONE: Counts.from_clients([(1, 1, {})]), TWO: Counts.from_clients([(2, 1, {0: 1, 10: 1}), (1, 0, {54: 1})])}


def test_no_log_is_said_to_be_none(layout):
    said = _traffic.read(layout, NOW - 60, None, "", NOW)
    assert (said["releases"], said["logged"]) == ({}, False)


def test_a_window_ends_now_at_the_latest(layout):
    assert _traffic.read(layout, NOW - 60, NOW + 60, "", NOW)["window"] == {"since": NOW - 60, "until": NOW}
    assert _traffic.read(layout, NOW - 60, NOW - 30, "", NOW)["window"] == {"since": NOW - 60, "until": NOW - 30}


@pytest.mark.parametrize(("since", "until"), [(NOW + 1, None), (NOW - 10, NOW - 11), (math.nan, None), (NOW - 10, math.nan), (-math.inf, None)])
def test_a_window_that_is_none_is_refused_in_a_sentence(layout, since, until):
    with pytest.raises(GoliveError, match="no time to look at.*Nothing was changed"):
        _traffic.read(layout, since, until, "", NOW)


@pytest.fixture
def run(layout, monkeypatch, tmp_path, capsys):
    def run(**args):
        monkeypatch.setattr(_calls._layout, "Layout", functools.partial(Layout, logs=str(tmp_path)))
        monkeypatch.setattr(_calls.time, "time", lambda: NOW)
        with patch_module_args(args), pytest.raises(SystemExit):
            traffic_stats.main()
        return json.loads(capsys.readouterr().out)

    return run


@pytest.mark.parametrize("check", [False, True])
def test_the_module_looks_at_the_last_seconds_or_from_a_time_on(run, write, check):
    write(access_log.lines(range(int(NOW) - 100, int(NOW) + 1)))
    last = run(name="gigs", seconds=9.5, _ansible_check_mode=check)
    assert (last["changed"], last["failed"], last["window"]) == (False, False, {"since": NOW - 9.5, "until": NOW})
    assert last["releases"][TWO]["requests"] == 10
    assert run(name="gigs", since=NOW - 9, until=NOW - 5)["releases"][TWO]["requests"] == 5


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ({"seconds": 5}, "one of the following is required: name, application"),
        ({"name": "gigs"}, "one of the following is required: since, seconds"),
        ({"name": "gigs", "since": 1, "seconds": 5}, "mutually exclusive"),
        ({"name": "gigs", "until": 1, "seconds": 5}, "mutually exclusive"),
        ({"name": "gigs", "seconds": -5}, "no time to look at"),
        ({"name": "gigs", "seconds": "nan"}, "no time to look at"),
        ({"name": "../gigs", "seconds": 5}, "is no name for an application"),
    ],
)
def test_misuse_is_refused(run, args, reason):
    assert reason in run(**args)["msg"]


def test_a_log_that_is_a_link_is_refused(run, layout, tmp_path):
    (tmp_path / "nginx" / "gigs.access.json").symlink_to("/etc/passwd")
    assert "is no regular file" in run(name="gigs", seconds=5)["msg"]
