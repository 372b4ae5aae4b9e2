# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The environment of a release as a file: one KEY='value' an entry, sorted, quoted for a POSIX shell."""

from __future__ import annotations

import re
import shlex

from ansible_collections.golive.web.plugins.module_utils._errors import EnvironmentFileError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
# Linear in the text, since no two alternatives start with the same character.
_ENTRY = re.compile(
    r"""[ \t]*(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])*)[ \t\r]*(?:\n|\Z)""", re.DOTALL
)
_SKIPPED = re.compile(r"[ \t\r]*(?:#[^\n]*)?(?:\n|\Z)")
# GOLIVE_ belongs to the collection; LD_ changes which code the dynamic loader runs.
_RESERVED = ("GOLIVE_", "LD_")


def render(environment: dict) -> str:
    """The text of the file. Values are str, int or bool (true, false). Raises EnvironmentFileError, which never holds a value."""
    return "".join(f"{name}={_quoted(name, value)}\n" for name, value in sorted(environment.items(), key=lambda item: str(item[0])))


def parse(text: str) -> dict[str, str]:
    """What `render` was given, all values as str; blank lines and lines that start with # are skipped, nothing is expanded.

    Read the file with newline="" or as bytes, else carriage returns get lost.
    Raises EnvironmentFileError, which has a line number and never a value.
    """
    environment: dict[str, str] = {}
    position, line = 0, 1
    while position < len(text):
        found = _SKIPPED.match(text, position)
        if not found:
            found = _ENTRY.match(text, position)
            if not found:
                raise _unreadable(line, "is not of the form NAME='value', or starts a quotation that never ends")
            name, value = found.group("name"), found.group("value")
            if name in environment:
                raise _unreadable(line, f"sets {name} a second time")
            environment[name] = "".join(shlex.split(value, comments=False))
        line += text.count("\n", position, found.end())
        position = found.end()
    return environment


def _quoted(name, value) -> str:
    if not isinstance(name, str) or not _NAME.match(name):
        raise _unwritable(f"the name {name!r} is not made of letters, digits and underscores")
    if name.startswith(_RESERVED):
        raise _unwritable(f"{name} is reserved, as is all that starts with {' or '.join(_RESERVED)}")
    if isinstance(value, bool):
        value = "true" if value else "false"
    elif isinstance(value, int):
        value = str(value)
    elif not isinstance(value, str):
        raise _unwritable(f"the value of {name} is a {type(value).__name__}, not a string, a whole number or a boolean")
    if "\0" in value:
        raise _unwritable(f"the value of {name} contains a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError:
        # the error's own text would show the value
        raise _unwritable(f"the value of {name} is not valid Unicode") from None
    return "'" + value.replace("'", "'\"'\"'") + "'"


def _unwritable(reason: str) -> EnvironmentFileError:
    return EnvironmentFileError(f"The environment cannot be written: {reason}; no file was changed, so correct that entry and run it again.")


def _unreadable(line: int, reason: str) -> EnvironmentFileError:
    return EnvironmentFileError(f"Line {line} of the environment file {reason}; nothing was changed, so correct that line.", {"line": line})
