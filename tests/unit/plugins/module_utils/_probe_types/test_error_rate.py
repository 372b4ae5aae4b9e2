# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pathlib
import threading
import time

import access_log
import probes
import pytest
from ansible_collections.golive.web.plugins.module_utils import _health
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probe_types import error_rate
from hypothesis import given
from hypothesis import strategies as st

REQUESTS = st.lists(st.tuples(
    st.just(0.0), st.sampled_from([access_log.RELEASE, ""]), st.sampled_from(["", "", "1"]), st.sampled_from(["", "", "1"]), st.just("07"),
    st.sampled_from(["/", "/up"]), st.sampled_from([0, 200, 301, 499, 500, 503]), st.none(),
))  # fmt: skip


class Log:
    """An access log of the application gigs, which is written to by C(add), some seconds ago."""

    def __init__(self, path):
        self.path = path
        self.now = time.time()

    def add(self, count, seconds=10.0, **variables):
        with open(self.path, "ab") as file:
            file.write(access_log.lines([self.now - seconds] * count, **variables))

    def probed(self, **options):
        prepared = {**probes.prepared(type="error_rate", application="gigs", **options), "log": str(self.path)}
        return _health.run([prepared], 60, 10)

    def outcome(self, **options):
        result = self.probed(**options)["probes"][0]
        return result["status"], result["reason"], result["message"]


@pytest.fixture
def log(tmp_path):
    return Log(pathlib.Path(tmp_path, "gigs.access.json"))


def test_few_errors_pass_and_more_do_not(log):
    log.add(198)
    log.add(2, golive_status=500)
    assert log.outcome() == ("pass", "", "")
    log.add(1, golive_status=502)
    assert log.outcome() == ("fail", "value", "the share of errors is 1.493% (3 of 201), expected at most 1.000%")
    assert log.outcome(max_error_ratio=0.02)[0] == "pass"
    assert log.probed()["probes"][0]["value"] == {"requests": 201, "errors": 3}


def test_too_few_requests_say_nothing_rather_than_pass(log):
    log.add(99)
    result = log.probed()
    assert (result["verdict"], result["probes"][0]["status"], result["probes"][0]["reason"]) == ("inconclusive", "unknown", "sample")
    assert result["reasons"] == ["probe: there were 99 requests in 300 s, at least 100 are needed"]
    log.add(1)
    assert log.probed()["verdict"] == "pass"


def test_only_the_window_counts(log):
    log.add(100, seconds=400, golive_status=500)
    log.add(100, seconds=200)
    assert log.outcome()[0] == "pass"
    assert log.outcome(window=500)[1] == "value"
    assert log.outcome(window=100)[1] == "sample"


def test_rotated_files_count(log):
    log.add(100, golive_status=500)
    access_log.rotate(log.path)
    log.add(100)
    assert log.outcome()[1] == "value"


def test_what_goes_away_is_no_error(log):
    log.add(100, golive_status=499)
    assert log.outcome()[0] == "pass"


def test_probes_and_a_path_of_balancers_do_not_count(log):
    log.add(100)
    log.add(1000, golive_probe="1", golive_status=503)
    log.add(1000, golive_preview="1", golive_status=503)
    log.add(1000, golive_path="/health/ready", golive_status=503)
    assert log.outcome(exclude_path="/health/ready")[0] == "pass"
    assert log.outcome()[1] == "value"


def test_errors_count_where_no_release_is_live_and_redirects_do_not(log):
    log.add(99)
    log.add(1000, golive_release="", golive_status=301)
    assert log.outcome()[1] == "sample"
    log.add(1, golive_release="", golive_status=503)
    assert log.outcome(max_error_ratio=0.009)[1] == "value"


def test_a_log_that_is_not_there_is_missing(log):
    assert log.outcome() == ("fail", "missing", f"there is no access log {log.path}")


def test_a_link_in_its_place_is_not_followed(log):
    log.path.symlink_to("/etc/passwd")
    status, reason, message = log.outcome()
    assert (status, reason) == ("fail", "disk") and "link" in message


def test_a_folder_that_may_not_be_read_is_told_apart(log, monkeypatch):
    def refused(_path):
        raise PermissionError(13, "Permission denied", str(log.path))

    monkeypatch.setattr(error_rate._access_log._log_files, "_paths", refused)
    assert log.outcome() == ("fail", "permission", f"{log.path}: Permission denied")


def test_nobody_goes_on_reading_for_what_was_given_up(log, monkeypatch):
    ended = threading.Event()

    def endless(*_args):
        try:
            while True:
                yield (0.0, access_log.RELEASE, "", "", "07", "/", 200, None)
        finally:
            ended.set()

    monkeypatch.setattr(error_rate._access_log.AccessLog, "__iter__", endless)
    began = time.monotonic()
    assert log.outcome(timeout=0.2)[1] == "timeout"
    assert time.monotonic() - began < 0.3
    assert ended.wait(1)


@given(REQUESTS, st.sampled_from(["", "/up"]))
def test_errors_are_some_of_the_requests_of_visitors(requests, exclude_path):
    meant = [one for one in requests if not one[2] and not one[3] and (one[5] != "/up" or not exclude_path)]
    count, errors = error_rate.counted(requests, exclude_path)
    assert errors == sum(one[6] >= 500 for one in meant)
    assert count - errors == sum(bool(one[1]) and one[6] < 500 for one in meant)


@pytest.mark.parametrize("options", [
    {}, {"application": "../etc"}, {"application": "gigs", "window": 0.5}, {"application": "gigs", "max_error_ratio": 1.5},
    {"application": "gigs", "min_requests": 0},
])  # fmt: skip
def test_what_is_no_application_and_what_is_no_share_is_refused(options):
    with pytest.raises(GoliveError, match="The probe 'probe'"):
        probes.probe(type="error_rate", **options)
