# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Schema changes in order. They only expand: the release before works on the schema after."""

from __future__ import annotations

import os

from sqlalchemy import Connection, text

from gigs.config import config
from gigs.database import engine

# Any number, as long as nobody else locks by it.
_LOCK = 7_164_911

# Name and statements; an entry that was released once never changes.
MIGRATIONS: list[tuple[str, list[str]]] = [
    (
        "0001_users",
        [
            "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL,"
            " password_hash text NOT NULL, name text NOT NULL, created timestamptz NOT NULL DEFAULT now())",
            "CREATE UNIQUE INDEX users_email ON users (lower(email))",
        ],
    ),
    (
        "0002_gigs",
        [
            "CREATE TABLE gigs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " seller_id bigint NOT NULL REFERENCES users, title text NOT NULL, description text NOT NULL,"
            " price_cents bigint NOT NULL CHECK (price_cents > 0), image text,"
            " created timestamptz NOT NULL DEFAULT now())",
            "CREATE INDEX gigs_seller ON gigs (seller_id)",
        ],
    ),
    (
        "0003_orders",
        [
            "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " gig_id bigint NOT NULL REFERENCES gigs, buyer_id bigint NOT NULL REFERENCES users,"
            " status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'confirmed')),"
            " confirmed_by_release text, created timestamptz NOT NULL DEFAULT now())",
            "CREATE INDEX orders_gig ON orders (gig_id)",
            "CREATE INDEX orders_buyer ON orders (buyer_id)",
        ],
    ),
    (
        "0004_heartbeats",
        [
            "CREATE TABLE heartbeats (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, host text NOT NULL,"
            ' release text NOT NULL, "time" timestamptz NOT NULL DEFAULT now())',
        ],
    ),
]


def _pending(connection: Connection) -> list[str]:
    if connection.scalar(text("SELECT to_regclass('migrations')")) is None:
        return [name for name, _statements in MIGRATIONS]
    done = set(connection.scalars(text("SELECT name FROM migrations")))
    return [name for name, _statements in MIGRATIONS if name not in done]


def pending() -> list[str]:
    """Names of the migrations that the database lacks; changes nothing."""
    with engine().connect() as connection:
        return _pending(connection)


def migrate() -> list[str]:
    """Apply what is pending, all or nothing; return the names.

    A second process that migrates at the same time waits for the first and then finds nothing to do.
    """
    # The role of the application need not be one that can change the schema.
    owner = "MIGRATION_DATABASE_URL" if os.environ.get("MIGRATION_DATABASE_URL") else "DATABASE_URL"
    with engine(owner).begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        names = _pending(connection)
        if not names:
            return []
        connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, release text NOT NULL,"
                " applied timestamptz NOT NULL DEFAULT now())"
            )
        )
        for name, statements in MIGRATIONS:
            if name in names:
                for statement in statements:
                    connection.exec_driver_sql(statement)
                connection.execute(
                    text("INSERT INTO migrations (name, release) VALUES (:name, :release)"),
                    {"name": name, "release": config.release},
                )
    return names
