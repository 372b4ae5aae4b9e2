# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
import types

import pytest
from ansible_collections.golive.web.plugins.module_utils._probe_types import mysql
from ansible_collections.golive.web.plugins.module_utils._probes import reasons, sql
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble
from hypothesis import given
from hypothesis import strategies as st

MARIADB, MYSQL = "5.5.5-10.11.19-MariaDB-0+deb12u1", "8.0.43"
WELL = {"Slave_IO_Running": "Yes", "Slave_SQL_Running": "Yes", "Seconds_Behind_Master": 0}


def options(**given_ones):
    one = {**mysql.OPTIONS, "name": "db", "type": "mysql", "timeout": 1.0, "host": "127.0.0.1", **given_ones}
    mysql.prepare(one)
    return one


def test_the_driver_is_told_what_is_known_and_when_to_give_up():
    said = mysql.arguments(options(user="u", password="pä", database="d", timeout=2.5))
    assert {said[f"{what}_timeout"] for what in ("connect", "read", "write")} == {2.5}
    assert (said["host"], said["user"], said["password"], said["database"]) == ("127.0.0.1", "u", "pä".encode(), "d")
    assert not {"user", "password", "database"} & set(mysql.arguments(options()))


def test_a_certificate_is_looked_at_only_where_it_is_wanted():
    assert mysql.arguments(options(encrypted=True))["ssl"].verify_mode == ssl.CERT_NONE
    context = mysql.arguments(options(verify=True))["ssl"]
    assert context.verify_mode == ssl.CERT_REQUIRED and context.check_hostname


@pytest.mark.parametrize(
    "version, limit",
    [(MARIADB, "max_statement_time = 0.25"), ("11.8.3-MariaDB", "max_statement_time = 0.25"), (MYSQL, "max_execution_time = 250")],
)
def test_a_query_is_ended_by_the_server(version, limit):
    assert mysql.limits(version, 0.25)[0] == f"SET SESSION {limit}"


def test_neither_this_transaction_nor_the_next_can_write():
    assert mysql.limits(MYSQL, 1)[1:] == ("SET SESSION TRANSACTION READ ONLY", "START TRANSACTION READ ONLY")


@pytest.mark.parametrize("seconds", [0.0001, 0.3, 3600])
def test_a_limit_is_never_none(seconds):
    assert int(mysql.limits(MYSQL, seconds)[0].rpartition(" ")[2]) >= 1


@pytest.mark.parametrize("rows, is_it", [([], False), ([{"Value": ""}], False), ([{"Variable_name": "Ssl_cipher", "Value": "TLS_AES_256_GCM_SHA384"}], True)])
def test_the_server_has_a_cipher_where_it_is_encrypted(rows, is_it):
    assert mysql.is_encrypted(rows) is is_it


@pytest.mark.parametrize(
    "rows, seconds",
    [
        ([WELL], 0.0),
        ([{**WELL, "Seconds_Behind_Master": 7}], 7.0),
        ([{"Replica_IO_Running": "Yes", "Replica_SQL_Running": "Yes", "Seconds_Behind_Source": 3}], 3.0),
        ([WELL, {**WELL, "Seconds_Behind_Master": 9}], 9.0),
    ],
)
def test_how_far_a_replica_is_behind(rows, seconds):
    assert mysql.lag(rows) == (seconds, "")


@pytest.mark.parametrize(
    "rows, words",
    [
        ([], "is no replica"),
        ([{**WELL, "Seconds_Behind_Master": None}], "does not replicate"),
        ([{**WELL, "Slave_IO_Running": "Connecting", "Last_IO_Error": "denied\nfor repl"}], "(receives: Connecting, applies: Yes): denied for repl"),
        ([{**WELL, "Slave_SQL_Running": "No", "Last_IO_Error": "", "Last_SQL_Error": "Duplicate entry"}], "(receives: Yes, applies: No): Duplicate entry"),
        ([WELL, {**WELL, "Slave_SQL_Running": "No"}], "applies: No"),
        ([{}], "(receives: ?, applies: ?)"),
    ],
)
def test_a_lag_that_is_not_known(rows, words):
    seconds, told = mysql.lag(rows)
    assert seconds is None and words in told


@pytest.mark.parametrize(
    "number, reason",
    [
        (1045, "auth"), (1698, "auth"), (1044, "auth"), (1130, "auth"), (1049, "missing"), (1040, "unavailable"), (1226, "unavailable"), (1969, "timeout"),
        (3024, "timeout"), (2013, "reset"), (1792, "query"), (1146, "query"), (1064, "query"), (1227, "query"), (3159, "encryption"),
    ],
)  # fmt: skip
def test_why_the_server_refuses(number, reason):
    assert mysql.trouble(Error(number, "two\nlines")).reason == reason
    assert mysql.trouble(Error(number, "two\nlines")).message == "the server says: two lines"


def test_what_the_driver_makes_nothing_of_is_no_refusal():
    assert mysql.trouble(Error("Packet sequence number wrong")).reason == "protocol"
    assert mysql.trouble(Error()).reason == "protocol"


def test_what_went_wrong_below_is_told_as_everywhere():
    error = Error(2003, "Can't connect")
    error.original_exception = ConnectionResetError()
    assert mysql.trouble(error).reason == "reset"
    error.original_exception = ssl.SSLCertVerificationError("certificate verify failed")
    error.original_exception.verify_code, error.original_exception.verify_message = 10, "certificate has expired"
    assert mysql.trouble(error).reason == "certificate_expired"


@given(st.lists(st.one_of(st.integers(), st.text(), st.none()), max_size=3))
def test_whatever_an_error_holds_is_a_known_reason_in_one_line(args):
    found = mysql.trouble(Error(*args))
    assert found.reason in reasons.REASONS and "\n" not in found.message and len(found.message) < 300


class Error(Exception):
    """The driver's."""


_CLIENT = types.SimpleNamespace(SSL=1 << 11, MULTI_STATEMENTS=1 << 16)


class Connection:
    """The driver's as far as it is used. C(rows): what a statement that begins so gives; an C(Error) is raised. C(stalls): which waits for the peer."""

    rows, stalls, offers_encryption, made = {}, "", True, None

    def __init__(self, ssl, **_said):
        self.ssl, self.client_flag, self.said, self.server_capabilities = ssl, _CLIENT.SSL | _CLIENT.MULTI_STATEMENTS, [], 0
        Connection.made = self

    def connect(self, raw):
        self.raw = raw
        self._get_server_information()
        self.execute("connect")

    def _get_server_information(self):
        self.server_capabilities = _CLIENT.SSL if self.offers_encryption else 0

    def get_server_info(self):
        return MARIADB

    def close(self):
        self.raw.close()

    def cursor(self, kind):
        self.kind = kind
        self._result = types.SimpleNamespace(unbuffered_active=kind == "SSCursor")
        return self

    def execute(self, statement):
        self.said.append(statement)
        if self.stalls and statement.startswith(self.stalls):
            self.raw.recv(1)
            raise Error(2013, "lost")
        if isinstance(self._found(), Exception):
            raise self._found()

    def _found(self):
        return next((rows for start, rows in self.rows.items() if self.said[-1].startswith(start)), [])

    def fetchall(self):
        return self._found()

    def fetchone(self):
        return next(iter(self._found()), None)


DRIVER = types.SimpleNamespace(
    MySQLError=Error,
    connections=types.SimpleNamespace(Connection=Connection),
    constants=types.SimpleNamespace(CLIENT=_CLIENT),
    cursors=types.SimpleNamespace(DictCursor="DictCursor", SSCursor="SSCursor"),
)


@pytest.fixture(autouse=True)
def driver(monkeypatch):
    monkeypatch.setattr(sql, "driver", lambda name: DRIVER)
    monkeypatch.setattr(Connection, "rows", {"SELECT": [(42,), (43,)]})
    return monkeypatch


@pytest.fixture
def port():
    """That of a server which only takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def attempted(port):
    def attempted(seconds=5, **given_ones):
        one = Attempt()
        try:
            asyncio.run(asyncio.wait_for(mysql.attempt(options(port=port, **given_ones), one), seconds))
        except Trouble as trouble:
            return one.end(trouble.reason, trouble.message)
        return one.end()

    return attempted


def test_a_query_is_asked_in_a_transaction_that_may_only_read(attempted):
    one = attempted(query="SELECT count(*) FROM orders;", minimum=1)
    assert one.passed and one.value == 42 and set(one.phases) == {"connect", "query", "total"} and one.instance == "127.0.0.1"
    assert Connection.made.said == [
        "connect", "SET SESSION max_statement_time = 1", "SET SESSION TRANSACTION READ ONLY", "START TRANSACTION READ ONLY", "SELECT count(*) FROM orders",
    ]  # fmt: skip
    assert not Connection.made.client_flag & _CLIENT.MULTI_STATEMENTS
    assert Connection.made.kind == "SSCursor" and not Connection.made._result.unbuffered_active


def test_the_server_says_whether_it_is_encrypted(driver, attempted):
    driver.setattr(Connection, "rows", {**Connection.rows, "SHOW SESSION STATUS": [{"Value": ""}]})
    assert attempted(encrypted=True).reason == "encryption"
    driver.setattr(Connection, "rows", {**Connection.rows, "SHOW SESSION STATUS": [{"Value": "AES"}]})
    assert attempted(encrypted=True).passed


def test_nothing_is_told_to_a_server_that_offers_no_encryption_where_it_is_wanted(driver, attempted):
    driver.setattr(Connection, "offers_encryption", False)
    for wanted in ({"encrypted": True}, {"verify": True}):
        one = attempted(**wanted)
        assert (one.reason, one.message) == ("encryption", "the server offers no encryption")
        assert Connection.made.said == []
    assert attempted().passed and not Connection.made.ssl and not Connection.made.client_flag & _CLIENT.SSL


def test_an_older_server_is_asked_in_older_words(driver, attempted):
    driver.setattr(Connection, "rows", {**Connection.rows, "SHOW REPLICA": Error(1064, "syntax"), "SHOW SLAVE": [WELL]})
    assert attempted(max_lag=0).passed
    driver.setattr(Connection, "rows", {**Connection.rows, "SHOW REPLICA": Error(1227, "denied")})
    assert attempted(max_lag=0).reason == "query"


@pytest.mark.parametrize("stalls", ["connect", "SELECT"])
def test_what_is_given_up_leaves_no_thread(driver, attempted, stalls):
    driver.setattr(Connection, "stalls", stalls)
    before, began = threading.active_count(), time.monotonic()
    with pytest.raises((TimeoutError, asyncio.TimeoutError)):
        attempted(seconds=0.2)
    while threading.active_count() > before and time.monotonic() < began + 1:
        time.sleep(0.01)
    assert threading.active_count() <= before
