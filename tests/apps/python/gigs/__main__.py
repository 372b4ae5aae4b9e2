# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The console: `python -m gigs migrate|pending|worker|heartbeat`."""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Callable

from gigs import migrations
from gigs.config import config, log_to_stderr
from gigs.database import session
from gigs.jobs import Worker
from gigs.models import Heartbeat

EXIT_PENDING = 3


def migrate() -> int:
    """apply pending migrations; exit 0, also when nothing is pending"""
    for name in migrations.migrate():
        print(f"migrated {name}")
    return 0


def pending() -> int:
    """print the names of pending migrations; exit 0 when there is none, 3 when there are some"""
    names = migrations.pending()
    for name in names:
        print(name)
    return EXIT_PENDING if names else 0


def worker() -> int:
    """run queue jobs until SIGTERM"""
    Worker().run()
    return 0


def heartbeat() -> int:
    """write a row that says which host and release ran the scheduled job"""
    with session() as database:
        database.add(Heartbeat(host=socket.gethostname(), release=config.release))
        database.commit()
    return 0


COMMANDS: dict[str, Callable[[], int]] = {
    command.__name__: command for command in (migrate, pending, worker, heartbeat)
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m gigs")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.__doc__)
    log_to_stderr()
    return COMMANDS[parser.parse_args().command]()


if __name__ == "__main__":
    sys.exit(main())
