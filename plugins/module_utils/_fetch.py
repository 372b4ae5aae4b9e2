# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An artifact from an HTTP(S) address, checked while it comes in."""

from __future__ import annotations

import hashlib
import http.client
import os
import tempfile
import time
import urllib.error
import urllib.parse

from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError

_PIECE = 1 << 20
_MAX_BYTES = 4 << 30
# For the next bytes, and for all.
_SECONDS = 60
_ALL_SECONDS = 1800


def fetch(url, sha256, directory, open_url):
    """Stores what I(url) answers in I(directory) and returns the path; nothing is left where its SHA-256 isn't I(sha256).

    I(open_url) is C(ansible.module_utils.urls.open_url) or the like: takes a URL and gives a file of bytes, or raises.
    """
    source = place(url)
    descriptor, path = tempfile.mkstemp(dir=directory, prefix="artifact-")
    try:
        digest = hashlib.sha256()
        size, deadline = 0, time.monotonic() + _ALL_SECONDS
        with os.fdopen(descriptor, "wb") as file:
            response = open_url(url, timeout=_SECONDS)
            # read() would wait for the whole piece, however slowly that trickles in
            while piece := response.read1(_PIECE):
                if time.monotonic() > deadline:
                    raise ArtifactError(f"The artifact at {source} did not come in whole within {_ALL_SECONDS // 60} minutes. Nothing was changed.")
                size += len(piece)
                if size > _MAX_BYTES:
                    raise ArtifactError(f"The artifact at {source} is larger than {_MAX_BYTES >> 30} GiB. Nothing was changed.")
                digest.update(piece)
                file.write(piece)
        if digest.hexdigest() != sha256:
            raise ArtifactError(
                f"What {source} answered has the SHA-256 {digest.hexdigest()[:12]}..., not {sha256[:12]}...: it was not unpacked, and nothing was changed."
            )
    except BaseException as error:
        os.unlink(path)
        if isinstance(error, Exception) and not isinstance(error, ArtifactError):
            # Not with the error as its cause, which is shown with a traceback.
            raise ArtifactError(f"The artifact could not be fetched from {source}: {_describe(error)}. Nothing was changed.") from None
        raise
    return path


def place(url):
    """Host, port and path of the HTTP(S) address I(url): all of it that is shown, since credentials, query and fragment can be secrets.

    Raises C(ArtifactError). Without the scheme it is no part of I(url), whose every occurrence Ansible hides.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise ArtifactError("The artifact's URL is not an http or https URL; nothing was changed, so correct it.")
    return f"{host}{f':{port}' if port else ''}{parts.path}"


def _describe(error):
    """What went wrong, without what the server said or an address, that of a redirect too, which errors of HTTP quote."""
    if isinstance(error, urllib.error.HTTPError):
        return f"it answered {error.code} {http.client.responses.get(error.code, '')}".strip()
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return str(reason) if isinstance(reason, OSError) else type(error).__name__
