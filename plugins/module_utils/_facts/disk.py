# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The room that a file system has."""

from __future__ import annotations

import os

from ansible_collections.golive.web.plugins.module_utils._facts import system
from ansible_collections.golive.web.plugins.module_utils._probe_types import storage


def room(_environment, path):
    """C(storage.facts) of the file system of I(path), and whether it is C(read_only). Raises C(Trouble)."""
    try:
        found = os.statvfs(path)
    except OSError as error:
        raise system.of_error(error, path) from error
    return {**storage.facts(found), "read_only": bool(found.f_flag & os.ST_RDONLY)}
