# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTML in which only what was made as HTML is HTML: all other text is escaped, so that nobody has to think of it."""

from __future__ import annotations

import base64
import hashlib
import html

from ansible_collections.golive.web.plugins.plugin_utils._evidence import visible

_VOID = ("meta",)


class Html(str):
    """Text that is HTML already; made by C(element) and C(join) alone."""

    __slots__ = ()


def element(name, *content, **attributes):
    """The element I(name) with I(content), texts or elements (C(None) is nothing), and I(attributes): C(class_), C(aria_label), C(True) for a bare one."""
    given = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value not in (None, False, ""))
    return Html(f"<{name}{given}>" if name in _VOID else f"<{name}{given}>{join(content)}</{name}>")


def join(parts):
    """I(parts), texts or elements, one after the other."""
    return Html("".join(part if isinstance(part, Html) else _escaped(part) for part in parts if part is not None))


def document(title, style, body):
    """A whole page of its own: it fetches nothing and runs nothing, and the browser is told to allow nothing but this I(style), plain CSS.

    C(</) may not be in I(style), which is the project's own text.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name_="referrer", content="no-referrer"),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name_="color-scheme", content="light dark"),
        element("title", title),
        Html(f"<style>{style}</style>"),
    )
    return f"<!DOCTYPE html>\n{element('html', head, element('body', body), lang='en')}\n"


def _attribute(name, value):
    return f" {name}" if value is True else f' {name}="{_escaped(value)}"'


def _escaped(text):
    return html.escape(visible(text), quote=True)
