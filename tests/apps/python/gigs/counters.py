# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How many requests there were, with which status and how long they took, over all processes of a slot.

They share a file beside their socket, in memory: the release, and the numbers in a fixed order. What another release left
there counts for nothing.
"""

from __future__ import annotations

import fcntl
import functools
import logging
import os
import struct
import tempfile
import threading
import time
from pathlib import Path

from flask import Flask, Response, g, request

from gigs.config import config

log = logging.getLogger(__name__)

STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds; what takes longer is only in +Inf
# How the application is watched is not what it is there for.
_NOT_COUNTED = ("/health/", "/metrics")
_RELEASE_BYTES = 128
# Requests by status, by bucket (+Inf included), and the sum of their microseconds.
_LAYOUT = struct.Struct(f"{_RELEASE_BYTES}s{len(STATUSES)}Q{len(BUCKETS) + 1}QQ")


class Counters:
    """The numbers in the file I(path), for the release I(release)."""

    def __init__(self, path: Path, release: str) -> None:
        self._release = release.encode()[:_RELEASE_BYTES].ljust(_RELEASE_BYTES, b"\0")
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        self._threads = threading.Lock()  # the file's lock keeps out processes only

    def _read(self) -> list[int]:
        found = os.pread(self._descriptor, _LAYOUT.size, 0)
        if len(found) != _LAYOUT.size or not found.startswith(self._release):
            return [0] * (len(STATUSES) + len(BUCKETS) + 2)
        return list(_LAYOUT.unpack(found)[1:])

    def add(self, status: int, seconds: float) -> None:
        with self._threads:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            try:
                numbers = self._read()
                numbers[status // 100 - 1] += 1
                numbers[len(STATUSES) + sum(seconds > limit for limit in BUCKETS)] += 1
                numbers[-1] += int(seconds * 1_000_000)
                os.pwrite(self._descriptor, _LAYOUT.pack(self._release, *numbers), 0)
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def totals(self) -> tuple[dict[str, int], list[tuple[str, int]], float]:
        """Requests by status; those that took at most so many seconds, by that limit; and the sum of all seconds."""
        with self._threads:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)
            try:
                numbers = self._read()
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        by_status = dict(zip(STATUSES, numbers))
        within, buckets = 0, []
        for limit, count in zip([*(f"{limit:g}" for limit in BUCKETS), "+Inf"], numbers[len(STATUSES) : -1]):
            within += count
            buckets.append((limit, within))
        return by_status, buckets, numbers[-1] / 1_000_000


@functools.cache
def counters() -> Counters:
    """Those of the slot; outside one, of all processes of this user."""
    beside = os.environ.get("GOLIVE_SOCKET") or os.path.join(tempfile.gettempdir(), f"gigs-{os.getuid()}")
    return Counters(Path(f"{beside}.counters"), config.release)


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    if not request.path.startswith(_NOT_COUNTED):
        try:
            counters().add(response.status_code, time.perf_counter() - g.began)
        except OSError as error:  # an answer that nobody counts is better than none
            log.warning("request not counted: %s", error.strerror)
    return response


def count_requests(app: Flask) -> None:
    """Count the requests of I(app). Comes before whatever else takes time."""
    app.before_request(_begin)
    app.after_request(_count)
