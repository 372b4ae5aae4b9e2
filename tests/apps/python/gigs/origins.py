# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Other sites: what their pages have a browser send here changes nothing (CSRF)."""

from __future__ import annotations

from flask import Flask, request

from gigs.errors import ApiError

_READING = ("GET", "HEAD", "OPTIONS")


def _refuse_others() -> None:
    """Browsers say where a request comes from, and no page can make them lie; what is no browser has no cookies of others."""
    if request.method in _READING:
        return
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    # "none" is what somebody did in the browser itself.
    if origin not in (None, request.host_url.rstrip("/")) or site not in ("same-origin", "none"):
        raise ApiError(403, "Requests from other sites are refused")


def refuse_other_sites(app: Flask) -> None:
    app.before_request(_refuse_others)
