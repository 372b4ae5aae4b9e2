# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""PostgreSQL: a query in a transaction that may only read, whether the connection is encrypted, and how far a replica is behind."""

from __future__ import annotations

import contextlib
import re
import time

from ansible_collections.golive.web.plugins.module_utils._probes import connect, relay, sql
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread

OPTIONS = {**sql.OPTIONS, "port": 5432}
NEEDED = ()
addresses = None
prepare, target = sql.prepare, sql.target
_ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
_REPLICA = (
    "SELECT pg_is_in_recovery(), EXISTS (SELECT FROM pg_stat_wal_receiver), pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn(),"
    " EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float, pg_last_wal_receive_lsn()::text"
)
# How long a replica has, and how often it is looked at, where all that is known is that its last write is old.
_SECOND_LOOK_SECONDS = 1.0
_SECOND_LOOKS = 10
# The protocol's SSLRequest (PostgreSQL's documentation, message formats).
_UPGRADE = (b"\x00\x00\x00\x08\x04\xd2\x16\x2f", b"S")
# SQLSTATE, or its class (PostgreSQL's documentation, appendix A).
_OF_STATES = {
    "28": "auth", "3D000": "missing", "53": "unavailable", "57014": "timeout", "57P01": "unavailable", "57P02": "unavailable", "57P03": "unavailable",
    "08": "reset", "08P01": "protocol",
}  # fmt: skip
# Of an error before the connection is ready, libpq hands out only the text: its own in English, the server's in the server's language.
_OF_TEXTS = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"authentication failed|authentication method|pg_hba\.conf|no password supplied|^role .* does not exist|is not permitted to log in", "auth"),
        (r"^database .* does not exist", "missing"),
        (r"is starting up|is shutting down|in recovery mode|not (yet )?accepting connections|too many (clients|connections)|connection slots", "unavailable"),
        (r"does not support SSL", "encryption"),
        (r"does not match host name", "certificate_name"),
        (r"certificate has expired", "certificate_expired"),
        (r"certificate verify failed|root certificate", "certificate_untrusted"),
        (r"SSL (error|SYSCALL)", "tls"),
        (r"timeout expired", "timeout"),
        (r"closed the connection|terminating connection|connection not open", "reset"),
        (r"expected authentication request|invalid response|lost synchronization|unexpected message|didn't return", "protocol"),
    )
)
_PREFIX = re.compile(r"^(?:connection to server .*? failed: |could not connect to server: )?(?:[A-Z]+:  )?")


def libraries(options):
    """The driver."""
    return {"psycopg2": sql.driver("psycopg2") is not None}


def arguments(options, address, port):
    """What libpq is told, where I(address) and I(port) lead to the server."""
    ssl_mode = "verify-full" if options["verify"] else "require" if options["encrypted"] else "prefer"
    said = {
        # The name is looked for in the certificate.
        "host": options["host"],
        "hostaddr": address,
        "port": port,
        "dbname": options["database"],
        "user": options["user"],
        "password": options["password"],
        # Over a socket a server speaks no TLS.
        "sslmode": "disable" if options["socket"] else ssl_mode,
        "sslrootcert": options["ca_file"] or ("system" if options["verify"] else ""),
        "gssencmode": "disable",
        "application_name": "golive-probe",
    }
    return {name: value for name, value in said.items() if value != ""}


async def attempt(options, one):
    """One connection and what is asked over it."""
    path = options["socket"] and f"{options['socket']}/.s.PGSQL.{options['port']}"
    try:
        async with relay.Relay(connect.Target(options["host"], options["port"], path), one) as way:
            with one.phase("connect"):
                session = await in_thread(sql.guarded, _Session, arguments(options, way.address, way.port))
            with one.phase("query"):
                found = await in_thread(sql.guarded, _asked, session, options)
    except Trouble as error:
        if error.reason in ("certificate_untrusted", "tls") and options["verify"] and options["host"]:
            await _look_at_certificate(options, one)
        raise
    sql.check(options, one, found)


async def _look_at_certificate(options, one):
    """Raises C(Trouble) that says what is wrong with it, and notes its facts: libpq keeps that to itself."""
    with await connect.opened(connect.Target(options["host"], options["port"], "", options["wanted_tls"], options["host"], _UPGRADE), one):
        pass


def _asked(session, options):
    with contextlib.closing(session):
        return _found(session, options)


def _found(session, options):
    """C(sql.Found). The cursor has the server send no row but the first, and takes nothing but a query."""
    session.run(f"BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = {max(1, round(options['timeout'] * 1000))}")
    encrypted = bool(options["encrypted"]) and (session.row(_ENCRYPTED) or (False,))[0] is True
    seconds, words = _lag(session, options["max_lag"]) if options["max_lag"] is not None else (None, "")
    session.run(f"DECLARE golive NO SCROLL CURSOR FOR {options['statement']}")
    row = session.row("FETCH 1 FROM golive")
    session.run("ROLLBACK")
    return sql.Found(row[0] if row else None, encrypted, seconds, words)


def _lag(session, most):
    """C(lag), seen again where it is more than I(most): the first write after a long rest makes a replica look as old as the rest was long."""
    row = session.row(_REPLICA)
    seconds, words = lag(row)
    received = row[4]
    if seconds is None or seconds <= most or not received:
        return seconds, words
    pause = min(_SECOND_LOOK_SECONDS, max(most, 0.01)) / _SECOND_LOOKS
    for number in range(1, _SECOND_LOOKS + 1):
        time.sleep(pause)
        has_replayed = session.row(f"SELECT pg_last_wal_replay_lsn() >= '{received}'::pg_lsn, EXISTS (SELECT FROM pg_stat_wal_receiver)") == (True, True)
        if has_replayed:
            return number * pause, words
    return seconds, words


def lag(row):
    """(seconds, why they are unknown) from the I(row): is a replica, has a receiver, has replayed all it received, age of what it replayed last.

    Where nothing is written, that age grows; so it says nothing as long as all that comes is replayed.
    """
    is_replica, is_connected, is_through, age = row[:4]
    if not is_replica:
        return None, "unknown, as it is no replica"
    if is_connected and is_through:
        return 0.0, ""
    if age is None:
        return None, "unknown, as it has replayed nothing yet"
    return max(0.0, float(age)), ""


def trouble(state, text):
    """The C(Trouble) that an error of I(state) (SQLSTATE, or C(None)) with the I(text) is."""
    # Of several attempts, with TLS and without, the last one's trouble is that of all. Below an error are hints, and the query.
    lines = [line for line in text.splitlines() if line.strip()]
    starts = [line for line in lines if line.startswith(("connection to server", "could not connect"))] or lines[:1]
    line = _PREFIX.sub("", starts[-1]) if starts else "no reason was given"
    reason = _OF_STATES.get(state or "") or _OF_STATES.get((state or "")[:2])
    reason = reason or ("" if state else next((reason for pattern, reason in _OF_TEXTS if pattern.search(line)), ""))
    return Trouble(reason or "query", f"the server says: {sql.one_line(line)}")


class _Session:
    """A connection of the driver. Raises C(Trouble).

    The driver's way for event loops would not do: it keeps Python from running while libpq computes, for as long as a server asks it to (SCRAM's iterations).
    """

    def __init__(self, said):
        self._driver = sql.driver("psycopg2")
        with self._told():
            self._connection = self._driver.connect(**said)
        # What begins and ends transactions is said here.
        self._connection.autocommit = True

    @contextlib.contextmanager
    def _told(self):
        try:
            yield
        except self._driver.Error as error:
            raise trouble(error.pgcode, str(error)) from error

    def run(self, statements):
        """Does I(statements); returns the cursor."""
        cursor = self._connection.cursor()
        with self._told():
            cursor.execute(statements)
        return cursor

    def row(self, query):
        """The first row that I(query) gives, or C(None)."""
        return self.run(query).fetchone()

    def close(self):
        """Closes it."""
        self._connection.close()
