# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Gigs: list, search, create."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import func, or_, select

from gigs import forms
from gigs.database import session
from gigs.errors import ApiError
from gigs.models import Gig
from gigs.sessions import user_id

catalogue = Blueprint("catalogue", __name__, url_prefix="/api/gigs")


@catalogue.get("")
def list_gigs() -> Response:
    form = forms.validate(
        request.args,
        {"query": forms.text(0, 100), "page": forms.digits(1, 100_000), "per_page": forms.digits(1, 100)},
        {"query": "", "page": 1, "per_page": 20},
    )
    matching = select(Gig)
    if form["query"]:
        matching = matching.where(
            or_(column.icontains(form["query"], autoescape=True) for column in (Gig.title, Gig.description))
        )
    page = matching.order_by(Gig.id.desc()).offset((form["page"] - 1) * form["per_page"]).limit(form["per_page"])
    with session() as database:
        total = database.scalar(select(func.count()).select_from(matching.subquery()))
        items = [gig.public() for gig in database.scalars(page)]
    return jsonify(items=items, total=total, page=form["page"])


@catalogue.get("/<id:gig_id>")
def show_gig(gig_id: int) -> Response:
    with session() as database:
        gig = database.get(Gig, gig_id)
    if gig is None:
        raise ApiError(404, "No such gig")
    return jsonify(gig.public())


@catalogue.post("")
def create_gig() -> tuple[Response, int]:
    seller_id = user_id()
    form = forms.json_body(
        {
            "title": forms.text(1, 120),
            "description": forms.text(1, 5000),
            "price_cents": forms.integer(1, 100_000_000),
        }
    )
    gig = Gig(seller_id=seller_id, **form)
    with session() as database:
        database.add(gig)
        database.commit()
        return jsonify(gig.public()), 201
