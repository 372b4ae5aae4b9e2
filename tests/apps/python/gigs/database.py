# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The engine and a session for each request or job."""

from __future__ import annotations

import functools

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import Session

from gigs.config import required


@functools.cache
def engine(variable: str = "DATABASE_URL") -> Engine:
    """The process's engine for that address. Made on first use, hence after the server forked: connections aren't shared."""
    url = make_url(required(variable)).set(drivername="postgresql+psycopg")
    return create_engine(
        url,
        pool_size=5,
        max_overflow=5,
        pool_timeout=5,
        pool_pre_ping=True,
        connect_args={
            "application_name": "gigs",
            "connect_timeout": 3,
            "tcp_user_timeout": 5000,  # ms; a database host that vanished must not hold requests for minutes
            "options": "-c statement_timeout=30000",
        },
        hide_parameters=True,  # parameters hold e-mail addresses and hashes, and errors are logged
    )


def session() -> Session:
    """A new session; its user closes it, by `with`."""
    return Session(engine(), expire_on_commit=False)
