# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Both applications work with their data as docs/data.md has it, as the servers see it."""

from __future__ import annotations

from attack import HOSTS

_SQL = "SELECT DISTINCT usename, ssl, client_addr FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE client_addr IS NOT NULL"
_LIST = 'REDISCLI_AUTH=$(cat /etc/redis/operator.key) redis-cli -s /run/redis/redis-server.sock --user operator client list'


def test_the_database_sees_no_one_but_the_applications_over_tls(fleet):
    said = fleet.on("data1", "su", "postgres", "-c", f'psql --no-psqlrc --tuples-only --no-align --command "{_SQL}"').splitlines()
    assert set(said) == {f"{role}|t|{fleet.addresses[host]}" for role in ("laravel", "python") for host in HOSTS}


def test_redis_sees_them_by_their_own_users(fleet):
    clients = [dict(word.partition("=")[::2] for word in line.split()) for line in fleet.on("data1", "sh", "-c", _LIST).splitlines()]
    users = {(client["user"], client["addr"].rpartition(":")[0]) for client in clients if client["user"] != "operator"}
    assert users == {(user, fleet.addresses[host]) for user in ("gigs_laravel", "gigs_python") for host in HOSTS}
