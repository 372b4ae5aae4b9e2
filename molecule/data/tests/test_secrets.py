# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret is told: not by the run that gives out new ones, and not by what watches or logs it, however much that was told to log."""

from __future__ import annotations

import os
import pathlib
import subprocess

import pytest
from asking import HOSTS, Asking, refused

testinfra_hosts = HOSTS
ROOT = pathlib.Path(__file__).parents[3]
INVENTORY = ROOT / ".work/labs" / os.environ.get("GOLIVE_LAB", "test") / "inventory.yml"
WORD = "Verschlossen"
LOGS = "/var/log /run/log /tmp /var/tmp /root /home /var/lib/mysql/general.log"
# What a statement in the logs shows that they are kept.
LOGGED = {"/var/log/postgresql": "SELECT", "/var/lib/mysql/general.log": "Query"}
LOG_ALL = """
su postgres -c "psql -qXc \\"ALTER SYSTEM SET log_statement = 'all'\\" -c 'ALTER SYSTEM SET log_min_duration_statement = 0' -c 'SELECT pg_reload_conf()'"
mariadb -e "SET GLOBAL general_log_file = '/var/lib/mysql/general.log', GLOBAL general_log = ON"
systemd-run --quiet --collect --unit=golive-data-watch \\
    sh -c 'while :; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2> /dev/null | tr "\\0" "\\n" >> /run/golive-data-watch; sleep 0.02; done'
"""
LOG_NO_MORE = """
su postgres -c "psql -qXc 'ALTER SYSTEM RESET ALL' -c 'SELECT pg_reload_conf()'"
mariadb -e "SET GLOBAL general_log = OFF"
rm -f /var/lib/mysql/general.log /run/golive-data-watch
"""


def rotate(host, generation, **environment):
    """Gives everybody on I(host) the passwords of I(generation); returns what was said."""
    name = host.backend.get_hostname()
    done = subprocess.run(
        ["ansible-playbook", "-vvv", "--diff", "-i", INVENTORY, "-l", name, "-e", f"data_generation={generation}", ROOT / "molecule/data/support/rotate.yml"],
        capture_output=True, text=True, check=False, env={**os.environ, "MOLECULE_PROJECT_DIRECTORY": str(ROOT), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def rotated(host, clients, tmp_path_factory):
    """Everybody has other passwords; what was said meanwhile, and the folder of the fact cache."""
    cache = tmp_path_factory.mktemp("facts")
    host.check_output(LOG_ALL)
    try:
        said = rotate(host, 2, ANSIBLE_CACHE_PLUGIN="jsonfile", ANSIBLE_CACHE_PLUGIN_CONNECTION=str(cache))
        host.check_output("systemctl stop golive-data-watch")
        yield said, cache
    finally:
        host.run("systemctl stop golive-data-watch")
        host.check_output(LOG_NO_MORE)
        rotate(host, 1)


def test_the_run_tells_none(rotated):
    said, cache = rotated
    assert "Make both roles of each database" in said and "censored" in said
    assert WORD not in said
    assert list(cache.iterdir()) and not any(WORD in path.read_text() for path in cache.iterdir())


def test_no_process_has_one_in_its_arguments_or_environment(rotated, host):
    seen = host.check_output("sort -u /run/golive-data-watch")
    assert "/usr/bin/python3" in seen and "PGOPTIONS" in seen
    assert WORD not in seen


def test_no_log_and_no_file_that_stays_has_one(rotated, host):
    for log, statement in LOGGED.items():
        host.check_output(f"grep -rq '{statement}' {log}")
    assert host.run(f"grep -rl {WORD} {LOGS}").stdout == ""
    assert WORD not in host.check_output("journalctl --no-pager --output=cat")


def test_the_new_passwords_are_the_ones_that_count(rotated, clients, host):
    ask = Asking(clients, host.backend.get_hostname())
    assert ask.postgresql("shop", f"{WORD}-2-pg-shop", "SELECT 1").rc == 0
    refused(ask.postgresql("shop", f"{WORD}-1-pg-shop", "SELECT 1"), "authentication failed")
    assert ask.mariadb("shop_a", f"{WORD}-2-my-shop", "SELECT 1").rc == 0
    refused(ask.mariadb("shop_a", f"{WORD}-1-my-shop", "SELECT 1"), "Access denied")
    assert ask.redis("shop", f"{WORD}-2-redis-shop", "PING").rc == 0
    refused(ask.redis("shop", f"{WORD}-1-redis-shop", "PING"), "WRONGPASS")
