# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether the application can serve: `/health/live` and `/health/ready`, as application/health+json."""

from __future__ import annotations

import http.client
import logging
import ssl
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from datetime import datetime, timezone
from functools import partial
from urllib.parse import urlsplit

from flask import Blueprint, Response, json
from sqlalchemy import select, text

from gigs import jobs
from gigs.cache import cache
from gigs.config import STORAGE, config, fault
from gigs.database import session
from gigs.models import User

log = logging.getLogger(__name__)
health = Blueprint("health", __name__, url_prefix="/health")

# For all checks at once: they run side by side, and one that hangs fails.
_CHECK_SECONDS = 2.0
_DEPTH_WARNS = 1000


def _health_json(body: dict, status: int) -> Response:
    answer = {"status": "pass", "version": config.version, "releaseId": config.release} | body
    response = Response(json.dumps(answer), status, content_type="application/health+json")
    response.headers["Cache-Control"] = "no-store"
    return response


@health.get("/live")
def live() -> Response:
    return _health_json({}, 200)


def _database_answers() -> dict:
    with session() as database:
        database.execute(text(f"SET LOCAL statement_timeout = {int(_CHECK_SECONDS * 1000)}"))
        database.scalar(select(User.id).limit(1))
    return {}


def _cache_answers() -> dict:
    cache().ping()
    return {}


def _storage_writable() -> dict:
    with tempfile.TemporaryFile(dir=STORAGE) as file:
        file.write(b"ready")
    return {}


def _queue_depth() -> dict:
    depth = jobs.depth()
    verdict = {"status": "warn", "output": "jobs pile up"} if depth > _DEPTH_WARNS else {}
    return {"observedValue": depth, "observedUnit": "jobs"} | verdict


def _service_answers(url: str) -> dict:
    """Whatever it says but a server error: that it refuses us here does not mean that it is down."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(parts.netloc, timeout=_CHECK_SECONDS, context=context)
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=_CHECK_SECONDS)
    try:
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        connection.request("GET", target, headers={"User-Agent": "gigs"})
        status = connection.getresponse().status
    finally:
        connection.close()
    return {"status": "fail", "output": f"answered {status}"} if status >= 500 else {}


_SERVICES = {f"{service.name}:connection": service for service in config.services}

# By name: what kind of thing is checked, and how.
_CHECKS: dict[str, tuple[str, Callable[[], dict]]] = {
    "database:connection": ("datastore", _database_answers),
    "cache:connection": ("datastore", _cache_answers),
    "storage:writable": ("system", _storage_writable),
    "queue:depth": ("component", _queue_depth),
    **{name: ("component", partial(_service_answers, service.url)) for name, service in _SERVICES.items()},
}
# What the application gets by without: its failure is a warning.
_OPTIONAL = {name for name, service in _SERVICES.items() if not service.required}


def _measure(kind: str, check: Callable[[], dict]) -> dict:
    """One check's result; where the check measures nothing else, how long it took."""
    begin = time.monotonic()
    result = {"status": "pass"} | check()
    milliseconds = round((time.monotonic() - begin) * 1000, 1)
    return {"componentType": kind, "observedValue": milliseconds, "observedUnit": "ms", "time": _now()} | result


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


_running: dict[str, Future] = {}
_starting = threading.Lock()


def _start(name: str) -> Future:
    """The result of a check to come. One that an earlier question left hanging is waited for again, and not begun twice."""
    with _starting:
        future = _running.get(name)
        if future is None or future.done():
            future = _running[name] = Future()
            # Of a pool's threads Python waits for the end, and with them for what hangs.
            threading.Thread(target=_run, args=(future, *_CHECKS[name]), name=name, daemon=True).start()
        return future


def _run(future: Future, kind: str, check: Callable[[], dict]) -> None:
    try:
        future.set_result(_measure(kind, check))
    except Exception as error:  # whatever it is, it is the check's result
        future.set_exception(error)


def _result(name: str, future: Future) -> dict:
    failed = {"componentType": _CHECKS[name][0], "status": "fail", "time": _now()}
    if not future.done():
        result = failed | {"output": f"no answer within {_CHECK_SECONDS:g} s"}
    elif error := future.exception():
        # Its text can hold addresses.
        log.warning("%s failed", name, exc_info=error)
        result = failed | {"output": type(error).__name__}
    else:
        result = future.result()
    return result | {"status": "warn"} if result["status"] == "fail" and name in _OPTIONAL else result


@health.get("/ready")
def ready() -> Response:
    futures = {name: _start(name) for name in _CHECKS}
    wait(futures.values(), timeout=_CHECK_SECONDS)
    checks = {name: [_result(name, future)] for name, future in futures.items()}
    if fault == "health":
        checks["application:fault"] = [{"status": "fail", "output": "built broken on purpose"}]
    found = {result["status"] for results in checks.values() for result in results}
    status = next(status for status in ("fail", "warn", "pass") if status in found)
    return _health_json({"status": status, "checks": checks}, 503 if status == "fail" else 200)
