# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tables as classes; gigs.migrations makes them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """What all tables have: an id."""

    id: Mapped[int] = mapped_column(primary_key=True)


class User(Base):
    __tablename__ = "users"

    email: Mapped[str]
    password_hash: Mapped[str]
    name: Mapped[str]

    def public(self) -> dict:
        return {"id": self.id, "email": self.email, "name": self.name}


class Gig(Base):
    __tablename__ = "gigs"

    seller_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]
    description: Mapped[str]
    price_cents: Mapped[int]
    image: Mapped[str | None]  # the file's name below storage/images

    def public(self) -> dict:
        return {
            "id": self.id,
            "title": self.title,
            "description": self.description,
            "price_cents": self.price_cents,
            "seller_id": self.seller_id,
            "image": f"/api/gigs/{self.id}/image" if self.image else None,
        }


class Order(Base):
    __tablename__ = "orders"

    gig_id: Mapped[int] = mapped_column(ForeignKey("gigs.id"))
    buyer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    status: Mapped[str] = mapped_column(default="pending")
    confirmed_by_release: Mapped[str | None]
    gig: Mapped[Gig] = relationship()

    def public(self) -> dict:
        return {
            "id": self.id,
            "gig_id": self.gig_id,
            "status": self.status,
            "confirmed_by_release": self.confirmed_by_release,
        }


class Heartbeat(Base):
    __tablename__ = "heartbeats"

    host: Mapped[str]
    release: Mapped[str]
    time: Mapped[datetime] = mapped_column(server_default=func.now())
