# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that hold a spec: presets of the collection, and an application's golive.yml. A mistake in one is told with its line."""

from __future__ import annotations

import errno
import os
import pathlib
from typing import NamedTuple

import yaml
from ansible_collections.golive.web.plugins.module_utils import _archives, _tree
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Mistake
from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError

NAME = "golive.yml"
# An application's spec has some dozens of checks, and options in them are two or three deep.
MOST_BYTES, _DEEPEST = 64 * 1024, 20
_KEYS = ("schema", "presets", "checks")
_PRESETS = pathlib.Path(__file__).parent / "_presets"


class Spec(NamedTuple):
    """C(lines): for each place in the data, the keys and indices that lead there, its line, from 1."""

    name: str
    presets: list
    checks: list
    lines: dict

    def line(self, where):
        """The line of what is at I(where), or of the nearest thing above it."""
        while where and tuple(where) not in self.lines:
            where = where[:-1]
        return self.lines.get(tuple(where), 1)


def preset(name):
    """The C(Spec) of the preset I(name). Raises C(Mistake)."""
    if name not in presets():
        raise Mistake(f"there is no preset '{name}'; there are {', '.join(presets())}")
    path = _PRESETS / f"{name}.yml"
    return parsed(path.read_text(encoding="utf-8"), f"preset {name}", may_refer=True)


def presets():
    """The names of all presets."""
    return sorted(path.stem for path in _PRESETS.glob("*.yml"))


def parsed(text, name, may_refer=False):
    """The C(Spec) in the YAML I(text) of the file I(name), in which one thing may stand for another only where it I(may_refer).

    Raises C(Mistake), whose message has the line.
    """
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise Mistake(f"{name} is larger than {MOST_BYTES // 1024} KiB")
    try:
        loader = _Loader(text, name, may_refer)
        node = loader.get_single_node()
        lines = dict(_lines(node, name)) if node else {}
        data = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Mistake(f"{name}{f', line {mark.line + 1}' if mark else ''}: it is no YAML ({getattr(error, 'problem', None) or 'unreadable'})") from None
    except (RecursionError, ValueError) as error:
        raise Mistake(f"{name}: it is no YAML that can be read ({type(error).__name__})") from None
    spec = Spec(name, [], [], lines)
    if not isinstance(data, dict):
        raise Mistake(f"{name}: it must be a dictionary of {', '.join(_KEYS)}")
    for key, value in data.items():
        if key not in _KEYS:
            raise Mistake(f"{name}, line {spec.line((key,))}: it has '{key}', but only {', '.join(_KEYS)} are known")
        if key != "schema" and not isinstance(value, list):
            raise Mistake(f"{name}, line {spec.line((key,))}: {key} must be a list")
    for index, preset_name in enumerate(data.get("presets", [])):
        if not isinstance(preset_name, str):
            raise Mistake(f"{name}, line {spec.line(('presets', index))}: a preset must be a name")
    if data.get("schema") != 1:
        raise Mistake(f"{name}, line {spec.line(('schema',))}: schema must be 1, which is what this version knows")
    return spec._replace(presets=data.get("presets", []), checks=data.get("checks", []))


class _Loader(yaml.SafeLoader):
    """Reads no more than it must to see that something is not to be taken."""

    def __init__(self, text, name, may_refer):
        super().__init__(text)
        self._file, self._may_refer, self._depth = name, may_refer, 0

    def compose_node(self, parent, index):
        """Raises C(Mistake)."""
        event = self.peek_event()
        # What stands for something else can grow beyond all bounds, and time with the square of the depth.
        if isinstance(event, yaml.AliasEvent) and not self._may_refer:
            raise self._mistake(event, f"aliases (*{event.anchor}) are not taken")
        if self._depth > _DEEPEST:
            raise self._mistake(event, f"it is nested more than {_DEEPEST} times")
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _mistake(self, event, message):
        return Mistake(f"{self._file}, line {event.start_mark.line + 1}: {message}")

    def int_or_text(self, node):
        """As a text what YAML takes for a number to the base of 60, such as 1:30: nobody means one, and a long one takes the square of its length."""
        return node.value if ":" in node.value else self.construct_yaml_int(node)

    def float_or_text(self, node):
        """As C(int_or_text)."""
        return node.value if ":" in node.value else self.construct_yaml_float(node)


# What JSON has, which is how a spec reaches a host.
_TAGS = {
    "binary": _Loader.construct_undefined, "float": _Loader.float_or_text, "int": _Loader.int_or_text, "omap": _Loader.construct_undefined,
    "pairs": _Loader.construct_undefined, "set": _Loader.construct_undefined, "timestamp": _Loader.construct_yaml_str,
}  # fmt: skip
for _tag, _construct in _TAGS.items():
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _construct)


def _lines(node, name, where=()):
    """Pairs of a place and its line. Raises C(Mistake) for a key that is there twice, of which YAML takes the last."""
    yield where, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Mistake(f"{name}, line {key.start_mark.line + 1}: a key must be a text")
            if key.value in seen:
                raise Mistake(f"{name}, line {key.start_mark.line + 1}: {key.value} is there twice")
            seen.add(key.value)
            yield (*where, key.value), key.start_mark.line + 1
            yield from ((place, line) for place, line in _lines(value, name, (*where, key.value)) if place != (*where, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, name, (*where, index))


def shipped(path):
    """The text of the golive.yml in the artifact at I(path), a folder or an archive; empty where it has none. Raises C(ArtifactError)."""
    return _decoded(_of_folder(path) if os.path.isdir(path) else _of_archive(path))


def _of_folder(path):
    try:
        # Whoever makes a release is not to have the controller's files read.
        with open(os.open(os.path.join(path, NAME), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return file.read(MOST_BYTES + 1) or b""
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise _unusable(path, "is a link" if error.errno == errno.ELOOP else f"can't be read ({error.strerror})") from error


def _unusable(path, what):
    return ArtifactError(f"{path} has a {NAME} that {what}; nothing was changed, so put the file itself there.")


def _of_archive(path):
    reader = _Reader()
    try:
        stream = _archives.open_tar(path)
        if stream is None:
            _archives.read_zip(reader, path)
        else:
            with stream:
                _archives.read_tar(reader, stream)
    except _Found as found:
        if found.data is None:
            raise _unusable(path, "is a link") from None
        return found.data
    except (ArtifactError, *_archives.DAMAGED):
        # What is wrong with an archive, the host says that is to unpack it.
        return b""
    return b""


def _decoded(data):
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ArtifactError(f"The artifact's {NAME} is not UTF-8; nothing was changed, so correct it.") from None


class _Found(Exception):
    """C(data): C(None) of a link."""

    def __init__(self, data):
        super().__init__()
        self.data = data


class _Reader:
    """What C(_archives) fills instead of a folder: looks for the one file."""

    limits = _tree.Limits()
    _bytes = 0

    def file(self, name, _mode, _size, chunks):
        """Ends the search where I(name) is it."""
        wanted, data = os.path.normpath(name) == NAME, b""
        for chunk in chunks:
            self._bytes += len(chunk)
            if self._bytes > self.limits.bytes:
                raise ArtifactError(f"it unpacks to more than {self.limits.bytes} bytes")
            if wanted and len(data) <= MOST_BYTES:
                data += chunk
        if wanted:
            raise _Found(data[: MOST_BYTES + 1])

    def directory(self, *_args):
        """Nothing of it is kept."""

    def symbolic_link(self, name, _target):
        """As in a folder, none is followed, nor passed over."""
        if os.path.normpath(name) == NAME:
            raise _Found(None)

    hard_link = symbolic_link
