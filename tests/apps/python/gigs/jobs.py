# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The queue in Redis, and what its jobs do.

A payload is `{"job": NAME, ...arguments}`. Payloads expand and contract like the schema: workers of two releases meet
the same queue during a rollout.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import signal
import socket
import time

import redis
from sqlalchemy import update

from gigs.cache import cache
from gigs.config import config
from gigs.database import session
from gigs.models import Order

log = logging.getLogger(__name__)

QUEUE = "gigs_python:queue"
FAILED = "gigs_python:queue:failed"
_TAKEN = "gigs_python:queue:taken:"  # followed by a worker's name: the job it works on
_ALIVE = "gigs_python:queue:alive:"  # followed by a worker's name: expires when the worker is gone
_ALIVE_SECONDS = 120  # longer than any job
_POLL_SECONDS = 1  # the longest that an idle worker takes to see that it shall stop


def enqueue(job: str, **arguments: int) -> None:
    cache().lpush(QUEUE, json.dumps({"job": job, **arguments}))


def depth() -> int:
    """How many jobs wait."""
    return cache().llen(QUEUE)


def confirm_order(order_id: int) -> None:
    """Confirm a pending order; a second run changes nothing, since a job may be given out twice."""
    with session() as database:
        database.execute(
            update(Order)
            .where(Order.id == order_id, Order.status == "pending")
            .values(status="confirmed", confirmed_by_release=config.release)
        )
        database.commit()


JOBS = {"confirm_order": confirm_order}


class Worker:
    """Runs jobs one after the other until SIGTERM or SIGINT; the job at hand is finished first."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.stopping = False

    def _stop(self, _signal: int, _frame: object) -> None:
        self.stopping = True

    def _return_orphans(self) -> None:
        """Put back the jobs of workers that died while they worked on them."""
        for taken in cache().scan_iter(f"{_TAKEN}*"):
            if not cache().exists(_ALIVE + taken.removeprefix(_TAKEN)):
                while cache().lmove(taken, QUEUE, "LEFT", "RIGHT") is not None:
                    log.warning("returned a job of a worker that is gone")

    def _run_one(self) -> None:
        cache().set(_ALIVE + self.name, config.release, ex=_ALIVE_SECONDS)
        payload = cache().blmove(QUEUE, _TAKEN + self.name, _POLL_SECONDS, "RIGHT", "LEFT")
        if payload is None:
            return
        try:
            arguments = json.loads(payload)
            JOBS[arguments.pop("job")](**arguments)
        except Exception:  # one bad job must not stop the others; it is kept for who looks after it
            log.exception("job failed: %s", payload)
            cache().lpush(FAILED, payload)
        else:
            log.info("job done: %s", payload)
        cache().lrem(_TAKEN + self.name, 1, payload)

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        log.info("worker %s started", self.name)
        next_look = 0.0
        while not self.stopping:
            try:
                if time.monotonic() >= next_look:
                    self._return_orphans()
                    next_look = time.monotonic() + _ALIVE_SECONDS
                self._run_one()
            except redis.RedisError as error:
                log.warning("queue is out of reach: %s", type(error).__name__)
                signal.sigtimedwait([], _POLL_SECONDS)
        cache().delete(_ALIVE + self.name)
        log.info("worker %s stopped", self.name)
