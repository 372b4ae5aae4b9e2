# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an image is, by its content from the first to the last byte; the client's word for it is not asked.

Nothing may follow the image's end, so that what is served can't be read as something else that is looked for from its end, or anywhere.
"""

from __future__ import annotations

import re
import struct
import zlib

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_MAX_PIXELS = 10_000  # a side; more would fill the memory of whoever looks at it
# JPEG's markers (ITU-T T.81, table B.1): those with the size, start of a scan, end, and in a scan what isn't its data.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END, _FILL = 0xDA, 0xD9, 0xFF
_WITHOUT_LENGTH = frozenset([0x00, 0x01, *range(0xD0, 0xD9)])
_MARKER = re.compile(rb"\xff(?![\x00\xd0-\xd7])")


def _fits(width: int, height: int) -> bool:
    return 1 <= width <= _MAX_PIXELS and 1 <= height <= _MAX_PIXELS


def _is_png(content: bytes) -> bool:
    """Chunks with their checksums: the header, data, and the end."""
    place, kinds = len(_PNG), []
    while place + 12 <= len(content) and kinds[-1:] != [b"IEND"]:
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        if end > len(content) or zlib.crc32(content[place + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            return False
        if not kinds and (kind != b"IHDR" or length != 13 or not _fits(*struct.unpack_from(">II", content, place + 8))):
            return False
        kinds.append(kind)
        place = end
    return place == len(content) and kinds[-1:] == [b"IEND"] and b"IDAT" in kinds


def _is_jpeg(content: bytes) -> bool:
    """Segments: a frame that says the size, scans, and the end."""
    place, framed, scanned = len(_JPEG), False, False
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker, length = struct.unpack_from(">xBH", content, place)
        if marker == _FILL:
            place += 1
            continue
        if marker in _WITHOUT_LENGTH or marker == _END or length < 2 or place + 2 + length > len(content):
            return False
        if marker in _FRAMES:
            if length < 8 or not _fits(*reversed(struct.unpack_from(">HH", content, place + 5))):
                return False
            framed = True
        place += 2 + length
        if marker == _SCAN:
            scanned, found = True, _MARKER.search(content, place)
            place = found.start() if found else len(content)
    return framed and scanned and content[place:] == bytes([0xFF, _END])


def image_type(content: bytes) -> str | None:
    """png, jpeg, or None for anything else."""
    if content.startswith(_PNG):
        return "png" if _is_png(content) else None
    return "jpeg" if content.startswith(_JPEG) and _is_jpeg(content) else None
