# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The structure of configuration files, as their programs see it: what directives there are, of how many words, and what is expanded in each.

Two files have the same structure where they differ in nothing but plain values. C(Broken): no program would take the file.
"""

from __future__ import annotations

import ast
import configparser
import fnmatch
import json
import re
import shlex

import crossplane
from ansible_collections.golive.web.plugins.module_utils import _environment_file

# nginx takes no word that is longer (NGX_CONF_BUFFER), and systemd no line (LONG_LINE_MAX).
NGINX_WORD = 4096
SYSTEMD_LINE = 1 << 20


class Broken(Exception):
    """Why a file is none of its kind."""


def structure(path, text):
    """What the program that reads the file at I(path) sees."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Broken(f"{path} can't be written: {error.reason}") from error
    for pattern, parse in _KINDS:
        if fnmatch.fnmatchcase(path, pattern):
            try:
                return parse(text)
            except Exception as error:
                raise Broken(f"{path}: {error}") from error
    raise Broken(f"there is no parser for {path}, and its text depends on a variable")


def _marks(value, special):
    """Those letters of I(value) that mean more than themselves."""
    return "".join(letter for letter in value if letter in special or not letter.isprintable())


# What is in these is a key and a value, not a directive.
_PAIRS = ("map", "geo", "split_clients", "types")


def _nginx(text):
    parsed = crossplane.parse_string(text, catch_errors=False, single=True, strict=False, check_ctx=False, check_args=False)
    return _nginx_block(parsed["config"][0]["parsed"])


def _nginx_block(directives, pairs=False):
    return [
        ("" if pairs else one["directive"], *map(_nginx_word, [one["directive"], *one["args"]]), _nginx_block(one.get("block", ()), one["directive"] in _PAIRS))
        for one in directives
    ]


def _nginx_word(word):
    if len(word) + word.count('"') + word.count("\\") >= NGINX_WORD:
        raise Broken("a word is too long")
    return re.findall(r"\$\{?\w+", word) + [letter for letter in word if not letter.isprintable()]


def _supervisor(text):
    # As supervisor.options.UnhosedConfigParser.
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";", "#"), strict=False)
    parser.read_string(text)
    return [(section, [(key, _marks(value, "%")) for key, value in parser.items(section)]) for section in parser.sections()]


# php.ini as Zend/zend_language_scanner's grammar of ini files has it: what none of the roles' values needs is counted.
_INI_LINE = re.compile(r"(?P<section>\[\w+\])|(?P<key>[\w.\[\]]+) = (?P<value>.*)|(?P<comment>;.*)|", re.DOTALL)


def _ini(text):
    found = []
    for line in re.split(r"\r\n|\n|\r", text):
        match = _INI_LINE.fullmatch(line)
        if not match:
            raise Broken(f"{line!r} is no setting")
        if match["key"]:
            found.append((match["key"], _marks(match["value"], ";\"'{}()|&~!^$=`\\#%<>"), re.findall(r"\$\{\w+\}", match["value"])))
        elif match["section"]:
            found.append(match["section"])
    return found


def _unit(text):
    if max(map(len, text.split("\n"))) >= SYSTEMD_LINE:
        raise Broken("a line is too long")
    found = []
    for line in re.split(r"[\n\r\0]", re.sub(r"\\\n", " ", text)):
        if line.startswith(("#", ";")) or not line.strip(" \t"):
            continue
        key, equals, value = line.partition("=")
        if not equals and not re.fullmatch(r"\[\w+\]", line):
            raise Broken(f"{line!r} is no setting")
        found.append((key, _unit_value(key, value)))
    return found


def _unit_value(key, value):
    if key not in ("ExecStart", "Environment"):
        return _marks(value, "%\\\"'$")
    words = shlex.split(value)
    return len(words), [_marks(re.sub(r"%%|\$\$", "", word), "%$") for word in words]


def _haproxy(text):
    found = []
    for line in re.split(r"[\n\r\0]", text):
        words = shlex.split(line, comments=True)
        if words:
            found.append((words[0], len(words), [re.findall(r"%\[|\$", word) + [letter for letter in word if not letter.isprintable()] for word in words]))
    return found


def _lines(text):
    """Words a line, whatever they are."""
    return [(len(re.findall(r"\S+", line)), _marks(line, "#%;{}\"'\\")) for line in re.split(r"[\n\r\0]", text)]


def _python(text):
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = type(node.value).__name__
    return ast.dump(tree)


_KINDS = (
    ("/etc/nginx/*", _nginx),
    ("/etc/supervisor/*.conf", _supervisor),
    ("*.service", _unit),
    ("*.timer", _unit),
    ("/etc/systemd/system/*.d/*.conf", _unit),
    ("/etc/haproxy/haproxy.cfg", _haproxy),
    ("/etc/tmpfiles.d/*", _lines),
    ("/etc/logrotate.d/*", _lines),
    # Each of them takes a line for one setting, rule or user, and its words for no more than they are.
    *((f"/etc/{program}/*", _lines) for program in ("postgresql", "mysql", "redis")),
    ("*.ini", _ini),
    ("php_runtime.conf", _ini),
    ("python_runtime.conf", _python),
    ("release.env", lambda text: len(_environment_file.parse(text))),
    # What Ansible has written as JSON is JSON.
    ("*.json", lambda text: bool(json.loads(text))),
)
