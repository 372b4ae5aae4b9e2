# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Accounts, and sessions in Redis behind a cookie."""

from __future__ import annotations

import functools
import hashlib
import hmac
import secrets

from flask import Blueprint, Response, g, jsonify, request
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from gigs import forms
from gigs.cache import cache
from gigs.config import SESSION_SECONDS, required
from gigs.database import session
from gigs.errors import ApiError
from gigs.models import User

accounts = Blueprint("accounts", __name__, url_prefix="/api")

COOKIE = "gigs_session"


def _key(token: str) -> str:
    """Redis holds a keyed digest, so that who reads Redis can't use its sessions."""
    digest = hmac.new(required("APP_KEY").encode(), token.encode(), hashlib.sha256).hexdigest()
    return f"gigs:session:{digest}"


def _forget() -> None:
    token = request.cookies.get(COOKIE)
    if token:
        cache().delete(_key(token))


def _log_in(user: User, status: int) -> Response:
    """Answer with the user and a new session; the old one ends, so that none can be fixed beforehand."""
    _forget()
    token = secrets.token_urlsafe(32)
    cache().set(_key(token), user.id, ex=SESSION_SECONDS)
    response = jsonify(user.public())
    response.status_code = status
    response.set_cookie(
        COOKIE, token, max_age=SESSION_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return response


def user_id() -> int:
    """The id of the session's user; raises ApiError 401 where there is none."""
    if "user_id" not in g:
        token = request.cookies.get(COOKIE)
        found = cache().getex(_key(token), ex=SESSION_SECONDS) if token else None
        if found is None:
            raise ApiError(401, "Log in first")
        g.user_id = int(found)
    return g.user_id


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
    return _log_in(user, 201)


@accounts.post("/login")
def login() -> Response:
    form = forms.json_body({"email": forms.text(1, 254), "password": forms.text(1, 200, strip=False)})
    with session() as database:
        user = database.scalar(select(User).where(func.lower(User.email) == func.lower(form["email"])))
    # Hashing for an unknown address too: the time must not tell which addresses have accounts.
    if not check_password_hash(user.password_hash if user else _nobodys_hash(), form["password"]) or not user:
        raise ApiError(401, "E-mail address or password is wrong")
    return _log_in(user, 200)


@accounts.post("/logout")
def logout() -> Response:
    _forget()
    response = Response(status=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return response


@accounts.get("/me")
def me() -> Response:
    with session() as database:
        user = database.get(User, user_id())
    if user is None:
        raise ApiError(401, "Log in first")
    return jsonify(user.public())
