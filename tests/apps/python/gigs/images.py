# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A gig's image, stored below storage/, which outlives the release."""

from __future__ import annotations

import os
import secrets
import tempfile

from flask import Blueprint, Response, jsonify, request, send_file

from gigs.config import MAX_IMAGE_BYTES, STORAGE
from gigs.database import session
from gigs.errors import ApiError
from gigs.image_types import image_type
from gigs.models import Gig
from gigs.sessions import user_id

images = Blueprint("images", __name__, url_prefix="/api/gigs/<id:gig_id>/image")

_FOLDER = STORAGE / "images"


def _store(content: bytes, kind: str) -> str:
    """Write the image under a name that nobody could choose or guess, whole or not at all; return the name."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.{kind}"
    descriptor, temporary = tempfile.mkstemp(dir=_FOLDER, prefix=".upload-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(temporary, _FOLDER / name)
    except BaseException:
        os.unlink(temporary)
        raise
    return name


@images.post("")
def upload_image(gig_id: int) -> tuple[Response, int]:
    uploader = user_id()
    with session() as database:
        gig = database.get(Gig, gig_id)
        if gig is None:
            raise ApiError(404, "No such gig")
        if gig.seller_id != uploader:
            raise ApiError(403, "Only the gig's seller may set its image")
        file = request.files.get("image")
        if file is None:
            raise ApiError(422, "Validation failed", {"image": "is required"})
        content = file.stream.read(MAX_IMAGE_BYTES + 1)
        if len(content) > MAX_IMAGE_BYTES:
            raise ApiError(413, "The image is larger than 5 MB")
        kind = image_type(content)
        if kind is None:
            raise ApiError(415, "The image must be PNG or JPEG")
        replaced, gig.image = gig.image, _store(content, kind)
        database.commit()
        if replaced:
            (_FOLDER / replaced).unlink(missing_ok=True)
        return jsonify(path=gig.public()["image"]), 201


@images.get("")
def show_image(gig_id: int) -> Response:
    with session() as database:
        gig = database.get(Gig, gig_id)
    path = _FOLDER / gig.image if gig and gig.image else None
    if path is None or not path.is_file():
        raise ApiError(404, "No such image")
    kind = path.suffix[1:]
    # A page shows an attachment all the same; who opens its address gets a file, never a document of this site.
    response = send_file(path, mimetype=f"image/{kind}", as_attachment=True, download_name=f"gig-{gig_id}.{kind}")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
