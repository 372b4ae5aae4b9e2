# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long sessions of the sample applications last, on the server: nobody can wait for it, so the clock is set in Redis, where they are."""

from __future__ import annotations

import time

import pytest
import requests

IDLE_SECONDS, SECONDS = 2 * 3600, 12 * 3600
APPLICATIONS = {"gigs_laravel": ("laravel.test", "0", "gigs:gigs_cache:*"), "gigs_python": ("python.test", "1", "gigs_python:sessions:*")}
REDIS = 'REDISCLI_AUTH=$(sed -n "s/^requirepass //p" /etc/redis/redis.conf) redis-cli "$@"'
ENDS = "return redis.call('SET', KEYS[1], (string.gsub(redis.call('GET', KEYS[1]), '(ends\"[^%d]+)%d+', '%1' .. ARGV[1])), 'KEEPTTL')"


class Session:
    """Somebody's who has just registered, and how Redis has it."""

    def __init__(self, fleet, name, database, pattern):
        self._fleet, self._database = fleet, database
        before = set(self.redis("--scan", "--pattern", pattern).split())
        self._client = requests.Session()
        self._client.headers["Host"] = name
        self._url = f"http://{fleet.addresses['trixie2']}/api"
        body = {"email": f"old-{time.time_ns()}@example.test", "password": "correct horse battery", "name": "Old"}
        assert self._client.post(f"{self._url}/register", json=body, timeout=10).status_code == 201
        (self.key,) = set(self.redis("--scan", "--pattern", pattern).split()) - before

    def redis(self, *command):
        return self._fleet.on("data1", "sh", "-c", REDIS, "redis-cli", "-n", self._database, *command)

    def left(self):
        return int(self.redis("TTL", self.key))

    def ends_in(self, seconds):
        assert self.redis("EVAL", ENDS, "1", self.key, str(int(time.time()) + seconds)) == "OK"

    def status(self):
        return self._client.get(f"{self._url}/me", timeout=10).status_code


@pytest.fixture(params=APPLICATIONS)
def session(request, fleet):
    fleet.live_on(request.param, 1)
    return Session(fleet, *APPLICATIONS[request.param])


def test_session_ends_two_hours_after_it_was_last_used(session):
    assert IDLE_SECONDS - 10 < session.left() <= IDLE_SECONDS
    session.redis("EXPIRE", session.key, "100")
    assert session.status() == 200
    assert IDLE_SECONDS - 10 < session.left() <= IDLE_SECONDS


def test_session_ends_twelve_hours_after_the_login_however_much_it_is_used(session):
    end = session.redis("EVAL", "return string.match(redis.call('GET', KEYS[1]), 'ends\"[^%d]+(%d+)')", "1", session.key)
    assert abs(int(end) - time.time() - SECONDS) < 60
    session.ends_in(60)
    assert session.status() == 200
    assert 0 < session.left() <= 60
    session.ends_in(-1)
    assert session.status() == 401
