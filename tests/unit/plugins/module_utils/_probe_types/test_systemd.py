# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import probes
import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probe_types import systemd
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble
from hypothesis import example, given
from hypothesis import strategies as st

RUNNING = "NRestarts=2\nResult=success\nLoadState=loaded\nActiveState=active\nSubState=running\n"


@pytest.fixture
def systemctl(tmp_path, monkeypatch):
    """A systemctl that says a text, and keeps what it was asked."""
    program = tmp_path / "systemctl"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    def says(text, code=0):
        (tmp_path / "said").write_text(text)
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/asked\ncat {tmp_path}/said\nexit {code}\n')
        program.chmod(0o755)
        return tmp_path / "asked"

    return says


def outcome(**options):
    return probes.outcome(type="systemd", unit="nginx.service", **options)


def told(**given):
    said = dict(line.split("=") for line in RUNNING.split())
    return "".join(f"{name}={value}\n" for name, value in {**said, **given}.items())


def test_an_active_unit_passes_by_one_question(systemctl):
    asked = systemctl(RUNNING)
    result = probes.probe(type="systemd", unit="nginx.service", max_restarts=2)
    assert (result["status"], result["target"]) == ("pass", "nginx.service")
    assert result["value"] == {"load": "loaded", "active": "active", "sub": "running", "result": "success", "restarts": 2}
    assert asked.read_text().split() == ["show", "--property=LoadState,ActiveState,SubState,Result,NRestarts", "--", "nginx.service"]


def test_one_that_is_reloaded_runs(systemctl):
    systemctl(told(ActiveState="reloading", SubState="reload"))
    assert outcome()[0] == "pass"


@pytest.mark.parametrize("given, shown", [
    ({"ActiveState": "failed", "SubState": "failed", "Result": "exit-code"}, "failed (failed, exit-code)"),
    ({"ActiveState": "activating", "SubState": "auto-restart", "Result": "signal"}, "activating (auto-restart, signal)"),
    ({"ActiveState": "inactive", "SubState": "dead", "LoadState": "masked"}, "inactive (dead, masked)"),
])  # fmt: skip
def test_one_that_does_not_run_says_how(systemctl, given, shown):
    systemctl(told(**given))
    assert outcome() == ("fail", "not_running", f"the unit's state is {shown}, expected active")


def test_one_that_was_started_again_too_often_flaps(systemctl):
    systemctl(RUNNING)
    assert outcome(max_restarts=1) == ("fail", "flapping", "the number of its restarts is 2, expected at most 1")
    systemctl(RUNNING.replace("NRestarts=2\n", ""))
    assert outcome(max_restarts=1) == ("fail", "flapping", "the number of its restarts is not known, expected at most 1")
    assert outcome()[0] == "pass"


def test_one_that_is_not_there_is_missing(systemctl):
    systemctl(told(LoadState="not-found", ActiveState="inactive", SubState="dead"))
    assert outcome() == ("fail", "missing", "there is no unit nginx.service")


def test_where_systemd_does_not_answer_that_is_said(systemctl):
    systemctl("Failed to connect to bus: Host is down\n", code=1)
    assert outcome() == ("fail", "unreachable", "systemd does not answer: Failed to connect to bus: Host is down")
    systemctl("")
    assert outcome() == ("fail", "protocol", "systemctl does not say a state")


def test_where_there_is_no_systemctl_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert outcome() == ("fail", "missing", "there is no program systemctl")


@given(st.text())
@example("ActiveState=\n")
def test_whatever_is_said_is_facts_or_trouble(text):
    try:
        found = systemd.facts(text)
    except Trouble as trouble:
        assert trouble.reason == "protocol"
    else:
        assert found["active"] and (found["restarts"] is None or found["restarts"] >= 0)


@given(st.text())
@example("²")
@example("9" * 5000)
def test_whatever_is_said_of_restarts_is_a_number_or_nothing(text):
    restarts = systemd.facts(f"ActiveState=active\nNRestarts={text}")["restarts"]
    assert restarts is None or restarts >= 0


@pytest.mark.parametrize("unit", ["nginx*", "--host=host", "a b", "a\nb", "a/b"])
def test_what_is_no_unit_is_refused(unit):
    with pytest.raises(GoliveError, match="The probe 'probe'"):
        probes.probe(type="systemd", unit=unit)


def test_a_unit_is_needed():
    with pytest.raises(GoliveError, match="needs unit"):
        probes.probe(type="systemd")
