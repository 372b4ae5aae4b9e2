# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Validation: a form is a table of fields, and each rule a small function."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from gigs.config import MAX_JSON_BYTES
from gigs.errors import ApiError

# Returns the clean value; raises ValueError with the message for the client.
Rule = Callable[[Any], Any]

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def text(minimum: int, maximum: int, strip: bool = True) -> Rule:
    def rule(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("must be a string")
        value = value.strip() if strip else value
        if any("\ud800" <= letter <= "\udfff" for letter in value):  # JSON can name half of a pair, which no encoding can hold
            raise ValueError("must be text")
        if "\0" in value:  # PostgreSQL's text can't hold it
            raise ValueError("must not contain a null character")
        if not minimum <= len(value) <= maximum:
            raise ValueError(f"must have {minimum} to {maximum} characters")
        return value

    return rule


def email(value: Any) -> str:
    value = text(3, 254)(value)
    if not _EMAIL.fullmatch(value):
        raise ValueError("must be an e-mail address")
    return value


def integer(minimum: int, maximum: int) -> Rule:
    def rule(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError("must be a whole number")
        if not minimum <= value <= maximum:
            raise ValueError(f"must be from {minimum} to {maximum}")
        return value

    return rule


def digits(minimum: int, maximum: int) -> Rule:
    """An integer as a query string has it."""

    def rule(value: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise ValueError("must be a whole number")
        return integer(minimum, maximum)(int(value))

    return rule


def validate(values: Mapping[str, Any], rules: Mapping[str, Rule], defaults: Mapping[str, Any] | None = None) -> dict:
    """The clean values of all fields in `rules`; raises ApiError 422 with a message for each bad field."""
    clean, wrong = dict(defaults or {}), {}
    for name, rule in rules.items():
        if name not in values:
            if name not in clean:
                wrong[name] = "is required"
            continue
        try:
            clean[name] = rule(values[name])
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise ApiError(422, "Validation failed", wrong)
    return clean


def json_body(rules: Mapping[str, Rule], may_be_empty: bool = False) -> dict:
    """The request's validated JSON object; raises ApiError 415, 413, 400 or 422.

    The type is asked for even where there is nothing to read: a page of another site can't send it without asking (CORS).
    """
    if request.mimetype != "application/json":
        raise ApiError(415, "Content-Type must be application/json")
    request.max_content_length = MAX_JSON_BYTES
    if may_be_empty and not request.get_data():
        return {}
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ApiError(400, "The body must be a JSON object")
    return validate(body, rules)
