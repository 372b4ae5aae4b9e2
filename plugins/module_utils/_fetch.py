# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An artifact from an HTTP(S) address, checked while it comes in."""

from __future__ import annotations

import hashlib
import os
import tempfile

from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError

_PIECE = 1 << 20
_MAX_BYTES = 4 << 30


def fetch(url, sha256, directory, open_url):
    """Stores what I(url) answers in I(directory) and returns the path; nothing is left where its SHA-256 isn't I(sha256).

    I(open_url) is C(ansible.module_utils.urls.open_url) or the like: takes a URL and gives a file of bytes, or raises.
    """
    if not url.startswith(("https://", "http://")):
        raise ArtifactError(f"An artifact is fetched by http or https, not from '{url[:80]}'. Nothing was changed.")
    descriptor, path = tempfile.mkstemp(dir=directory, prefix="artifact-")
    try:
        digest = hashlib.sha256()
        size = 0
        with os.fdopen(descriptor, "wb") as file:
            response = open_url(url, timeout=60)
            while piece := response.read(_PIECE):
                size += len(piece)
                if size > _MAX_BYTES:
                    raise ArtifactError(f"The artifact at {_place(url)} is larger than {_MAX_BYTES >> 30} GiB. Nothing was changed.")
                digest.update(piece)
                file.write(piece)
        if digest.hexdigest() != sha256:
            raise ArtifactError(
                f"What {_place(url)} answered has the SHA-256 {digest.hexdigest()[:12]}..., not {sha256[:12]}...: it was not unpacked, and nothing was changed."
            )
    except BaseException as error:
        os.unlink(path)
        if isinstance(error, (OSError, ValueError)):
            raise ArtifactError(f"The artifact could not be fetched from {_place(url)}: {error}. Nothing was changed.") from error
        raise
    return path


def _place(url):
    """The address without a query or credentials, which may hold a secret."""
    scheme, _colon, rest = url.partition("://")
    return f"{scheme}://{rest.partition('?')[0].rpartition('@')[2]}"
