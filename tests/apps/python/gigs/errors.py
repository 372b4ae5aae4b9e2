# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Every error as JSON."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)


class ApiError(Exception):
    """An answer other than success, with its status and a message for the client."""

    def __init__(self, status: int, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": message} | ({"fields": fields} if fields else {})


def _api_error(error: ApiError) -> tuple[Response, int]:
    return jsonify(error.body), error.status


def _http_error(error: HTTPException) -> Response:
    """What Flask itself refuses; its headers (Allow, for one) stay."""
    response = error.get_response()
    answer = jsonify(error=error.name)
    response.data = answer.data
    response.content_type = answer.content_type
    return response


def _unexpected(error: Exception) -> tuple[Response, int]:
    log.error("unhandled error", exc_info=error)
    return jsonify(error="Internal Server Error"), 500


def register_errors(app: Flask) -> None:
    app.register_error_handler(ApiError, _api_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
