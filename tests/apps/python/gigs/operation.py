# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What those who run the application ask: page, health, metrics."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timezone

from flask import Blueprint, Response, json, render_template_string
from sqlalchemy import func, select, text

from gigs import jobs
from gigs.cache import cache
from gigs.config import STORAGE, config, fault
from gigs.database import session
from gigs.models import Gig, Order, User

log = logging.getLogger(__name__)
operation = Blueprint("operation", __name__)

_DEPTH_WARNS = 1000

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Gigs</title></head>
<body><h1>Gigs</h1><p>Version {{ version }}, release {{ release }}, on Python</p></body>
</html>
"""


@operation.get("/")
def home() -> str:
    return render_template_string(_PAGE, version=config.version, release=config.release)


def _health_json(body: dict, status: int) -> Response:
    answer = {"status": "pass", "version": config.version, "releaseId": config.release} | body
    response = Response(json.dumps(answer), status, content_type="application/health+json")
    response.headers["Cache-Control"] = "no-store"
    return response


@operation.get("/health/live")
def live() -> Response:
    return _health_json({}, 200)


def _database_answers() -> dict:
    with session() as database:
        database.execute(text("SET LOCAL statement_timeout = 2000"))
        database.scalar(select(func.count()).select_from(select(User.id).limit(1).subquery()))
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


_CHECKS: dict[str, Callable[[], dict]] = {
    "database:connection": _database_answers,
    "cache:connection": _cache_answers,
    "storage:writable": _storage_writable,
    "queue:depth": _queue_depth,
}


def _measure(check: Callable[[], dict]) -> dict:
    """One check's result; where the check measures nothing else, how long it took."""
    begin = time.monotonic()
    try:
        result = {"status": "pass"} | check()
    except Exception as error:  # whatever it is, it is the check's result; its text can hold addresses
        log.warning("%s failed", check.__name__, exc_info=error)
        result = {"status": "fail", "output": type(error).__name__}
    milliseconds = round((time.monotonic() - begin) * 1000, 1)
    return {
        "observedValue": milliseconds,
        "observedUnit": "ms",
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    } | result


@operation.get("/health/ready")
def ready() -> Response:
    checks = {name: [_measure(check)] for name, check in _CHECKS.items()}
    if fault == "health":
        checks["application:fault"] = [{"status": "fail", "output": "built broken on purpose"}]
    found = {result["status"] for results in checks.values() for result in results}
    status = next(status for status in ("fail", "warn", "pass") if status in found)
    return _health_json({"status": status, "checks": checks}, 503 if status == "fail" else 200)


def _label(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


@operation.get("/metrics")
def metrics() -> Response:
    with session() as database:
        gauges = {
            f"gigs_{model.__tablename__}_total": (
                f"How many {model.__tablename__} there are",
                database.scalar(select(func.count()).select_from(model)),
            )
            for model in (Gig, Order, User)
        }
    gauges["gigs_queue_depth"] = ("How many jobs wait", jobs.depth())
    labels = f'{{release="{_label(config.release)}",version="{_label(config.version)}"}}'
    lines = [
        f"# HELP {name} {text}.\n# TYPE {name} gauge\n{name} {value}\n" for name, (text, value) in gauges.items()
    ]
    lines.append(f"# HELP gigs_app_info What answers.\n# TYPE gigs_app_info gauge\ngigs_app_info{labels} 1\n")
    return Response("".join(lines), content_type="text/plain; version=0.0.4; charset=utf-8")
