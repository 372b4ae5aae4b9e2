# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files and folders that a probe looks at: what is wrong where the system does not let it."""

from __future__ import annotations

import errno

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble

_REASONS = {
    errno.ENOENT: "missing", errno.ENOTDIR: "missing", errno.EACCES: "permission", errno.EPERM: "permission",
    errno.ENOSPC: "space", errno.EDQUOT: "space", errno.EROFS: "read_only",
}  # fmt: skip


def check(path, name):
    """Raises C(GoliveError) where I(path), of the probe I(name), depends on where the probe happens to run, or is none."""
    if not path.startswith("/") or "\0" in path:
        raise GoliveError(f"The probe '{name}' has the path {path!r}, but it must begin with a slash.")


def trouble(error, path):
    """The C(Trouble) of the C(OSError) I(error), met at I(path)."""
    return Trouble(_REASONS.get(error.errno, "disk"), f"{path}: {error.strerror or error}")
