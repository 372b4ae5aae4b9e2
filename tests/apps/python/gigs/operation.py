# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What those who run the application ask: page and metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from sqlalchemy import func, select

from gigs import jobs
from gigs.config import config
from gigs.counters import counters
from gigs.database import session
from gigs.models import Gig, Order, User

operation = Blueprint("operation", __name__)

# What a nonce may be (CSP level 3, base64-value); anything else would be no attribute.
_NONCE = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")


@operation.get("/")
def home() -> str:
    nonce = request.headers.get("X-CSP-Nonce", "")
    attribute = Markup(f' nonce="{nonce}"') if _NONCE.fullmatch(nonce) else ""
    return render_template("home.html", version=config.version, release=config.release, nonce=attribute)


def _labels(**values: str) -> str:
    escaped = (
        (name, value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")) for name, value in values.items()
    )
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped) + "}"


def _metric(name: str, kind: str, help_text: str, samples: dict[str, float]) -> Iterator[str]:
    """The lines of one metric; a sample is what follows the metric's name, and the value."""
    yield f"# HELP {name} {help_text}."
    yield f"# TYPE {name} {kind}"
    for suffix, value in samples.items():
        yield f"{name}{suffix} {value}"


def _requests() -> Iterator[str]:
    """Those of this host, by the release that answered: after a rollback its numbers go on where they were."""
    by_status, buckets, seconds = counters().totals()
    release = {"release": config.release}
    samples = {_labels(**release, status=status): count for status, count in by_status.items()}
    yield from _metric("http_requests_total", "counter", "Requests answered, by class of status", samples)
    histogram = {f"_bucket{_labels(**release, le=limit)}": count for limit, count in buckets}
    histogram |= {f"_sum{_labels(**release)}": seconds, f"_count{_labels(**release)}": buckets[-1][1]}
    yield from _metric("http_request_duration_seconds", "histogram", "How long answers took", histogram)


def _business() -> Iterator[str]:
    """What the database and the queue hold: the same on every host."""
    with session() as database:
        for model in (Gig, Order, User):
            count = database.scalar(select(func.count()).select_from(model))
            table = model.__tablename__
            yield from _metric(f"gigs_{table}_total", "gauge", f"How many {table} there are", {"": count})
    yield from _metric("gigs_queue_depth", "gauge", "How many jobs wait", {"": jobs.depth()})


@operation.get("/metrics")
def metrics() -> Response:
    info = {_labels(release=config.release, version=config.version): 1}
    lines = [*_requests(), *_business(), *_metric("gigs_app_info", "gauge", "What answers", info)]
    response = Response("\n".join([*lines, ""]), content_type="text/plain; version=0.0.4; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
