# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
import json

import pytest
from ansible_collections.golive.web.plugins.module_utils._probes import formats, tls
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble
from hypothesis import given
from hypothesis import strategies as st

ANYTHING = st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
    st.sampled_from(["status", "checks", "checkResults", "name", "components", "time", "finishedAt", "db"]), inner, max_size=4))  # fmt: skip


def read(name, body):
    return formats.FORMATS[name](body if isinstance(body, str) else json.dumps(body))


def failed(name, body, status=200, max_age=0, now=1000.0):
    """(reason, whether it only warns) of what is wrong with it."""
    found = formats.assertions(read(name, body), status, max_age, now)
    return [(one.reason, one.warns) for one in found if not one.passed]


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        *[("health+json", {"status": word}, "pass") for word in ("pass", "PASS", "ok", "Up")],
        ("health+json", {"status": "Warn"}, "warn"),
        *[("health+json", {"status": word}, "fail") for word in ("fail", "error", "DOWN")],
        ("actuator", {"status": "UP"}, "pass"),
        ("actuator", {"status": "UNKNOWN"}, "pass"),
        ("actuator", {"status": "OUT_OF_SERVICE"}, "fail"),
        ("spatie", {"checkResults": []}, "pass"),
        ("spatie", {"checkResults": [{"name": "a", "status": "ok"}, {"name": "b", "status": "skipped"}]}, "pass"),
        ("spatie", {"checkResults": [{"name": "a", "status": "ok"}, {"name": "b", "status": "warning"}]}, "warn"),
        ("spatie", {"checkResults": [{"name": "a", "status": "warning"}, {"name": "b", "status": "crashed"}]}, "fail"),
        ("laravel_up", "<html>Application up</html>", "pass"),
        ("laravel_up", "<html>It works!</html>", "fail"),
    ],
)
def test_each_format_in_its_own_words(name, body, status):
    assert read(name, body).status == status


@pytest.mark.parametrize("name", ["health+json", "spatie", "actuator"])
@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "3", "{}", '{"status": 7}', '{"status": "fine"}', '{"checkResults": 1}', '{"checkResults": [1]}', "[" * 50000]
)
def test_what_is_not_of_the_format_says_so(name, body):
    with pytest.raises(Trouble) as trouble:
        read(name, body)
    assert trouble.value.reason == "json" and len(str(trouble.value)) < 200


@given(st.sampled_from(sorted(formats.FORMATS)), ANYTHING)
def test_whatever_comes_is_read_or_refused(name, data):
    try:
        health = read(name, json.dumps(data))
    except Trouble:
        return
    assert health.status in ("pass", "warn", "fail") or name == "auto"
    list(formats.assertions(health, 200, 5, 1000.0))


@given(st.sampled_from(sorted(formats.FORMATS)), st.text() | st.lists(st.sampled_from('{}[]":,0123456789.eE-+ntf\\u')).map("".join))
def test_whatever_text_comes_is_read_or_refused(name, body):
    try:
        assert formats.FORMATS[name](body).status in ("pass", "warn", "fail", "")
    except Trouble as trouble:
        assert trouble.reason == "json" and len(trouble.message) < 200


@given(st.integers(0, 4_000_000_000))
def test_a_time_is_the_same_as_a_number_and_as_text(moment):
    told = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc)
    assert formats.seconds(moment) == formats.seconds(told.isoformat()) == formats.seconds(told.strftime("%Y-%m-%dT%H:%M:%SZ")) == moment
    assert tls.seconds(tls._iso(moment)) == moment


def test_words_that_nobody_knows_for_a_part_hide_no_failure():
    body = {"status": "fail", "checks": {"db": [{"status": "degraded"}]}}
    assert failed("auto", body, 503) == failed("health+json", body, 503) == [("health", False)]
    assert read("auto", body).parts == {"db": "degraded"}


def test_of_several_entries_of_a_part_none_is_forgotten():
    body = {"status": "pass", "checks": {"db": [{"time": 100, "status": "warn"}, {"time": 995, "status": "pass"}]}}
    assert (read("health+json", body).measured_at, read("health+json", body).parts) == (100, {"db": "warn"})


def test_what_says_nothing_of_its_health_is_not_judged_by_it():
    assert failed("auto", "<html>") == failed("auto", {"status": 7}) == failed("auto", [1]) == []
    assert failed("auto", {"status": "down"}, 503) == [("health", False)]


def test_what_is_not_well_is_named():
    body = {"status": "fail", "checks": {"db": [{"status": "pass"}, {"status": "fail"}], "cache": {"status": "warn"}, "disk": [{"status": "up"}]}}
    assert read("health+json", body).parts == {"db": "fail", "cache": "warn"}
    actual = next(iter(formats.assertions(read("health+json", body), 503, 0, 0))).actual
    assert actual == "fail (cache: warn, db: fail)"
    assert read("actuator", {"status": "DOWN", "components": {"db": {"status": "DOWN"}, "ping": {"status": "UP"}}}).parts == {"db": "DOWN"}


def test_a_body_that_says_otherwise_than_the_code_is_told_of():
    assert failed("health+json", {"status": "pass"}) == []
    assert failed("health+json", {"status": "pass"}, 503) == [("disagrees", True)]
    assert failed("health+json", {"status": "fail"}, 503) == [("health", False)]
    assert failed("health+json", {"status": "fail"}, 200) == [("health", False), ("disagrees", True)]
    assert failed("health+json", {"status": "warn"}, 200) == [("health", True)]


@pytest.mark.parametrize(
    ("name", "body", "stale"),
    [
        ("spatie", {"finishedAt": 995, "checkResults": []}, False),
        ("spatie", {"finishedAt": 980, "checkResults": []}, True),
        ("spatie", {"checkResults": []}, True),
        ("health+json", {"status": "pass", "checks": {"db": [{"time": "1970-01-01T00:16:35Z"}]}}, False),
        ("health+json", {"status": "pass", "checks": {"db": [{"time": "1970-01-01T00:16:35Z"}], "old": {"time": "1970-01-01T00:16:00+00:00"}}}, True),
        ("health+json", {"status": "pass", "checks": {"db": [{"time": "yesterday"}]}}, True),
        ("health+json", {"status": "pass"}, True),
        ("auto", {"said": "nothing"}, True),
    ],
)
def test_what_was_measured_too_long_ago_is_worth_nothing(name, body, stale):
    assert failed(name, body, max_age=10) == ([("stale", False)] if stale else [])


def test_a_release_is_told_by_health_json():
    assert read("health+json", {"status": "pass", "releaseId": "2.0-a-b"}).release == "2.0-a-b"
    assert read("health+json", {"status": "pass", "releaseId": {}}).release == ""
