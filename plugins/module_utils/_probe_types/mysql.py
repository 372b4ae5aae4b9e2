# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""MySQL and MariaDB: a query in a transaction that may only read, whether the connection is encrypted, and how far a replica is behind."""

from __future__ import annotations

import contextlib
import socket
import ssl

from ansible_collections.golive.web.plugins.module_utils._probes import connect, reasons, relay, sql, tls
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread

OPTIONS = {**sql.OPTIONS, "port": 3306}
NEEDED = ()
addresses = None
prepare, target = sql.prepare, sql.target
_NO_SYNTAX = 1064
# Numbers of the server and of the driver (MySQL's and MariaDB's error references).
_OF_NUMBERS = {
    1044: "auth", 1045: "auth", 1251: "auth", 1698: "auth", 2059: "auth", 4151: "auth",
    1049: "missing",
    1040: "unavailable", 1053: "unavailable", 1129: "unavailable", 1203: "unavailable", 1226: "unavailable", 3168: "unavailable",
    1205: "timeout", 1969: "timeout", 3024: "timeout",
    1130: "auth", 2026: "encryption", 3159: "encryption",
    2006: "reset", 2013: "reset", 2014: "protocol", 2027: "protocol", 1043: "protocol", None: "protocol",
}  # fmt: skip
# What the threads of a replica are called, and how far it is behind, in MySQL since 8.0.22 and before, and in all of MariaDB.
_THREADS = (("Replica_IO_Running", "Slave_IO_Running"), ("Replica_SQL_Running", "Slave_SQL_Running"))
_BEHIND = ("Seconds_Behind_Source", "Seconds_Behind_Master")


def libraries(options):
    """The driver."""
    return {"PyMySQL": sql.driver("pymysql") is not None}


def arguments(options):
    """What the driver is told; it is given a socket that is connected."""
    seconds = options["timeout"]
    said = {"host": options["host"], "user": options["user"], "password": options["password"].encode(), "database": options["database"]}
    return {
        "defer_connect": True,
        "connect_timeout": seconds,
        "read_timeout": seconds,
        "write_timeout": seconds,
        "ssl": options["wanted_tls"].context if options["wanted_tls"] else tls.Wanted(verify=False).context,
        **{name: value for name, value in said.items() if value},
    }


async def attempt(options, one):
    """One connection and what is asked over it."""
    async with relay.Relay(connect.Target(options["host"], options["port"], options["socket"]), one) as way:
        with one.phase("connect"):
            session = await in_thread(sql.guarded, _Session, options, (way.address, way.port))
        with one.phase("query"):
            found = await in_thread(sql.guarded, _asked, session, options)
    sql.check(options, one, found)


def _asked(session, options):
    with contextlib.closing(session):
        return _found(session, options)


def _found(session, options):
    """C(sql.Found)."""
    for statement in limits(session.version, options["timeout"]):
        session.rows(statement)
    encrypted = options["encrypted"] and is_encrypted(session.rows("SHOW SESSION STATUS LIKE 'Ssl_cipher'"))
    seconds, words = lag(session.replication()) if options["max_lag"] is not None else (None, "")
    row = session.first(options["statement"])
    return sql.Found(row[0] if row else None, encrypted, seconds, words)


def limits(version, seconds):
    """The statements after which a server of this I(version) lets nothing be written, and ends a query after I(seconds)."""
    limit = f"max_statement_time = {seconds:g}" if "mariadb" in version.lower() else f"max_execution_time = {max(1, round(seconds * 1000))}"
    # The transactions that may follow this one can't write, either.
    return f"SET SESSION {limit}", "SET SESSION TRANSACTION READ ONLY", "START TRANSACTION READ ONLY"


def is_encrypted(rows):
    """Whether the server says so in the I(rows) of the cipher's status."""
    return bool(rows and rows[0].get("Value"))


def lag(rows):
    """(seconds, why they are unknown) from the I(rows) of a replica's status, one for each source; the worst of them."""
    if not rows:
        return None, "unknown, as it is no replica"
    seconds = []
    for row in rows:
        states = [next((str(row[name]) for name in names if name in row), "") for names in _THREADS]
        behind = next((row[name] for name in _BEHIND if row.get(name) is not None), None)
        if states != ["Yes", "Yes"] or behind is None:
            why = next((str(row[name]) for name in ("Last_IO_Error", "Last_SQL_Error") if row.get(name)), "")
            return None, sql.one_line(f"unknown, as it does not replicate (receives: {states[0] or '?'}, applies: {states[1] or '?'}){why and ': ' + why}")
        seconds.append(float(behind))
    return max(seconds), ""


def number(error):
    """That of an I(error) of the driver; C(None) where it has none, as what it makes nothing of."""
    return error.args[0] if error.args and isinstance(error.args[0], int) else None


def trouble(error):
    """The C(Trouble) that an I(error) of the driver is."""
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, ssl.SSLError):
        return Trouble(*tls.explained(cause))
    if isinstance(cause, OSError):
        return Trouble(*reasons.of_error(cause))
    text = str(error.args[1]) if len(error.args) > 1 else str(error)
    return Trouble(_OF_NUMBERS.get(number(error), "query"), f"the server says: {sql.one_line(text)}")


class _Session:
    """A connection of the driver by the I(way) that leads to the server. Raises C(Trouble)."""

    def __init__(self, options, way):
        self._driver = sql.driver("pymysql")
        self._connection = _connection_class(self._driver, options["encrypted"] or options["verify"])(**arguments(options))
        self._connection.client_flag &= ~self._driver.constants.CLIENT.MULTI_STATEMENTS
        with self._told():
            self._connection.connect(socket.create_connection(way))
        self.version = self._connection.get_server_info()

    @contextlib.contextmanager
    def _told(self):
        try:
            yield
        except self._driver.MySQLError as error:
            raise trouble(error) from error

    def rows(self, statement):
        """All that I(statement), one of ours, gives; a dict each."""
        with self._told():
            return self._all(statement)

    def _all(self, statement):
        cursor = self._connection.cursor(self._driver.cursors.DictCursor)
        cursor.execute(statement)
        return cursor.fetchall()

    def replication(self):
        """The state of a replica, for each of its sources."""
        with self._told():
            try:
                return self._all("SHOW REPLICA STATUS")
            except self._driver.MySQLError as error:
                if number(error) != _NO_SYNTAX:
                    raise
            return self._all("SHOW SLAVE STATUS")

    def first(self, query):
        """The first row that I(query) gives, or C(None). Nothing else can be asked afterwards."""
        with self._told():
            cursor = self._connection.cursor(self._driver.cursors.SSCursor)
            cursor.execute(query)
            try:
                return cursor.fetchone()
            finally:
                # Else the driver reads all other rows before it lets go of them.
                cursor._result.unbuffered_active = False

    def close(self):
        """Says that it goes, and does."""
        with contextlib.suppress(self._driver.MySQLError):
            self._connection.close()


def _connection_class(driver, is_to_be_encrypted):
    class Connection(driver.connections.Connection):
        """The driver's, encrypted where the server offers it. Some of its versions go on without, others insist."""

        def _get_server_information(self):
            super()._get_server_information()
            secure = driver.constants.CLIENT.SSL
            if not self.server_capabilities & secure:
                if is_to_be_encrypted:
                    raise Trouble("encryption", "the server offers no encryption")
                self.ssl = False
                self.client_flag &= ~secure

    return Connection
