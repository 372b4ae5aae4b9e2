# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A gig's image, stored below storage/, which outlives the release."""

from __future__ import annotations

import hashlib
import os
import tempfile

from flask import Blueprint, Response, jsonify, request, send_file

from gigs.accounts import user_id
from gigs.config import MAX_IMAGE_BYTES, STORAGE
from gigs.database import session
from gigs.errors import ApiError
from gigs.models import Gig

images = Blueprint("images", __name__, url_prefix="/api/gigs/<id:gig_id>/image")

# First bytes, and what they say the content is; the client's word for it is not asked.
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}


def _store(content: bytes, kind: str) -> str:
    """Write the image under a name made from its content, whole or not at all; return the name."""
    folder = STORAGE / "images"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{hashlib.sha256(content).hexdigest()}.{kind}"
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=".upload-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(temporary, folder / name)
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
        kind = next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None)
        if kind is None:
            raise ApiError(415, "The image must be PNG or JPEG")
        gig.image = _store(content, kind)
        database.commit()
        return jsonify(path=gig.public()["image"]), 201


@images.get("")
def show_image(gig_id: int) -> Response:
    with session() as database:
        gig = database.get(Gig, gig_id)
    path = STORAGE / "images" / gig.image if gig and gig.image else None
    if path is None or not path.is_file():
        raise ApiError(404, "No such image")
    return send_file(path, mimetype=f"image/{path.suffix[1:]}")
