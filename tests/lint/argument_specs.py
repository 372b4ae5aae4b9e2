# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether each role's argument specs and defaults agree: the same public variables, types and defaults.

Usage: argument_specs.py [ROLES_FOLDER]; prints one line a disagreement, and exits 1 if there is any."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

# What a default may be in YAML where the spec names a type; a template is a string whatever it becomes.
TYPES = {
    "bool": bool, "dict": dict, "float": (int, float), "int": int, "list": list, "path": str, "str": str, "raw": object,
}  # fmt: skip


def load(path: Path) -> dict:
    """A YAML file, empty where it is not there."""
    return (yaml.safe_load(path.read_text()) or {}) if path.exists() else {}


def has_type(value: object, name: str) -> bool:
    """Whether a default can stand for a type of the spec."""
    if value is None or (isinstance(value, str) and "{{" in value):
        return True
    if isinstance(value, bool) and name != "bool":
        return name == "raw"
    return isinstance(value, TYPES.get(name, object))


def disagreements(role: Path) -> Iterator[str]:
    """What is wrong with one role, a sentence each."""
    defaults = load(role / "defaults" / "main.yml")
    specs = load(role / "meta" / "argument_specs.yml").get("argument_specs")
    if not specs:
        yield "has no meta/argument_specs.yml"
        return
    options = {name: option for entry in specs.values() for name, option in (entry.get("options") or {}).items()}
    for name in sorted(set(defaults) | set(options)):
        if name.startswith("__"):
            if name in options:
                yield f"{name} is internal and must not be in the specs"
        elif not name.startswith((f"{role.name}_", "golive_")):
            yield f"{name} does not begin with {role.name}_"
        elif name not in options:
            yield f"{name} has a default but is not in the specs"
        elif name in defaults and "default" not in options[name]:
            yield f"{name} has a default that the specs don't give"
        elif name not in defaults and "default" in options[name]:
            yield f"{name} has a default in the specs only"
        elif name in defaults and options[name].get("required"):
            yield f"{name} is required and has a default"
        elif name in defaults and (defaults[name], type(defaults[name])) != (options[name]["default"], type(options[name]["default"])):
            yield f"{name} defaults to {defaults[name]!r}, and to {options[name]['default']!r} in the specs"
        elif name in defaults and not has_type(defaults[name], options[name].get("type", "str")):
            yield f"{name} defaults to {defaults[name]!r}, which is no {options[name].get('type', 'str')}"


def main(arguments: list[str]) -> int:
    """Looks at all roles of a folder; returns the exit code."""
    roles = sorted(path for path in Path(arguments[0] if arguments else "roles").iterdir() if (path / "tasks").is_dir())
    found = [f"roles/{role.name}: {sentence}" for role in roles for sentence in disagreements(role)]
    print("\n".join(found) or f"{len(roles)} roles: specs and defaults agree")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
