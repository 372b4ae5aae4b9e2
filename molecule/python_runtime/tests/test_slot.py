# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slots on Debian's Python with each server, started by hand from what the role defines."""

from __future__ import annotations

import json

import pytest
import slots
from debians import WEB

testinfra_hosts = WEB
VERSIONS = {"bookworm": "3.11", "trixie": "3.13"}
SLOTS = ["gunicorn", "uvicorn", "granian", "granian_asgi"]
BROKEN = "check GOLIVE_ENTRY=absent:application"

each = pytest.mark.parametrize("folder", SLOTS)


@pytest.fixture(scope="module")
def happened(host):
    return slots.run(host, SLOTS, ["answer", "stop", "crash", "worker", "check GOLIVE_SOCKET=", BROKEN])


@pytest.fixture(scope="module")
def slot(host):
    return slots.contract(host, "gunicorn")


@pytest.fixture
def answer(happened, folder):
    return happened[folder]["answer"]["answer"]


@pytest.fixture
def seen(answer):
    return json.loads(answer["body"])


def test_slot_names_the_packages_of_this_release(host, slot):
    assert slot["packages"] == ["python3-pip", "python3-venv", f"python{VERSIONS[host.system_info.codename]}"]


def test_packages_of_the_slot_are_installed(host, slot):
    assert all(host.package(name).is_installed for name in slot["packages"])


@each
def test_check_accepts_the_configuration_before_a_release_has_a_slot(happened, folder):
    result = happened[folder]["check GOLIVE_SOCKET="]
    assert result["exit"] == 0, result["log"]


@each
def test_check_refuses_an_application_that_cannot_be_imported(happened, folder):
    result = happened[folder][BROKEN]
    assert result["exit"] != 0 and "absent" in result["log"]


@each
def test_slot_answers_on_its_socket_with_its_environment(answer, seen):
    assert answer["status"] == 200 and seen["slot"] == "blue"


@each
def test_scheme_is_what_the_web_server_says(seen):
    assert seen["scheme"] == "https"


@each
def test_client_is_what_the_web_server_says(seen, folder):
    assert seen["forwarded"] == "192.0.2.7"
    # gunicorn leaves the header to the application
    assert seen["client"] == ("" if folder == "gunicorn" else "192.0.2.7")


@each
def test_master_runs_as_the_unprivileged_user_without_an_error(happened, folder):
    answered = happened[folder]["answer"]
    assert answered["user"] == "slot-test" and answered["exit"] == 0
    assert "blue.sock" in answered["log"]
    assert not any(word in answered["log"] for word in ("ERROR", "Error", "Traceback"))


@each
def test_socket_is_for_the_user_and_the_web_server_only(happened, folder):
    assert happened[folder]["answer"]["reached_by"] == ["slot-test", "www-data"]


@each
def test_what_the_application_writes_is_not_for_others(seen):
    assert seen["umask"] == 0o027


@each
def test_log_has_what_the_application_writes_and_no_requests(happened, folder):
    log = happened[folder]["answer"]["log"]
    assert "the application wrote this\n" in log and "/index.php" not in log


@pytest.mark.parametrize("folder", ["gunicorn", "uvicorn"])
def test_answers_do_not_tell_the_server(answer, folder):
    assert folder not in answer["headers"].get("server", "")


@each
def test_stop_signal_lets_requests_finish(happened, folder):
    result = happened[folder]["stop"]
    assert result["answers"] == [200, 200, 200], result["log"]
    assert result["exit"] == 0 and not result["socket_left"]


@each
def test_slot_starts_again_after_its_master_was_killed_and_nothing_of_it_is_left(happened, folder):
    result = happened[folder]["crash"]
    assert result["socket_left"] and result["answer"]["status"] == 200, result["log"]
    assert result["workers_left"] > 0


@each
def test_killed_worker_is_replaced(happened, folder):
    result = happened[folder]["worker"]
    assert result["before"] == result["after"] and result["answer"]["status"] == 200, result["log"]


def test_processes_fit_memory_and_cores_of_this_host(host, slot):
    megabytes = int(host.check_output("awk '/MemTotal/ {print int($2 / 1024)}' /proc/meminfo"))
    cores = int(host.check_output("nproc"))
    assert slot["processes"] == max(2, min((megabytes - 512) // 128 // 2, cores * 2 + 1, 32))
