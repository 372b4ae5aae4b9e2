# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tasks of roles and playbooks pass to the collection's own modules: an option of another name fails only where that task is run."""

from __future__ import annotations

import ast
import pathlib

import pytest
import yaml

ROOT = pathlib.Path(__file__).parents[2]
FILES = sorted(path for folder in ("roles", "playbooks", "molecule", "tests") for path in (ROOT / folder).rglob("*.yml"))
PREFIX = "golive.web."


def options(module):
    """The names of the options that the documentation of I(module) has, those of fragments included."""
    text = (ROOT / f"plugins/modules/{module}.py").read_text(encoding="utf-8")
    documented = yaml.safe_load(_constant(text, "DOCUMENTATION"))
    names = set(documented.get("options") or {})
    for fragment in documented.get("extends_documentation_fragment", ()):
        path = ROOT / f"plugins/doc_fragments/{fragment.rpartition('.')[2]}.py"
        names |= set(yaml.safe_load(_constant(path.read_text(encoding="utf-8"), "DOCUMENTATION")).get("options") or {})
    return names


def _constant(text, name):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return node.value.value
    raise AssertionError(f"there is no {name}")


def tasks(value):
    """(module, arguments) of all tasks below I(value) that are the collection's own."""
    if isinstance(value, list):
        for item in value:
            yield from tasks(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(key, str) and key.startswith(PREFIX) and isinstance(inner, dict):
                yield key.removeprefix(PREFIX), inner
            yield from tasks(inner)


def found():
    for path in FILES:
        for document in yaml.load_all(path.read_text(encoding="utf-8"), Loader=_Loader):
            for module, arguments in tasks(document):
                if (ROOT / f"plugins/modules/{module}.py").exists():
                    yield pytest.param(module, arguments, id=f"{path.relative_to(ROOT)}: {module}")


class _Loader(yaml.SafeLoader):
    """Ansible's tags (C(!vault), C(!unsafe)) are no concern here."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


@pytest.mark.parametrize(("module", "arguments"), list(found()))
def test_every_argument_is_an_option(module, arguments):
    assert set(arguments) - options(module) == set()
