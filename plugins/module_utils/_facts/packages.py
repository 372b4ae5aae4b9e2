# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Packages of Debian that could be brought up to date, by the lists that the host has. Nothing is fetched, and nothing written."""

from __future__ import annotations

import email.utils
import os
import re
import shlex
import time
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import files, host, system

# Holds keep a package from being upgraded, not from being in need of it. Without caches in files there is none to write.
_QUESTION = (
    "apt-get", "--simulate", "--ignore-hold", "-o", "Debug::NoLocking=true", "-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=",
    "dist-upgrade",
)  # fmt: skip
_SECONDS, _MOST_BYTES = 50.0, 4 << 20
_UPGRADE = re.compile(r"^Inst (?P<name>[a-z0-9][a-z0-9+.:-]*) \[[^\]\s]+\] \(\S+ (?P<origins>[^()\[\]]+) \[\w+\]\)", re.MULTILINE | re.ASCII)
_FIELD = re.compile(r"^(?P<name>Label|Version|Suite|Date): *(?P<value>\S.*?) *$", re.MULTILINE)
_HEADER_BYTES = 16384


class Upgrade(NamedTuple):
    """C(origins): where the newer version is from, such as C(Debian-Security:12/oldstable-security)."""

    name: str
    origins: tuple


class List(NamedTuple):
    """C(origin): as in C(Upgrade). C(date): when it was made, in seconds since the epoch."""

    origin: str
    date: float


class Packages(NamedTuple):
    """C(now): seconds since the epoch when they were looked at."""

    upgrades: tuple
    lists: tuple
    now: float


def packages(_environment):
    """The C(Packages). Raises C(Trouble)."""
    folder = _folder()
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(("_InRelease", "_Release")))
    except OSError as error:
        raise system.of_error(error, folder) from error
    headers = [files.beginning(os.path.join(folder, name), _HEADER_BYTES).decode(errors="replace") for name in names]
    upgrades = upgrades_in(host.said(list(_QUESTION), _SECONDS, _MOST_BYTES))
    return Packages(upgrades, tuple(filter(None, map(list_of, headers))), time.time())


def _folder():
    told = host.said(["apt-config", "shell", "found", "Dir::State::Lists/d"])
    try:
        (word,) = shlex.split(told)
    except ValueError:
        raise Trouble("tool", "apt-config does not say where the lists are") from None
    return word.partition("=")[2]


def upgrades_in(text):
    """The C(Upgrade)s of what apt-get says that it would do; packages that are new are none."""
    return tuple(Upgrade(one["name"], tuple(one["origins"].split(", "))) for one in _UPGRADE.finditer(text))


def list_of(text):
    """The C(List) that I(text), the beginning of a file InRelease, tells of; C(None) where it tells of none."""
    said = {}
    for field in _FIELD.finditer(text):
        said.setdefault(field["name"], field["value"])
    try:
        date = email.utils.parsedate_to_datetime(said["Date"]).timestamp()
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return List(f"{said.get('Label', '')}:{said.get('Version', '')}/{said.get('Suite', '')}", date)
