# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a runtime tells of itself, in whichever language: how it is asked, and how its answer is read."""

from __future__ import annotations

import json
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks import types
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import programs

# Begins the line with the answer, since what is started in a runtime, an application above all, says what it likes before.
MARK = "golive-runtime:"
_DEEPEST = 20


class Told(NamedTuple):
    """C(settings): name, with dots where they are nested, to text, or to a list of texts. C(extensions): name to version, empty where it has none."""

    version: str = ""
    settings: dict = {}
    extensions: dict = {}


def run(environment, where, words, of_release=False):
    """The C(programs.Ended) of I(where)'s command with the I(words): in the release that is live and as the application's user unless it says otherwise.

    I(of_release): whether it is nothing without a release, as a command is that is a part of one.
    """
    is_part = "/" in where.command[0] and not where.command[0].startswith("/")
    if not where.folder and (of_release or is_part) and "GOLIVE_APPLICATION" in environment:
        types.needed("GOLIVE_LIVE", environment)
    folder = where.folder or environment.get("GOLIVE_LIVE", "/")
    return programs.run(environment, [*where.command, *words], user_of(environment, where), folder)


def user_of(environment, where):
    """Who runs it: never root where there is an application, since an application may write some of what its runtime loads."""
    return where.user or environment.get("GOLIVE_APPLICATION", "")


def answered(environment, where, words, of_release=False):
    """The C(Told) that I(where)'s command with the I(words) prints."""
    ended = run(environment, where, words, of_release)
    if ended.code and MARK not in ended.out:
        raise programs.failed(ended, where.command[0])
    return read(ended.out, where.command[0])


def read(text, who):
    """The C(Told) in I(text), which I(who) printed: JSON with C(version), C(settings) and C(extensions) after C(MARK)."""
    lines = [line for line in text.split("\n") if line.startswith(MARK)]
    try:
        answer = json.loads(lines[-1][len(MARK) :])
        # Where there are none, PHP makes a list of them.
        extensions = dict(answer["extensions"] or {})
        return Told(_text(answer["version"]), flattened(answer["settings"]), {_text(name): _text(version) for name, version in extensions.items()})
    except (IndexError, ValueError, RecursionError, KeyError, TypeError) as error:
        raise Trouble("tool", f"{who} does not tell what it is asked") from error


def flattened(tree, before="", depth=0):
    """The leaves of nested dictionaries and lists as texts, a list of leaves as a list of texts, by their names with dots."""
    found = {}
    for name, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        path = f"{before}{_text(name)}"
        if not isinstance(value, (dict, list, tuple)):
            found[path] = _text(value)
        elif not value or not (isinstance(value, dict) or any(isinstance(inner, (dict, list, tuple)) for inner in value)):
            found[path] = [_text(inner) for inner in value]
        elif depth < _DEEPEST:
            found.update(flattened(value, path + ".", depth + 1))
    return found


def _text(value):
    """I(value) as a text that can be shown: YAML's words for true and false, nothing for none."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    return str(value).encode("utf-8", "replace").decode()
