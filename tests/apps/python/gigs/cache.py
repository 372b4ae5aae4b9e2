# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The connection to Redis, which holds sessions and the queue."""

from __future__ import annotations

import functools

import redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from gigs.config import required


@functools.cache
def cache() -> redis.Redis:
    """The process's client; it connects on first use."""
    return redis.Redis.from_url(
        required("REDIS_URL"),
        decode_responses=True,
        socket_connect_timeout=3,
        socket_timeout=5,
        health_check_interval=30,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.05), retries=2),
    )
