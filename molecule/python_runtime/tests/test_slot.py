# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A slot on Debian's Python, started by hand from what the role defines."""

from __future__ import annotations

import json

import pytest

testinfra_hosts = ["web"]
VERSIONS = {"bookworm": "3.11", "trixie": "3.13"}


@pytest.fixture(scope="module")
def slot(host):
    return json.loads(host.file("/srv/slot-test/python/slot.json").content_string)


@pytest.fixture(scope="module")
def run(host):
    return lambda *words: json.loads(host.check_output("python3 /srv/slot-test/python/runner.py " + " ".join(words)))


@pytest.fixture(scope="module")
def answered(run):
    return run("answer")


def test_slot_names_the_packages_of_this_release(host, slot):
    assert slot["packages"] == ["python3-pip", "python3-venv", f"python{VERSIONS[host.system_info.codename]}"]


def test_packages_of_the_slot_are_installed(host, slot):
    assert all(host.package(name).is_installed for name in slot["packages"])


def test_check_accepts_the_configuration_before_a_release_has_a_slot(run):
    result = run("check", "GOLIVE_SOCKET=")
    assert result["exit"] == 0, result["log"]


def test_check_refuses_an_application_that_cannot_be_imported(run):
    result = run("check", "GOLIVE_ENTRY=absent:application")
    assert result["exit"] != 0 and "absent" in result["log"]


def test_slot_answers_on_its_socket_with_its_environment(answered):
    assert answered["answer"]["status"] == 200
    assert json.loads(answered["answer"]["body"])["slot"] == "blue"


def test_scheme_is_what_the_web_server_says(answered):
    assert json.loads(answered["answer"]["body"])["scheme"] == "https"


def test_master_runs_as_the_unprivileged_user_without_an_error(answered):
    assert answered["user"] == "slot-test"
    assert "Listening at" in answered["log"] and "[ERROR]" not in answered["log"]


def test_socket_is_for_the_user_and_the_web_server_only(answered):
    assert answered["reached_by"] == ["slot-test", "www-data"]


def test_what_the_application_writes_is_not_for_others(answered):
    assert json.loads(answered["answer"]["body"])["umask"] == 0o027


def test_what_the_application_logs_is_in_the_slots_log(answered):
    assert "the application wrote this\n" in answered["log"]


def test_answers_do_not_tell_the_server(answered):
    assert "gunicorn" not in answered["answer"]["headers"]["server"]


def test_stop_signal_lets_busy_processes_finish(run):
    result = run("stop")
    assert result["answers"] == [200, 200, 200], result["log"]
    assert result["exit"] == 0 and not result["socket_left"]


def test_socket_of_a_killed_slot_is_no_hindrance(run):
    assert run("crash")["answer"]["status"] == 200


def test_processes_fit_memory_and_cores_of_this_host(host, slot):
    megabytes = int(host.check_output("awk '/MemTotal/ {print int($2 / 1024)}' /proc/meminfo"))
    cores = int(host.check_output("nproc"))
    assert slot["processes"] == max(2, min((megabytes - 512) // 128 // 2, cores * 2 + 1, 32))
