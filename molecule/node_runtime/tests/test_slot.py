# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A slot on Debian's Node.js, started by hand from what the role defines."""

from __future__ import annotations

import json

import pytest
import slots
from debians import WEB

testinfra_hosts = WEB
VERSIONS = {"bookworm": "v18.", "trixie": "v20."}

SERVER = "GOLIVE_ENTRY=server.js"
MODULE = "GOLIVE_ENTRY=module.mjs"
IN_TEST = f"answer {SERVER} NODE_ENV=test"
NEVER_LISTENS = "die GOLIVE_ENTRY=incomplete.js"
DIES_AGAIN_AND_AGAIN = f"die {SERVER} GOLIVE_PROCESSES=1 DIE_AFTER_MS=200"
REFUSED = {"broken.js": "syntax error", "incomplete.js": "needs 'absent'", "nowhere.js": "can't be read"}


@pytest.fixture(scope="module")
def happened(host):
    healthy = [f"{action} {SERVER}" for action in ("answer", "stop", "idle", "crash", "worker", "check GOLIVE_SOCKET=")]
    others = [IN_TEST, f"answer {MODULE}", f"check {MODULE}", NEVER_LISTENS, DIES_AGAIN_AND_AGAIN]
    return slots.run(host, ["node"], [*healthy, *others, *(f"check GOLIVE_ENTRY={entry}" for entry in REFUSED)])["node"]


@pytest.fixture(scope="module")
def slot(host):
    return slots.contract(host, "node")


@pytest.fixture
def answered(happened):
    return happened[f"answer {SERVER}"]


@pytest.fixture
def seen(answered):
    return json.loads(answered["answer"]["body"])


def test_the_package_of_the_slot_is_the_interpreter_of_this_release(host, slot):
    assert slot["packages"] == ["nodejs"] and host.package("nodejs").is_installed
    assert host.check_output(f"{slot['command'][0]} --version").startswith(VERSIONS[host.system_info.codename])


@pytest.mark.parametrize("entry", [f"GOLIVE_SOCKET= {SERVER}", MODULE])
def test_check_accepts_a_script_and_a_module(happened, entry):
    assert happened[f"check {entry}"] == {"exit": 0, "log": ""}


@pytest.mark.parametrize(("entry", "reason"), REFUSED.items())
def test_check_refuses_an_entry_that_cannot_run(happened, entry, reason):
    result = happened[f"check GOLIVE_ENTRY={entry}"]
    assert result["exit"] == 1
    assert reason in result["log"]


def test_slot_answers_on_its_socket_though_the_application_only_knows_a_port(answered, seen):
    assert answered["answer"]["status"] == 200 and seen["slot"] == "blue"


def test_slot_runs_an_es_module(happened):
    assert happened[f"answer {MODULE}"]["answer"]["body"] == "from a module"


def test_environment_is_production_unless_the_release_says_otherwise(happened, seen):
    assert seen["environment"] == "production"
    assert json.loads(happened[IN_TEST]["answer"]["body"])["environment"] == "test"


def test_master_runs_as_the_unprivileged_user_without_an_error(answered):
    assert answered["user"] == "slot-test" and answered["exit"] == 0
    assert "golive:" not in answered["log"]


def test_socket_is_for_the_user_and_the_web_server_only(answered):
    assert answered["reached_by"] == ["slot-test", "www-data"]


def test_what_the_application_writes_is_not_for_others(seen):
    assert seen["umask"] == 0o027


def test_memory_of_each_process_has_its_limit(seen):
    assert "--max-old-space-size=512" in seen["options"]


def test_what_the_application_logs_is_in_the_slots_log(answered):
    assert "the application wrote this\n" in answered["log"]


def test_stop_signal_lets_requests_finish(happened):
    result = happened[f"stop {SERVER}"]
    assert result["answers"] == [200, 200, 200], result["log"]
    assert result["exit"] == 0 and not result["socket_left"]


def test_connection_on_which_nothing_is_asked_holds_no_stop_up(happened):
    result = happened[f"idle {SERVER}"]
    assert result["kept"] and result["exit"] == 0 and result["seconds"] < 4, result


def test_slot_starts_again_after_its_master_was_killed_and_nothing_of_it_is_left(happened):
    result = happened[f"crash {SERVER}"]
    assert result["socket_left"] and result["answer"]["status"] == 200, result["log"]
    assert result["workers_left"] > 0


def test_killed_worker_is_replaced(happened):
    result = happened[f"worker {SERVER}"]
    assert result["before"] == result["after"] == 3 and result["answer"]["status"] == 200, result["log"]
    assert "ended by SIGKILL" in result["log"]


def test_release_that_never_listens_ends_at_once(happened):
    result = happened[NEVER_LISTENS]
    assert result["exit"] == 1 and result["seconds"] < 15
    last = result["log"].splitlines()[-1]
    assert last == "golive: no process has listened on $GOLIVE_SOCKET; the last error was: Error: Cannot find module 'absent'."


def test_release_whose_processes_die_again_and_again_is_given_up(happened):
    result = happened[DIES_AGAIN_AND_AGAIN]
    assert result["exit"] == 1
    assert result["log"].count("ended by exit code 3") == 4
    assert "4 processes in a row did not come up" in result["log"]


def test_processes_fit_memory_and_cores_of_this_host(host, slot):
    megabytes = int(host.check_output("awk '/MemTotal/ {print int($2 / 1024)}' /proc/meminfo"))
    cores = int(host.check_output("nproc"))
    assert slot["processes"] == max(2, min((megabytes - 512) // 128 // 2, cores, 16))
