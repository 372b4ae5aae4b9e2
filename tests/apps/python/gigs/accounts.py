# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Accounts: register, log in, log out."""

from __future__ import annotations

import functools
import secrets

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from gigs import audit, forms, sessions
from gigs.database import session
from gigs.errors import ApiError
from gigs.models import User

accounts = Blueprint("accounts", __name__, url_prefix="/api")


def _logged_in(user: User, status: int) -> Response:
    response = jsonify(user.public())
    response.status_code = status
    sessions.begin(response, user.id)
    return response


@functools.cache
def _nobodys_hash() -> str:
    return generate_password_hash(secrets.token_urlsafe(16))


@accounts.post("/register")
def register() -> Response:
    form = forms.json_body(
        {"email": forms.email, "password": forms.text(8, 200, strip=False), "name": forms.text(1, 100)}
    )
    user = User(email=form["email"], password_hash=generate_password_hash(form["password"]), name=form["name"])
    with session() as database:
        database.add(user)
        try:
            database.commit()
        except IntegrityError:
            raise ApiError(422, "Validation failed", {"email": "is registered already"}) from None
    audit.record("registered", user.id)
    return _logged_in(user, 201)


@accounts.post("/login")
def login() -> Response:
    form = forms.json_body({"email": forms.text(1, 254), "password": forms.text(1, 200, strip=False)})
    with session() as database:
        user = database.scalar(select(User).where(func.lower(User.email) == func.lower(form["email"])))
    # Hashing for an unknown address too: the time must not tell which addresses have accounts.
    if not check_password_hash(user.password_hash if user else _nobodys_hash(), form["password"]) or not user:
        audit.record("login.failed", form["email"][:254])
        raise ApiError(401, "E-mail address or password is wrong")
    audit.record("login.succeeded", user.id)
    return _logged_in(user, 200)


@accounts.post("/logout")
def logout() -> Response:
    forms.json_body({}, may_be_empty=True)
    response = Response(status=204)
    user = sessions.end(response)
    if user is not None:
        audit.record("logout", user)
    return response


@accounts.get("/me")
def me() -> Response:
    with session() as database:
        user = database.get(User, sessions.user_id())
    if user is None:
        raise ApiError(401, "Log in first")
    return jsonify(user.public())
