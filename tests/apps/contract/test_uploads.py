# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images: judged by content, stored and served so that they are nothing else, and limits of size that the application itself keeps."""

from __future__ import annotations

import re

import pytest
from answers import assert_error, assert_invalid
from samples import DISGUISES, JPEG, JPEG_WITH_SCRIPT_IN_EXIF, MAX_IMAGE_BYTES, NAMES, PNG, PNG_WITH_SCRIPT_IN_TEXT, png_of

NO_SUCH_ID = 2**31 - 1


@pytest.fixture
def path(gig):
    return f"/api/gigs/{gig['id']}/image"


def assert_only_an_image(answer, content: bytes, kind: str) -> None:
    assert answer.status_code == 200
    assert answer.content == content
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(rf'attachment; filename="?gig-\d+\.{kind[6:]}"?', answer.headers["Content-Disposition"])


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PNG, "image/png"), (JPEG, "image/jpeg"), (PNG_WITH_SCRIPT_IN_TEXT, "image/png"), (JPEG_WITH_SCRIPT_IN_EXIF, "image/jpeg")],
    ids=["PNG", "JPEG", "PNG with a script in a text", "JPEG with a script in EXIF"],
)
def test_image_comes_back_as_uploaded(seller, anonymous, gig, path, content, kind):
    # The file's name and type lie: the content decides.
    uploaded = seller.post(path, files={"image": ("x.php", content, "text/html")})
    assert uploaded.status_code == 201, uploaded.text
    assert uploaded.json() == {"path": path}
    assert anonymous.get(f"/api/gigs/{gig['id']}").json()["image"] == path
    assert_only_an_image(anonymous.get(path), content, kind)


@pytest.mark.parametrize("name", NAMES)
def test_name_that_the_client_sends_is_never_used(seller, anonymous, path, name):
    head = b'--limit\r\nContent-Disposition: form-data; name="image"; filename="' + name.encode() + b'"\r\nContent-Type: image/png\r\n\r\n'
    form = {"Content-Type": "multipart/form-data; boundary=limit"}
    uploaded = seller.post(path, data=head + PNG + b"\r\n--limit--\r\n", headers=form)
    # A name that breaks the form is no file's.
    assert uploaded.status_code in (201, 400, 422), uploaded.text
    if uploaded.status_code == 201:
        assert_only_an_image(anonymous.get(path), PNG, "image/png")


@pytest.mark.parametrize("content", DISGUISES.values(), ids=DISGUISES)
@pytest.mark.parametrize("name", ["x.png", "x.php"])
def test_what_is_no_image_is_415_and_not_kept(seller, anonymous, path, name, content):
    assert_error(seller.post(path, files={"image": (name, content, "image/png")}), 415)
    assert_error(anonymous.get(path), 404)


def test_new_image_replaces_the_old(seller, anonymous, path):
    for content in (PNG, JPEG):
        assert seller.post(path, files={"image": content}).status_code == 201
    assert anonymous.get(path).content == JPEG


def test_gig_without_an_image_is_404(anonymous, path):
    assert_error(anonymous.get(path), 404)
    assert_error(anonymous.get(f"/api/gigs/{NO_SUCH_ID}/image"), 404)


def test_image_needs_a_session(anonymous, path):
    assert_error(anonymous.post(path, files={"image": PNG}), 401)


def test_image_of_a_foreign_gig_is_403(buyer, path):
    assert_error(buyer.post(path, files={"image": PNG}), 403)


def test_image_of_an_unknown_gig_is_404(seller):
    assert_error(seller.post(f"/api/gigs/{NO_SUCH_ID}/image", files={"image": PNG}), 404)


def test_image_is_required(seller, path):
    assert_invalid(seller.post(path, files={"other": PNG}), "image")


def test_image_of_5_megabytes_is_accepted(seller, path):
    assert seller.post(path, files={"image": png_of(MAX_IMAGE_BYTES)}).status_code == 201


# The application's limit, and below and above those of its runtime: its own parser's, or PHP's of a file and of a body. The web server's is above them all.
@pytest.mark.parametrize("size", [MAX_IMAGE_BYTES + 1, 5_900_000, 6_500_000, 16_900_000, 19_000_000])
def test_image_above_5_megabytes_is_413(seller, path, size):
    assert_error(seller.post(path, files={"image": png_of(size)}), 413)
