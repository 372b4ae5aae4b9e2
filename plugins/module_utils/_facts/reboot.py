# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What waits for a reboot, or for programs to be started again."""

from __future__ import annotations

import contextlib
import os
import re

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import files, sockets

_REQUIRED = "/run/reboot-required"
# 6.1.0-37-amd64, 6.12.41+deb13-cloud-amd64, 5.15.0-101-generic.
_RELEASE = re.compile(r"(?P<version>\d[\w.+~]*(?:-\d[\w.+~]*)*)-(?P<flavour>[A-Za-z][\w.+-]*)", re.ASCII)
_MAPPED = re.compile(r"\s/(?:usr/)?lib\S*\.so\S* \(deleted\)$", re.MULTILINE)
_MOST_BYTES = 8 << 20


def required(_environment):
    """The names of the packages that want a reboot; C(None) where none is wanted. Raises C(Trouble)."""
    if not os.path.exists(_REQUIRED):
        return None
    try:
        return tuple(dict.fromkeys(files.text(f"{_REQUIRED}.pkgs").split()))
    except Trouble:
        return ()


def kernels(_environment):
    """(release of the kernel that runs, releases of those that are installed)."""
    found = set()
    with contextlib.suppress(OSError):
        found.update(name[len("vmlinuz-") :] for name in os.listdir("/boot") if name.startswith("vmlinuz-"))
    with contextlib.suppress(OSError):
        # Of one that was removed, files that were made of it may stay.
        found.update(name for name in os.listdir("/lib/modules") if os.path.isdir(f"/lib/modules/{name}/kernel"))
    return os.uname().release, tuple(sorted(found))


def newer(running, releases):
    """The newest of I(releases) that is newer than I(running) and of its flavour, or an empty text."""
    own = _RELEASE.fullmatch(running)
    if not own:
        return ""
    others = [one for one in map(_RELEASE.fullmatch, releases) if one and one["flavour"] == own["flavour"] and _order(one) > _order(own)]
    return max(others, key=_order)[0] if others else ""


def _order(release):
    return [int(number) for number in re.findall(r"\d{1,18}", release["version"])]


def stale_programs(_environment):
    """The names of the programs that use libraries which have been replaced since they began, as far as this user can see them."""
    found = set()
    for process in [name for name in os.listdir("/proc") if name.isdecimal()]:
        # It may have ended meanwhile, or belong to somebody else.
        with contextlib.suppress(OSError, Trouble):
            if _MAPPED.search(files.beginning(f"/proc/{process}/maps", _MOST_BYTES).decode(errors="replace")):
                found.add(sockets.name_of(process))
    return tuple(sorted(found))
