# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Events of security as lines of JSON on stderr, for whoever collects them: who, from where, when, and in which request."""

from __future__ import annotations

import datetime
import json
import sys

from flask import Flask, Response, g, request

# What is refused as no image; whose gig it is, is asked before.
_REFUSED_UPLOADS = (400, 413, 415, 422)


def record(event: str, user: int | str | None) -> None:
    """Write the event. user: an id, or the e-mail address that somebody tried."""
    line = json.dumps(
        {
            "time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds"),
            "audit": event,
            "user": user,
            "remote_addr": request.remote_addr,
            "request_id": request.headers.get("X-Request-ID", "")[:64],
        }
    )
    # JSON lets DEL stand as it is. One write, so that lines of other processes don't come between.
    sys.stderr.write(line.replace("\x7f", "\\u007f") + "\n")
    sys.stderr.flush()


def _record_refusal(response: Response) -> Response:
    if response.status_code == 403:
        record("access.denied", g.get("user_id"))
    elif request.endpoint == "images.upload_image" and response.status_code in _REFUSED_UPLOADS:
        record("upload.refused", g.get("user_id"))
    return response


def record_refusals(app: Flask) -> None:
    app.after_request(_record_refusal)
