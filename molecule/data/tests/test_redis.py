# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role redis promises, from an application's host."""

from __future__ import annotations

import pytest
from asking import HOSTS, OTHER, refused

testinfra_hosts = HOSTS
SHOP, OTHERS = ("shop", "Verschlossen-1-redis-shop"), ("shop_x", "Verschlossen-1-redis-shop-x")
OPERATOR = "REDISCLI_AUTH=$(cat /etc/redis/operator.key) redis-cli -e -s /run/redis/redis-server.sock --user operator --no-auth-warning"


def test_an_application_reads_and_writes_its_own_keys(ask):
    assert ask.redis(*SHOP, "SET", "shop:cart", "1").stdout.strip() == "OK"
    assert ask.redis(*SHOP, "EVAL", "return redis.call('GET', KEYS[1])", "1", "shop:cart").stdout.strip() == "1"
    assert ask.redis(*SHOP, "PUBLISH", "shop:news", "1").stdout.strip() == "0"


def test_without_tls_there_is_no_way_in(ask):
    refused(ask.redis(*SHOP, "PING", tls=False), "Server closed the connection", "Connection reset", "I/O error", "Protocol error")


def test_older_tls_is_refused(clients, ask):
    said = clients.run(f"openssl s_client -connect {ask.name}:6379 -tls1_2 < /dev/null")
    assert "protocol version" in said.stderr and said.rc != 0


def test_a_client_refuses_a_server_of_another_authority(ask):
    refused(ask.redis(*SHOP, "PING", ca=OTHER), "certificate verify failed")


def test_the_certificate_is_for_its_name(clients, ask, host):
    """redis-cli compares no names; what an application has does, as openssl here."""
    words = "openssl s_client -connect {0}:6379 -CAfile /tmp/golive-data/authority.pem -verify_return_error -verify_hostname {1} < /dev/null"
    assert clients.run(words.format(ask.name, ask.name)).rc == 0
    assert "hostname mismatch" in clients.run(words.format(ask.name, "other")).stderr


def test_a_wrong_password_is_refused_and_so_is_nobody(ask):
    refused(ask.redis(SHOP[0], OTHERS[1], "PING"), "WRONGPASS")
    refused(ask.redis("", "", "PING"), "NOAUTH")
    refused(ask.redis("default", "", "PING"), "WRONGPASS", "NOAUTH", "ERR")


@pytest.mark.parametrize(
    "command",
    [
        "GET shop_x-cart", "SET shop_x-cart 1", "DEL shop_x-cart", "RENAME shop:cart shop_x-cart", "COPY shop:cart shop_x-cart", "PUBLISH shop_x-news 1",
        "SUBSCRIBE shop_x-news", "PSUBSCRIBE *", "KEYS *", "SCAN 0", "RANDOMKEY", "DBSIZE", "FLUSHALL", "FLUSHDB", "SWAPDB 0 1", "CONFIG GET *",
        "CONFIG SET dir /tmp", "SAVE", "BGSAVE", "SHUTDOWN", "DEBUG SLEEP 0", "MODULE LIST", "MONITOR", "CLIENT LIST", "ACL LIST",
        "ACL SETUSER shop allkeys", "REPLICAOF 192.0.2.1 1", "MIGRATE 192.0.2.1 1 shop:cart 0 1",
        "SLOWLOG GET", "FUNCTION LIST", "SCRIPT FLUSH", "PUBSUB CHANNELS", "INFO",
    ],
)  # fmt: skip
def test_what_is_not_for_an_application_is_refused(ask, command):
    refused(ask.redis(*SHOP, *command.split()), "NOPERM", "DEBUG command not allowed")


def test_a_script_gets_no_further_than_its_user(ask):
    refused(ask.redis(*SHOP, "EVAL", "return redis.call('GET', 'shop_x-cart')", "0"), "NOPERM", "No permission", "no permissions", "can't access")
    refused(ask.redis(*SHOP, "EVAL", "return redis.call('KEYS', '*')", "0"), "NOPERM", "No permission", "no permissions", "can't run this command")


def test_a_command_that_an_application_needs_is_its_own_alone(ask):
    assert ask.redis(*OTHERS, "SCAN", "0").rc == 0


def test_users_are_read_anew_without_a_restart(host):
    before = host.check_output("systemctl show --property=MainPID redis-server")
    host.check_output("cp -p /etc/redis/users.acl /tmp/users.acl && echo 'user passing on nopass' >> /etc/redis/users.acl && systemctl reload redis-server")
    try:
        assert "passing" in host.check_output(f"{OPERATOR} ACL USERS")
    finally:
        host.check_output("cp -p /tmp/users.acl /etc/redis/users.acl && systemctl reload redis-server && rm /tmp/users.acl")
    assert "passing" not in host.check_output(f"{OPERATOR} ACL USERS")
    assert host.check_output("systemctl show --property=MainPID redis-server") == before


def test_users_that_redis_refuses_fail_the_reload_and_change_nothing(host):
    host.check_output("cp -p /etc/redis/users.acl /tmp/users.acl && echo 'user broken +nothing' >> /etc/redis/users.acl")
    try:
        assert host.run("systemctl reload redis-server").rc != 0
        assert "shop" in host.check_output(f"{OPERATOR} ACL USERS")
    finally:
        host.check_output("cp -p /tmp/users.acl /etc/redis/users.acl && systemctl reload redis-server && rm /tmp/users.acl")


def test_no_password_is_in_a_file(host):
    assert host.run("grep -r Verschlossen /etc/redis /etc/golive /var/log/redis").stdout == ""
    assert host.check_output("stat -c '%U %a' /etc/redis/operator.key /etc/redis/users.acl /etc/redis/redis.conf").split("\n") == [
        "root 600",
        "redis 640",
        "redis 640",
    ]


def test_it_listens_where_it_was_told(host):
    address = host.check_output("hostname -I").split()[0]
    listening = host.check_output("ss -Hltn 'sport = :6379' | awk '{ print $4 }' | sort").split()
    assert listening == sorted([f"{address}:6379", "127.0.0.1:6379"])
