# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images, and what would like to be taken for one."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib

MAX_IMAGE_BYTES = 5 * 1024 * 1024
SCRIPT = b"<?php echo 6 * 7; ?><script>alert(1)</script>"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(*extra: bytes, width: int = 1) -> bytes:
    """A PNG of one line, with I(extra) chunks before its end."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" + b"\xff\0\0" * width)) + b"".join(extra) + chunk(b"IEND", b"")


PNG = _png()
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4r"
    "K06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAABAAEDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAU"
    "EAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABAb/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCAANSP/9k="
)
_EXIF = b"Exif\0\0" + SCRIPT
JPEG_WITH_SCRIPT_IN_EXIF = JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(_EXIF) + 2) + _EXIF + JPEG[2:]
PNG_WITH_SCRIPT_IN_TEXT = _png(chunk(b"tEXt", b"Comment\0" + SCRIPT))


def png_of(size: int) -> bytes:
    """An image of I(size) bytes."""
    return _png(chunk(b"tEXt", b"Comment\0".ljust(size - len(PNG) - 12, b"x")))


def _archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.php", SCRIPT)
    return packed.getvalue()


# What is no image, whatever it begins with.
DISGUISES = {
    "script": SCRIPT,
    "empty": b"",
    "a GIF": b"GIF89a\x01\0\x01\0\0\0\0;",
    "GIF header before a script": b"GIF89a;" + SCRIPT,
    "SVG with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "page": b"<!doctype html><script>alert(1)</script>",
    "settings of a web server": b"AddType application/x-httpd-php .png\n",
    "PNG's first bytes before a script": PNG[:8] + SCRIPT,
    "half of PNG's first bytes": PNG[:4],
    "PNG cut off": PNG[:-1],
    "PNG followed by a script": PNG + SCRIPT,
    "PNG followed by an archive": PNG + _archive(),
    "PNG without data": PNG[:33] + PNG[-12:],
    "PNG with a wrong checksum": PNG[:-1] + bytes([PNG[-1] ^ 1]),
    "PNG with a side of 50,000": _png(width=50_000),
    "JPEG's first bytes before a script": JPEG[:3] + SCRIPT,
    "JPEG without a picture": JPEG[:20] + JPEG[-2:],
    "JPEG cut off": JPEG[:-2],
    "JPEG followed by a script": JPEG + SCRIPT,
    "JPEG followed by one byte": JPEG + b"\0",
}
# Names of files as they are tried; none is ever used.
NAMES = ["../../public/x.php", "x.php", "x.php.png", "x.png.php", "x.php%00.png", "x.phtml", ".htaccess", ".user.ini", "x.svg", "x.html", "x.png\r\nX-Evil: 1"]
