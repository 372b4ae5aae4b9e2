# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Sessions in Redis behind a cookie."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time

from flask import Response, g, request

from gigs.cache import cache
from gigs.config import SESSION_IDLE_SECONDS, SESSION_SECONDS, required
from gigs.errors import ApiError


def _cookie() -> str:
    """Its name. Of one with this prefix a browser takes care that nobody but this very host has set it, over HTTPS (RFC 6265bis)."""
    return "__Host-gigs_session" if request.is_secure else "gigs_session"


def _key(token: str) -> str:
    """Redis holds a keyed digest, so that who reads Redis can't use its sessions."""
    digest = hmac.new(required("APP_KEY").encode(), token.encode(), hashlib.sha256).hexdigest()
    return f"gigs_python:sessions:{digest}"


def _current() -> int | None:
    """The id of the user whose session this is; using it keeps it for a while, but never beyond its end."""
    token = request.cookies.get(_cookie())
    found = cache().get(_key(token)) if token else None
    if found is None:
        return None
    session = json.loads(found)
    left = int(session["ends"] - time.time())
    if left <= 0:
        return None
    cache().expire(_key(token), min(left, SESSION_IDLE_SECONDS))
    return session["user"]


def _forget() -> None:
    token = request.cookies.get(_cookie())
    if token:
        cache().delete(_key(token))


def begin(response: Response, user: int) -> None:
    """A new session, with an id of our own; the one that the client brought ends, so that none can be fixed beforehand."""
    _forget()
    token = secrets.token_urlsafe(32)
    session = {"user": user, "ends": int(time.time()) + SESSION_SECONDS}
    cache().set(_key(token), json.dumps(session), ex=SESSION_IDLE_SECONDS)
    response.set_cookie(_cookie(), token, max_age=SESSION_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure)


def end(response: Response) -> int | None:
    """End the session here and in the browser; returns whose it was."""
    user = _current()
    _forget()
    response.delete_cookie(_cookie(), httponly=True, samesite="Lax", secure=request.is_secure)
    return user


def user_id() -> int:
    """The id of the session's user; raises ApiError 401 where there is none."""
    if "user_id" not in g:
        found = _current()
        if found is None:
            raise ApiError(401, "Log in first")
        g.user_id = found
    return g.user_id
