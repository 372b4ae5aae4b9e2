# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The front end that the sample applications share: the page as a template, and its files by names that have a hash of their content."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

SITE = Path(__file__).resolve().parent / "site"
FOLDER = "site"  # in the public folder; `assets` in application.yml names it


def front_end(page: str, variable: str) -> dict[str, bytes]:
    """Path in the release -> content, as the extra of build_artifact.

    page: where the application looks for the template. variable: how its template engine writes a variable, with the name as \\1;
    the template has {{ version }}, {{ release }} and {{ nonce }}, an attribute or nothing.
    """
    files, names = {}, {}
    for file in SITE.iterdir():
        if file.name != "page.html":
            content = file.read_bytes()
            names[file.name] = f"{FOLDER}/{file.stem}-{hashlib.sha256(content).hexdigest()[:12]}{file.suffix}"
            files[f"public/{names[file.name]}"] = content
    template = re.sub(r"\[\[(.+?)\]\]", lambda found: f"/{names[found[1]]}", (SITE / "page.html").read_text(encoding="utf-8"))
    files[page] = re.sub(r"\{\{ (\w+) \}\}", variable, template).encode()
    return files
