# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The signed cookie by which a release is seen before it is live."""

from __future__ import annotations

import base64
import hashlib
import time


def preview_cookie(secret, application, hours, now=None):
    """The value of the cookie C(golive_preview) for the application of that name: until when it is valid (seconds since the epoch), a dot, the signature.

    The signature is what nginx's module secure_link computes of the same words (roles/application/templates/preview.conf.j2): MD5 is all that
    it has. The secret comes last, so nothing can be added to the words.
    """
    expires = int(time.time() if now is None else now) + int(hours) * 3600
    words = f"golive_preview {application} {expires} {secret}"
    signature = base64.urlsafe_b64encode(hashlib.md5(words.encode(), usedforsecurity=False).digest())
    return f"{expires}.{signature.decode().rstrip('=')}"


class FilterModule:
    """The filter by name."""

    def filters(self):
        return {"preview_cookie": preview_cookie}
