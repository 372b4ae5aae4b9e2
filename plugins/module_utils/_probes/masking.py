# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets taken out of what a probe shows: those that it was given, and what looks like one in what was answered."""

from __future__ import annotations

import base64
import re

_MASK = "********"
_SECRET_NAME = re.compile(r"auth|cookie|key|passw|secret|token", re.IGNORECASE)
# A value beside such a name, in JSON, a form, a header or an environment. Each part is bounded: whoever answers is not to choose how long this takes.
_BESIDE_NAME = re.compile(
    r"""((?:passw(?:or)?d|secret|token|api[_-]?key|private[_-]?key|authorization|cookie)[\w.-]{0,40}["']?\s{0,4}[:=]\s{0,4})"""
    r"""("[^"]{0,4096}"?|'[^']{0,4096}'?|[^\s,;&}\])<"']{1,4096})""",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"(://)[^/\s@]+@")
# How much longer than what is shown the text is that is looked through.
_MARGIN = 5000
# What is shorter would be found in everything.
_LEAST_LENGTH = 4


def secrets(options):
    """Those among the options of a probe."""
    found = [options.get("password") or "", options.get("body") or ""]
    found += [str(value) for name, value in (options.get("headers") or {}).items() if _SECRET_NAME.search(str(name))]
    if options.get("user") and options.get("password"):
        found.append(base64.b64encode(f"{options['user']}:{options['password']}".encode()).decode())
    # "Bearer abc" is one, and so is "abc".
    words = [*found, *(word for value in found for word in value.split() if word.lower() not in ("basic", "bearer"))]
    return sorted({word for word in words if len(word) >= _LEAST_LENGTH}, key=len, reverse=True)


def masked(text, known, length):
    """The first I(length) characters of I(text) without the secrets I(known) and without what looks like one.

    What is cut off is so at the end: of a secret that was cut in two nobody would recognise the rest.
    """
    for secret in known:
        text = text.replace(secret, _MASK)
    shown = text[: length + _MARGIN]
    # Most texts have none of these signs, and there are some for each of a thousand probes.
    if ":" in shown or "=" in shown:
        shown = _BESIDE_NAME.sub(rf"\1{_MASK}", shown)
    if "@" in shown:
        shown = _IN_ADDRESS.sub(rf"\1{_MASK}@", shown)
    return shown if len(shown) <= length else shown[:length] + "..."
