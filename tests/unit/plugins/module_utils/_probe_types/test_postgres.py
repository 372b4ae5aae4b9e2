# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import socket
import threading
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._probe_types import postgres
from ansible_collections.golive.web.plugins.module_utils._probes import reasons, sql
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble
from hypothesis import given
from hypothesis import strategies as st

AT = 'connection to server at "db.test" (192.0.2.1), port 5432 failed: '


def options(**given_ones):
    one = {**postgres.OPTIONS, "name": "db", "type": "postgres", "timeout": 1.0, "host": "127.0.0.1", **given_ones}
    postgres.prepare(one)
    return one


def test_libpq_is_told_only_what_is_known():
    assert postgres.arguments(options(), "127.0.0.1", 1234) == {
        "host": "127.0.0.1", "hostaddr": "127.0.0.1", "port": 1234, "sslmode": "prefer", "gssencmode": "disable", "application_name": "golive-probe",
    }  # fmt: skip


def test_the_server_is_known_by_its_name():
    said = postgres.arguments(options(host="db.test", user="u", password="p", database="d"), "127.0.0.1", 1234)
    assert (said["host"], said["hostaddr"], said["user"], said["password"], said["dbname"]) == ("db.test", "127.0.0.1", "u", "p", "d")


def test_over_a_socket_there_is_no_tls():
    assert postgres.arguments(options(host="", socket="/run/postgresql", encrypted=True), "127.0.0.1", 1234)["sslmode"] == "disable"


@pytest.mark.parametrize(
    "wanted, mode, authorities",
    [
        ({}, "prefer", None),
        ({"encrypted": True}, "require", None),
        ({"verify": True}, "verify-full", "system"),
        ({"encrypted": True, "verify": True}, "verify-full", "system"),
    ],
)
def test_a_password_is_not_sent_where_encryption_is_wanted_and_not_there(wanted, mode, authorities):
    said = postgres.arguments(options(**wanted), "127.0.0.1", 1234)
    assert (said["sslmode"], said.get("sslrootcert")) == (mode, authorities)


@pytest.mark.parametrize(
    "text, reason",
    [
        (AT + 'FATAL:  password authentication failed for user "probe"\n', "auth"),
        (AT + 'FATAL:  no pg_hba.conf entry for host "192.0.2.9", user "probe", database "shop", no encryption\n', "auth"),
        (AT + 'FATAL:  role "probe" does not exist\n', "auth"),
        (AT + "fe_sendauth: no password supplied\n", "auth"),
        (AT + 'FATAL:  database "shop" does not exist\n', "missing"),
        (AT + "FATAL:  the database system is starting up\n", "unavailable"),
        (AT + "FATAL:  sorry, too many clients already\n", "unavailable"),
        (AT + "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute\n", "unavailable"),
        (AT + "server does not support SSL, but SSL was required\n", "encryption"),
        (AT + 'server certificate for "other.test" does not match host name "db.test"\n', "certificate_name"),
        (AT + "SSL error: certificate verify failed\n", "certificate_untrusted"),
        (AT + 'root certificate file "system" does not exist\nEither provide the file, or change sslmode.\n', "certificate_untrusted"),
        (AT + "SSL error: tlsv1 alert protocol version\n", "tls"),
        (AT + "timeout expired\n", "timeout"),
        (AT + "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n", "reset"),
        ("server didn't return client encoding\n", "protocol"),
        (AT + "received invalid response to SSL negotiation: H\n", "protocol"),
        (AT + "FATAL:  Passwort-Authentifizierung für Benutzer »probe« fehlgeschlagen\n", "query"),
        ("", "query"),
    ],
)
def test_why_there_is_no_connection(text, reason):
    assert postgres.trouble(None, text).reason == reason


@pytest.mark.parametrize(
    "state, reason",
    [
        ("28P01", "auth"), ("28000", "auth"), ("3D000", "missing"), ("57014", "timeout"), ("53300", "unavailable"), ("57P01", "unavailable"),
        ("57P03", "unavailable"), ("08006", "reset"), ("08P01", "protocol"), ("42P01", "query"), ("42501", "query"), ("25006", "query"), ("XX000", "query"),
    ],
)  # fmt: skip
def test_why_a_query_failed(state, reason):
    # The state is what counts, whatever the language or what is quoted.
    assert postgres.trouble(state, "ERROR:  Connection refused: authentication failed\nLINE 1: SELECT secret\n").reason == reason


def test_the_last_attempt_s_trouble_is_that_of_all():
    text = (
        'connection to server at "127.0.0.1", port 5432 failed: FATAL:  no pg_hba.conf entry for host "192.0.2.9", SSL encryption\n'
        'connection to server at "127.0.0.1", port 5432 failed: FATAL:  password authentication failed for user "x"\n'
    )
    found = postgres.trouble(None, text)
    assert (found.reason, found.message) == ("auth", 'the server says: password authentication failed for user "x"')


def test_the_query_is_not_quoted():
    found = postgres.trouble("42883", "ERROR:  function nope(unknown) does not exist\nLINE 1: SELECT nope('secret')\n               ^\nHINT:  No function.\n")
    assert found.message == "the server says: function nope(unknown) does not exist"


@given(st.one_of(st.none(), st.text(max_size=5)), st.one_of(st.text(), st.text(min_size=1).map(lambda text: text * 300)))
def test_whatever_a_server_says_is_a_known_reason_in_one_line(state, text):
    found = postgres.trouble(state, text)
    assert found.reason in reasons.REASONS and "\n" not in found.message and len(found.message) < 300


@pytest.mark.parametrize(
    "row, seconds",
    [
        ((True, True, True, 3600.0), 0.0),
        ((True, True, True, None), 0.0),
        ((True, True, False, 2.5), 2.5),
        ((True, True, False, -0.1), 0.0),
        # Nothing comes any more: that all of it is replayed says nothing.
        ((True, False, True, 3600.0), 3600.0),
        ((True, False, None, 7.0), 7.0),
    ],
)
def test_how_far_a_replica_is_behind(row, seconds):
    assert postgres.lag(row) == (seconds, "")


@pytest.mark.parametrize(
    "row, words",
    [
        ((False, False, None, None), "is no replica"),
        ((True, True, False, None), "has replayed nothing"),
        ((True, False, True, None), "has replayed nothing"),
    ],
)
def test_a_lag_that_is_not_known(row, words):
    seconds, told = postgres.lag(row)
    assert seconds is None and words in told


@given(st.tuples(st.booleans(), st.booleans(), st.one_of(st.none(), st.booleans()), st.one_of(st.none(), st.floats(allow_nan=False))))
def test_a_lag_is_never_negative_and_known_or_explained(row):
    seconds, words = postgres.lag(row)
    assert (seconds is None) == bool(words) and (seconds is None or seconds >= 0)


class Error(Exception):
    pgcode = None


class Driver:
    """psycopg2 as far as it is used. C(rows): what a statement that begins so gives. C(stalls): the statement that waits for the server."""

    Error = Error

    def __init__(self, rows=(), stalls=""):
        self.said, self.rows, self.stalls, self.is_closed = [], dict(rows), stalls, False

    def connect(self, hostaddr, port, **_said):
        self.own = socket.create_connection((hostaddr, port))
        return self

    def cursor(self):
        assert self.autocommit
        return self

    def execute(self, statement):
        self.said.append(statement)
        if self.stalls and statement.startswith(self.stalls):
            self.own.recv(1)
            raise Error("server closed the connection unexpectedly")

    def fetchone(self):
        return next(row for start, row in self.rows.items() if self.said[-1].startswith(start))

    def close(self):
        self.is_closed = True
        self.own.close()


@pytest.fixture
def use(monkeypatch):
    def use(driver):
        monkeypatch.setattr(sql, "driver", lambda name: driver)
        return driver

    return use


def attempted(seconds=5, **given_ones):
    one = Attempt()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        asyncio.run(asyncio.wait_for(postgres.attempt(options(port=listening.getsockname()[1], **given_ones), one), seconds))
    return one.end()


def test_a_query_is_asked_in_a_transaction_that_may_only_read(use):
    driver = use(Driver({"FETCH": (42,)}))
    one = attempted(query="SELECT count(*) FROM orders;", minimum=1)
    assert one.passed and one.value == 42 and set(one.phases) == {"connect", "query", "total"} and one.instance == "127.0.0.1"
    assert driver.said == [
        "BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = 1000", "DECLARE golive NO SCROLL CURSOR FOR SELECT count(*) FROM orders",
        "FETCH 1 FROM golive", "ROLLBACK",
    ]  # fmt: skip
    assert driver.is_closed


def test_the_server_says_whether_it_is_encrypted(use):
    use(Driver({"FETCH": (1,), "SELECT ssl": (False,)}))
    assert attempted(encrypted=True).reason == "encryption"
    use(Driver({"FETCH": (1,), "SELECT ssl": None}))
    assert attempted(encrypted=True).reason == "encryption"
    use(Driver({"FETCH": (1,), "SELECT ssl": (True,)}))
    assert attempted(encrypted=True).passed


def test_the_first_write_after_a_rest_is_no_lag(use):
    replica = {"FETCH": (1,), "SELECT pg_is_in_recovery": (True, True, False, 3600.0, "0/30")}
    use(Driver({**replica, "SELECT pg_last_wal_replay_lsn": (True, True)}))
    assert attempted(max_lag=0.05).passed
    use(Driver({**replica, "SELECT pg_last_wal_replay_lsn": (False, True)}))
    assert attempted(max_lag=0.05).reason == "lag"


@pytest.mark.parametrize("stalls", ["BEGIN", "FETCH"])
def test_what_is_given_up_leaves_no_thread(use, stalls):
    use(Driver({"FETCH": (1,)}, stalls))
    before, began = threading.active_count(), time.monotonic()
    with pytest.raises((TimeoutError, asyncio.TimeoutError)):
        attempted(seconds=0.2)
    while threading.active_count() > before and time.monotonic() < began + 1:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_a_driver_s_error_is_told_with_its_reason(use):
    driver = use(Driver({"FETCH": (1,)}))
    error = Error("ERROR:  relation does not exist")
    error.pgcode = "42P01"

    def refuse(statement):
        raise error

    driver.execute = refuse
    with pytest.raises(Trouble) as caught:
        attempted()
    assert caught.value.reason == "query" and driver.is_closed
