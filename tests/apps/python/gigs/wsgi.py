# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What servers of WSGI serve: `gigs.wsgi:application`."""

from __future__ import annotations

import time

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from gigs.accounts import accounts
from gigs.audit import record_refusals
from gigs.catalogue import catalogue
from gigs.config import MAX_BODY_BYTES, config, fault, log_to_stderr, required
from gigs.counters import count_requests
from gigs.errors import register_errors
from gigs.health import health
from gigs.images import images
from gigs.operation import operation
from gigs.orders import orders
from gigs.origins import refuse_other_sites

_SLOW_SECONDS = 2


class _Id(IntegerConverter):
    """An id that PostgreSQL's bigint can hold; a larger number is an unknown path."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=2**63 - 1)


def _say_release(response: Response) -> Response:
    response.headers["X-Release"] = config.release
    return response


def create_application() -> Flask:
    """The application; raises ConfigurationError, so that a process without configuration never starts."""
    for name in ("APP_KEY", "DATABASE_URL", "REDIS_URL"):
        required(name)
    if fault == "start":
        raise RuntimeError("built broken on purpose: does not start")
    app = Flask("gigs", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.json.sort_keys = False
    app.url_map.strict_slashes = False
    app.url_map.converters["id"] = _Id
    count_requests(app)
    refuse_other_sites(app)
    record_refusals(app)
    for blueprint in (health, operation, accounts, catalogue, images, orders):
        app.register_blueprint(blueprint)
    register_errors(app)
    app.after_request(_say_release)
    if fault == "slow":
        app.before_request(lambda: time.sleep(_SLOW_SECONDS))
    # One proxy stands before the socket: its word for the client's address and scheme holds.
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
    return app


log_to_stderr()
application = create_application()
