# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role postgresql promises, from an application's host."""

from __future__ import annotations

import pytest
from asking import HOSTS, OTHER, refused

testinfra_hosts = HOSTS
SHOP, OWNER = ("shop", "Verschlossen-1-pg-shop"), ("shop_owner", "Verschlossen-1-pg-shop-owner")


@pytest.fixture
def table(ask):
    """A table that a migration has made."""
    made = ask.postgresql(*OWNER, "DROP TABLE IF EXISTS gigs; CREATE TABLE gigs (id bigserial PRIMARY KEY, title text)")
    assert made.rc == 0, made.stderr
    yield "gigs"
    ask.postgresql(*OWNER, "DROP TABLE gigs")


def test_the_server_says_that_the_connection_is_encrypted(ask):
    done = ask.postgresql(*SHOP, "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    assert done.stdout.strip() == "t|TLSv1.3", done


def test_without_encryption_there_is_no_way_in(ask):
    refused(ask.postgresql(*SHOP, "SELECT 1", mode="disable"), "no pg_hba.conf entry", "no encryption")


def test_a_client_refuses_a_server_of_another_authority_or_name(ask, host):
    refused(ask.postgresql(*SHOP, "SELECT 1", ca=OTHER), "certificate verify failed")
    address = host.check_output("hostname -I").split()[0]
    refused(ask.postgresql(*SHOP, "SELECT 1", name=address), "does not match host name")


def test_a_wrong_password_is_refused(ask):
    refused(ask.postgresql("shop", OWNER[1], "SELECT 1"), "password authentication failed")


def test_passwords_are_kept_as_scram(host):
    kept = host.check_output("""su postgres -c "psql -XAtc 'SELECT DISTINCT left(rolpassword, 14) FROM pg_authid WHERE rolpassword IS NOT NULL'" """)
    assert kept == "SCRAM-SHA-256$"


def test_the_application_reads_and_writes_what_a_migration_made(ask, table):
    done = ask.postgresql(*SHOP, f"INSERT INTO {table} (title) VALUES ('x'); UPDATE {table} SET title = 'y'; SELECT title FROM {table}; DELETE FROM {table}")
    assert (done.rc, done.stdout.strip()) == (0, "y"), done


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE own (id int)", "CREATE TEMPORARY TABLE own (id int)", "CREATE SCHEMA own", "ALTER TABLE gigs ADD COLUMN more text", "DROP TABLE gigs",
        "TRUNCATE gigs", "CREATE INDEX ON gigs (title)", "CREATE ROLE more", "CREATE DATABASE more", "CREATE EXTENSION hstore", "SET ROLE shop_owner",
        "ALTER ROLE shop SUPERUSER", "COPY gigs TO PROGRAM 'id'", "SELECT pg_read_file('/etc/passwd')", "SELECT * FROM pg_authid",
    ],
)  # fmt: skip
def test_what_is_not_for_an_application_is_refused(ask, table, statement):
    refused(ask.postgresql(*SHOP, statement), "permission denied", "must be owner", "must be superuser", "Only roles with")


@pytest.mark.parametrize("database", ["shop_x", "postgres", "template1"])
def test_databases_of_others_are_out_of_reach(ask, database):
    for who in (SHOP, OWNER):
        refused(ask.postgresql(*who, "SELECT 1", database=database), "no pg_hba.conf entry")


def test_an_application_on_the_host_itself_gets_to_no_other_database_either(host):
    """pg_hba.conf lets the host's own users in by their names; the privileges are what keeps them apart."""
    host.check_output("useradd --system shop 2> /dev/null || id shop")
    try:
        done = host.run("""su -s /bin/sh shop -c "psql -Xd shop_x -c 'SELECT 1'" """)
        refused(done, "permission denied for database")
        assert host.run("""su -s /bin/sh shop -c "psql -XAtd shop -c 'SELECT 1'" """).stdout.strip() == "1"
    finally:
        host.check_output("userdel shop")


def test_what_nobody_uses_over_the_network_can_not_be_used_over_it(ask):
    refused(ask.postgresql("shop_x", "Verschlossen-1-pg-shop-x", "SELECT 1", database="shop_x"), "no pg_hba.conf entry")


def test_an_application_has_so_many_connections_and_no_more(ask, clients):
    sleepers = " & ".join(
        [f"PGPASSWORD={SHOP[1]} psql -X 'host={ask.name} dbname=shop user=shop sslmode=require' -c 'SELECT pg_sleep(4)' > /dev/null"] * 3
    )
    clients.check_output(f"({sleepers} &) 2> /dev/null; sleep 2")
    refused(ask.postgresql(*SHOP, "SELECT 1"), "too many connections")


def test_no_rule_lets_anybody_in_without_tls(host):
    rules = host.check_output("su postgres -c \"psql -XAtc 'SELECT DISTINCT type, auth_method, error FROM pg_hba_file_rules ORDER BY 1'\"").split()
    assert rules == ["hostssl|scram-sha-256|", "local|peer|"]


def test_it_listens_where_it_was_told(host):
    address = host.check_output("hostname -I").split()[0]
    listening = host.check_output("ss -Hltn 'sport = :5432' | awk '{ print $4 }' | sort").split()
    assert set(listening) - {"[::1]:5432"} == {"127.0.0.1:5432", f"{address}:5432"}
