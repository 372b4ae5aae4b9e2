# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Python, and what runs on it: the interpreter's flags and distributions, Django's settings, gunicorn's configuration."""

from __future__ import annotations

import ast
import re

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import programs, telling

_PRINT = f"""
def tell(version, settings, extensions):
    print("\\n{telling.MARK}" + json.dumps({{"version": version, "settings": settings, "extensions": extensions}}))
"""
_INTERPRETER = f"""
import json
import sys
from importlib import metadata
{_PRINT}
extensions = {{}}
for one in metadata.distributions():
    # The first of a name is the one that is imported.
    extensions.setdefault(str(one.metadata["Name"]), str(one.version))
flags = {{name: getattr(sys.flags, name) for name in dir(sys.flags) if not name.startswith(("_", "n_")) and name not in ("count", "index")}}
tell(".".join(map(str, sys.version_info[:3])), flags, extensions)
"""
# Where nothing names the settings, the entry does, as it does for the server that imports it.
_DJANGO = f"""
import importlib
import json
import os
{_PRINT}
import django
from django.conf import settings
from django.db import connections

def plain(value, depth=0):
    if isinstance(value, dict) and depth < 8:
        return {{str(name): plain(inner, depth + 1) for name, inner in value.items()}}
    if isinstance(value, (list, tuple, set, frozenset)) and depth < 8:
        return [plain(inner, depth + 1) for inner in value]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)

entry = os.environ.get("GOLIVE_ENTRY", "").partition(":")[0]
if entry and not os.environ.get("DJANGO_SETTINGS_MODULE"):
    importlib.import_module(entry)
# Puts the defaults of databases in their places.
list(connections)
tell(django.get_version(), {{name: plain(getattr(settings, name)) for name in dir(settings) if name.isupper()}}, {{}})
"""
_SETTING = re.compile(r"(?P<name>[a-z_]+) += ?(?P<value>.*)")
_LONGEST_VALUE = 4096


def interpreter(environment, where):
    """The C(Told) of an interpreter: C(sys.flags) and the distributions that it finds."""
    return telling.answered(environment, where, ["-c", _INTERPRETER])


def django(environment, where):
    """The C(Told) of the Django application in I(where)'s folder, defaults included."""
    return telling.answered(environment, where, ["-c", _DJANGO], of_release=True)


def gunicorn(environment, where):
    """The C(Told) of the gunicorn that I(where)'s command would start."""
    # It imports the application after it has printed, and how that ends is another check's affair.
    ended = telling.run(environment, where, ["--print-config"], of_release=True)
    found = {match["name"]: _value(match["value"]) for match in map(_SETTING.fullmatch, ended.out.split("\n")) if match}
    if "timeout" not in found:
        raise programs.failed(ended, where.command[0]) if ended.code else Trouble("tool", f"{where.command[0]} prints no configuration of gunicorn")
    return telling.Told(settings=telling.flattened(found))


def _value(text):
    """I(text) as gunicorn prints a value: Python's own way, but for texts, which have no quotation marks."""
    try:
        return ast.literal_eval(text) if len(text) <= _LONGEST_VALUE else text
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
