# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A slot on Debian's PHP, started by hand from what the role defines."""

from __future__ import annotations

import json

import pytest
import slots

testinfra_hosts = ["web"]
VERSIONS = {"bookworm": "8.2", "trixie": "8.4"}


@pytest.fixture(scope="module")
def version(host):
    return VERSIONS[host.system_info.codename]


@pytest.fixture(scope="module")
def slot(host):
    return slots.contract(host, "php")


@pytest.fixture(scope="module")
def happened(host):
    return slots.run(host, ["php"], ["answer", "stop", "crash", "worker", "check GOLIVE_SOCKET=", "check GOLIVE_PROCESSES=many"])["php"]


@pytest.fixture(scope="module")
def answered(happened):
    return happened["answer"]


@pytest.fixture(scope="module")
def settings(answered):
    return json.loads(answered["answer"]["body"])["settings"]


def test_slot_names_the_packages_of_this_release(slot, version):
    assert slot["packages"] == [f"php{version}-{name}" for name in ("cli", "fpm", "opcache", "pgsql", "redis")]


def test_packages_of_the_slot_are_installed(host, slot):
    assert all(host.package(name).is_installed for name in slot["packages"])


def test_debians_own_service_is_masked_and_stopped(host, version):
    service = host.service(f"php{version}-fpm")
    assert service.is_masked and not service.is_running


def test_check_accepts_the_configuration_before_a_release_has_a_slot(happened):
    assert happened["check GOLIVE_SOCKET="]["exit"] == 0, happened["check GOLIVE_SOCKET="]["log"]


def test_check_refuses_what_fpm_would_not_start_with(happened):
    assert happened["check GOLIVE_PROCESSES=many"]["exit"] != 0


def test_slot_answers_on_its_socket_with_its_environment(answered):
    assert answered["answer"]["status"] == 200
    assert json.loads(answered["answer"]["body"])["slot"] == "blue"


def test_master_runs_as_the_unprivileged_user_without_a_warning(answered):
    assert answered["user"] == "slot-test"
    assert "ready to handle connections" in answered["log"]
    assert "WARNING" not in answered["log"] and "ERROR" not in answered["log"]


def test_socket_is_for_the_user_and_the_web_server_only(answered):
    assert answered["reached_by"] == ["slot-test", "www-data"]


def test_ping_answers_on_the_socket(answered):
    assert answered["ping"]["body"] == "pong"


def test_only_scripts_are_run(answered):
    assert answered["other"]["status"] in (403, 404)


def test_what_the_application_logs_is_in_the_slots_log(answered):
    assert "the application wrote this\n" in answered["log"]


def test_stop_signal_lets_busy_processes_finish(happened):
    result = happened["stop"]
    assert result["answers"] == [200, 200, 200], result["log"]
    assert result["exit"] == 0 and not result["socket_left"]


def test_slot_starts_again_after_its_master_was_killed_and_nothing_of_it_is_left(happened):
    result = happened["crash"]
    assert result["socket_left"] and result["answer"]["status"] == 200
    assert result["workers_left"] > 0


def test_killed_worker_is_replaced(happened):
    result = happened["worker"]
    assert result["before"] == result["after"] and result["answer"]["status"] == 200, result["log"]


@pytest.mark.parametrize(
    ("name", "value"),
    {
        "expose_php": "", "display_errors": "", "log_errors": "1", "allow_url_include": "", "enable_dl": "",
        "opcache.memory_consumption": "96", "opcache.max_accelerated_files": "7963",
        "cgi.fix_pathinfo": "0", "opcache.enable": "1", "opcache.validate_timestamps": "0", "zend.assertions": "-1",
        "session.use_strict_mode": "1", "session.cookie_httponly": "1", "memory_limit": "128M",
        "upload_max_filesize": "16M", "post_max_size": "17M", "max_execution_time": "10",
    }.items(),
)  # fmt: skip
def test_fpm_is_hardened(settings, name, value):
    assert settings[name].replace("Off", "").replace("On", "1") == value


def test_answers_do_not_tell_the_version_of_php(answered):
    assert "x-powered-by" not in answered["answer"]["headers"]


@pytest.mark.parametrize(
    ("name", "value"),
    {"expose_php": "0", "display_errors": "0", "allow_url_include": "0", "enable_dl": "0", "opcache.validate_timestamps": "1"}.items(),
)
def test_command_line_is_hardened(host, name, value):
    assert host.check_output(f"php -r 'echo (int) filter_var(ini_get(\"{name}\"), FILTER_VALIDATE_BOOL);'") == value


def test_command_line_shows_errors_on_standard_error_only(host):
    result = host.run("php -r 'trigger_error(\"seen\", E_USER_WARNING);'")
    assert "seen" in result.stderr and "seen" not in result.stdout


def test_processes_fit_memory_and_cores_of_this_host(host, slot):
    megabytes = int(host.check_output("awk '/MemTotal/ {print int($2 / 1024)}' /proc/meminfo"))
    cores = int(host.check_output("nproc"))
    assert slot["processes"] == max(2, min((megabytes - 512) // 64 // 2, cores * 5, 64))
