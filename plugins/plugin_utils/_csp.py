# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A content security policy out of data, as the W3C's Content Security Policy Level 3 writes it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

# Section 6 of the standard, and Trusted Types. report-uri is what report-to has replaced.
SOURCES = (
    "default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr", "img-src", "font-src", "connect-src",
    "media-src", "object-src", "frame-src", "child-src", "worker-src", "manifest-src", "base-uri", "form-action", "frame-ancestors",
)  # fmt: skip
_FLAGS = ("upgrade-insecure-requests",)
_TOKENS = {
    "sandbox": re.compile(r"allow-[a-z-]+", re.ASCII),
    "report-to": re.compile(r"[A-Za-z0-9_-]+", re.ASCII),
    "require-trusted-types-for": re.compile("'script'"),
    "trusted-types": re.compile(r"[A-Za-z0-9#=_/@.%-]+|\*|'allow-duplicates'|'none'", re.ASCII),
}
_KEYWORDS = (
    "self", "none", "unsafe-inline", "unsafe-eval", "wasm-unsafe-eval", "unsafe-hashes", "strict-dynamic", "report-sample", "inline-speculation-rules",
)  # fmt: skip
# No framing page is a script, so frame-ancestors knows no more than these.
_OF_ANCESTORS = ("self", "none")
_NONCE = "nonce"
_HASH_BYTES = {"sha256": 32, "sha384": 48, "sha512": 64}
# RFC 3986: nothing that ends a source, a directive, a header or a text in a configuration file.
_ADDRESS = re.compile(
    r"\*|[a-z][a-z0-9+.-]*:|([a-z][a-z0-9+.-]*://)?(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:([0-9]{1,5}|\*))?(/[A-Za-z0-9._~%/-]*)?", re.ASCII
)


class Mistake(ValueError):
    """What is wrong with a policy; C(where): the keys and indices that lead there."""

    def __init__(self, message, *where):
        super().__init__(message)
        self.where = where

    @property
    def place(self):
        """C(csp.script-src[0])."""
        return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.where).lstrip(".")


def text(policy, nonce):
    """The value of the header for I(policy), a dict of directives.

    A directive's value is a list of sources or tokens, C(true) of one that takes none; C(false) or C(None) leaves it out. A source is a keyword with or without
    its quotes, an address, a hash, C(nonce), for which I(nonce) is put, or a dict C(inline): the text of a script or style that stands in a page, of which
    the hash is taken. Raises C(Mistake).
    """
    if not isinstance(policy, dict):
        raise Mistake("it must be a dictionary of directives")
    return "; ".join(_directive(name, value, nonce) for name, value in policy.items() if value is not None and value is not False)


def _directive(name, value, nonce):
    if name in _FLAGS:
        if value is not True:
            raise Mistake("it takes no value, so it is true or false", name)
        return name
    if name not in SOURCES and name not in _TOKENS:
        raise Mistake(f"there is no directive {name!r}; there are {', '.join([*SOURCES, *_TOKENS, *_FLAGS])}", name)
    if not isinstance(value, list):
        raise Mistake("it must be a list", name)
    if not value and name != "sandbox":
        raise Mistake("it is empty, which browsers take for 'none': say none, or leave the directive out by false", name)
    words = [_source(name, index, one, nonce) if name in SOURCES else _token(name, index, one) for index, one in enumerate(value)]
    if "'none'" in words and len(words) > 1:
        raise Mistake("browsers do not heed none beside others", name, words.index("'none'"))
    return " ".join([name, *dict.fromkeys(words)])


def _token(name, index, one):
    if not isinstance(one, str) or not _TOKENS[name].fullmatch(one):
        raise Mistake(f"{one!r} is nothing that {name} takes", name, index)
    return one


def _source(name, index, one, nonce):
    if isinstance(one, dict) and [*one] == ["inline"] and isinstance(one["inline"], str):
        # Half a letter, which JSON can have, stands in no page.
        if any("\ud800" <= letter <= "\udfff" for letter in one["inline"]):
            raise Mistake("its inline text is not valid Unicode", name, index)
        return f"'sha256-{base64.b64encode(hashlib.sha256(one['inline'].encode()).digest()).decode()}'"
    if isinstance(one, str):
        bare = one[1:-1] if len(one) > 2 and one[0] == one[-1] == "'" else one
        if bare in (_OF_ANCESTORS if name == "frame-ancestors" else _KEYWORDS) or _is_hash(bare):
            return f"'{bare}'"
        if one == _NONCE:
            return f"'nonce-{nonce}'"
        # A host of one word would more often be a keyword that was misspelt.
        if _ADDRESS.fullmatch(one) and (set(one) & set(".:*") or one == "localhost"):
            return one
    raise Mistake(
        f"{one!r} is no source: it takes {', '.join(_KEYWORDS)}, nonce, a hash, inline with a text, or an address such as https://cdn.example.com", name, index
    )


def _is_hash(text_):
    algorithm, _hyphen, digest = text_.partition("-")
    try:
        return algorithm in _HASH_BYTES and len(base64.b64decode(digest, validate=True)) == _HASH_BYTES[algorithm]
    except (binascii.Error, ValueError):
        return False
