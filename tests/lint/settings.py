# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the tables of docs/settings.md, which are what the argument specs of the roles say.

Usage: settings.py [--write]; without --write it exits 1 where the page and the specs differ."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "settings.md"
_TABLE = re.compile(r"(<!-- (?!end )(\w+) -->\n).*?(?=<!-- end -->)", re.DOTALL)


def plain(text: str, strip: str) -> str:
    """A description in Markdown: code for option, value and constant; option names lose the prefix I(strip)."""
    text = re.sub(r"O\(([^)]*)\)", lambda match: f"`{match[1].removeprefix(strip)}`", text)
    text = re.sub(r"P\(([^)#]*)#\w+\)", r"`\1`", text)
    return re.sub(r"[CMV]\(([^)]*)\)", r"`\1`", text).replace("|", "\\|")


def table(specs: dict, role: str) -> str:
    """The table of all options of I(role). An application's settings are named without the prefix, as people write them."""
    strip = "application_" if role == "application" else ""
    options = {name: option for entry in specs.values() for name, option in (entry.get("options") or {}).items()}
    lines = ["| setting | type | default | meaning |", "|---|---|---|---|"]
    for name, option in options.items():
        if name in ("application_name", "application_runtime"):
            continue  # set by the provision playbook, never by people
        described = option["description"]
        text = " ".join(described) if isinstance(described, list) else described
        default = f"`{json.dumps(option['default'])}`" if "default" in option else "required"
        lines.append(f"| `{name.removeprefix(strip)}` | {option.get('type', 'str')} | {default} | {plain(' '.join(text.split()), strip)} |")
    return "\n".join(lines) + "\n"


def page(text: str, roles: Path) -> str:
    """The page with every table as the specs are now."""

    def now(match: re.Match) -> str:
        specs = yaml.safe_load((roles / match[2] / "meta" / "argument_specs.yml").read_text())
        return match[1] + table(specs["argument_specs"], match[2])

    return _TABLE.sub(now, text)


def main(arguments: list[str]) -> int:
    """Compares or writes; returns the exit code."""
    before = PAGE.read_text()
    after = page(before, ROOT / "roles")
    if "--write" in arguments:
        PAGE.write_text(after)
        return 0
    if before != after:
        print("docs/settings.md is not what the argument specs say: python tests/lint/settings.py --write")
    return int(before != after)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
