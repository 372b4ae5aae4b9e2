# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Orders, which a queue job confirms."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from gigs import forms, jobs
from gigs.database import session
from gigs.errors import ApiError
from gigs.models import Gig, Order
from gigs.sessions import user_id

orders = Blueprint("orders", __name__, url_prefix="/api")


@orders.post("/gigs/<id:gig_id>/orders")
def order_gig(gig_id: int) -> tuple[Response, int]:
    buyer_id = user_id()
    with session() as database:
        if database.get(Gig, gig_id) is None:
            raise ApiError(404, "No such gig")
        forms.json_body({}, may_be_empty=True)
        order = Order(gig_id=gig_id, buyer_id=buyer_id)
        database.add(order)
        database.commit()
        answer = {"id": order.id, "status": order.status}
    # After the commit: a worker must find the order.
    jobs.enqueue("confirm_order", order_id=answer["id"])
    return jsonify(answer), 201


@orders.get("/orders/<id:order_id>")
def show_order(order_id: int) -> Response:
    reader = user_id()
    with session() as database:
        order = database.get(Order, order_id)
        if order is None:
            raise ApiError(404, "No such order")
        if reader not in (order.buyer_id, order.gig.seller_id):
            raise ApiError(403, "Only the buyer and the seller may see an order")
        return jsonify(order.public())
