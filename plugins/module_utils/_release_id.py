# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The name of a release: what it was made from and how it was configured."""

from __future__ import annotations

import hashlib
import json
import re

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+]{0,39}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def digest(value):
    """SHA-256 (hex) of a JSON value in its canonical form: sorted keys, no white space."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def release_id(version, sha256, configuration):
    """C(VERSION-ARTIFACT-CONFIGURATION): 12 hex digits of the artifact's SHA-256, 6 of the digest of I(configuration) (any JSON value).

    Six digits tell two configurations of one artifact apart; they are no secret's fingerprint worth having.
    """
    version = str(version)
    if not _VERSION.fullmatch(version):
        raise GoliveError(
            f"'{version}' can't be a version: up to 40 of letters, digits, '.', '_' and '+', a letter or digit first. Nothing was changed."
        )
    if not _SHA256.fullmatch(sha256 or ""):
        raise GoliveError("An artifact's SHA-256 is 64 lower-case hex digits. Nothing was changed.")
    return f"{version}-{sha256[:12]}-{digest(configuration)[:6]}"
