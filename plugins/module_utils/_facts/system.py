# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Facts of the file system, from the kernel itself."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks.kind import ERROR, FAIL, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes import disk

_KINDS = {stat.S_IFDIR: "folder", stat.S_IFREG: "file", stat.S_IFSOCK: "socket", stat.S_IFLNK: "link", stat.S_IFIFO: "pipe"}


class Entry(NamedTuple):
    """C(mode): permission bits. C(owner) and C(group): names, or numbers that have none."""

    kind: str
    mode: int
    owner: str
    group: str


def entry(_environment, path, follow=True):
    """What is at I(path). Raises C(Trouble)."""
    try:
        found = os.stat(path, follow_symlinks=follow)
    except OSError as error:
        raise of_error(error, path) from error
    owner, group = _name(pwd.getpwuid, found.st_uid), _name(grp.getgrgid, found.st_gid)
    return Entry(_KINDS.get(stat.S_IFMT(found.st_mode), "device"), stat.S_IMODE(found.st_mode), owner, group)


def _name(lookup, number):
    try:
        return lookup(number)[0]
    except KeyError:
        return str(number)


def of_error(error, path):
    """The C(Trouble) of the C(OSError) I(error), met at I(path)."""
    found = disk.trouble(error, path)
    return Trouble(found.reason, found.message, ERROR if found.reason == "permission" else FAIL)
