# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role mariadb promises, from an application's host."""

from __future__ import annotations

import pytest
from asking import HOSTS, OTHER, refused

testinfra_hosts = HOSTS
SHOP, OWNER = ("shop_a", "Verschlossen-1-my-shop"), ("shop_a_owner", "Verschlossen-1-my-shop-owner")


@pytest.fixture
def table(ask):
    """A table that a migration has made."""
    made = ask.mariadb(*OWNER, "CREATE OR REPLACE TABLE gigs (id int AUTO_INCREMENT PRIMARY KEY, title text)")
    assert made.rc == 0, made.stderr
    yield "gigs"
    ask.mariadb(*OWNER, "DROP TABLE gigs")


def test_the_server_says_that_the_connection_is_encrypted(ask):
    done = ask.mariadb(*SHOP, "SHOW STATUS WHERE Variable_name IN ('Ssl_cipher', 'Ssl_version')")
    assert done.stdout.split() == ["Ssl_cipher", "TLS_AES_256_GCM_SHA384", "Ssl_version", "TLSv1.3"], done


def test_without_encryption_there_is_no_way_in(ask):
    refused(ask.mariadb(*SHOP, "SELECT 1", tls=()), "insecure transport are prohibited", "Access denied")


def test_each_user_needs_encryption_also_where_the_server_would_do_without(ask, host):
    host.check_output("mariadb -e 'SET GLOBAL require_secure_transport = OFF'")
    try:
        refused(ask.mariadb(*SHOP, "SELECT 1", tls=()), "Access denied")
    finally:
        host.check_output("mariadb -e 'SET GLOBAL require_secure_transport = ON'")


def test_a_client_refuses_a_server_of_another_authority_or_name(ask, host):
    refused(ask.mariadb(*SHOP, "SELECT 1", ca=OTHER), "TLS/SSL error")
    address = host.check_output("hostname -I").split()[0]
    refused(ask.mariadb(*SHOP, "SELECT 1", name=address), "Validation of SSL server certificate failed", "TLS/SSL error")


def test_a_wrong_password_is_refused_and_so_is_nobody(ask):
    refused(ask.mariadb(SHOP[0], OWNER[1], "SELECT 1"), "Access denied")
    refused(ask.mariadb("nobody", "", "SELECT 1"), "Access denied")


def test_the_application_reads_and_writes_what_a_migration_made(ask, table):
    done = ask.mariadb(*SHOP, f"INSERT INTO {table} (title) VALUES ('x'); UPDATE {table} SET title = 'y'; SELECT title FROM {table}; DELETE FROM {table}")
    assert (done.rc, done.stdout.strip()) == (0, "y"), done


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE own (id int)", "CREATE TEMPORARY TABLE own (id int)", "ALTER TABLE gigs ADD COLUMN more text", "DROP TABLE gigs", "TRUNCATE gigs",
        "CREATE INDEX more ON gigs (title)", "CREATE USER more", "CREATE DATABASE more", "SELECT * FROM gigs INTO OUTFILE '/tmp/x'",
        "SELECT * FROM mysql.global_priv", "SET GLOBAL general_log = ON", "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE gigs",
    ],
)  # fmt: skip
def test_what_is_not_for_an_application_is_refused(ask, table, statement):
    refused(ask.mariadb(*SHOP, statement), "denied", "not allowed", "LOCAL INFILE is disabled", "local infile")


def test_databases_of_others_are_out_of_reach(ask):
    """In the name of a grant '_' stands for any character, and shopxa would be shop_a."""
    for who in (SHOP, OWNER):
        refused(ask.mariadb(*who, "SELECT 1", database="shopxa"), "Access denied")
        assert ask.mariadb(*who, "SHOW DATABASES").stdout.split() == ["information_schema", "shop_a"]


def test_an_application_has_so_many_connections_and_no_more(ask, clients):
    one = f"MYSQL_PWD={SHOP[1]} mariadb -h {ask.name} -u {SHOP[0]} --ssl --disable-ssl-verify-server-cert -e 'SELECT SLEEP(4)' > /dev/null"
    clients.check_output(f"({' & '.join([one] * 3)} &) 2> /dev/null; sleep 2")
    refused(ask.mariadb(*SHOP, "SELECT 1"), "max_user_connections")


def test_nobody_is_without_a_name_a_password_or_a_need_for_encryption(host):
    users = host.check_output("mariadb -BNe \"SELECT User FROM mysql.user WHERE User = '' OR (Host != 'localhost' AND (ssl_type != 'ANY' OR Password = ''))\"")
    assert users == ""
    assert "test" not in host.check_output("mariadb -BNe 'SHOW DATABASES'").split()


def test_the_hosts_own_jobs_get_in(host):
    host.check_output("mariadb-admin --defaults-file=/etc/mysql/debian.cnf --local flush-error-log")


def test_it_listens_where_it_was_told(host):
    address = host.check_output("hostname -I").split()[0]
    listening = host.check_output("ss -Hltn 'sport = :3306' | awk '{ print $4 }' | sort").split()
    assert set(listening) - {"[::1]:3306"} == {"127.0.0.1:3306", f"{address}:3306"}
