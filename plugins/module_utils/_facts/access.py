# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a user of the host may write something, as the kernel would decide it."""

from __future__ import annotations

import os
import pwd

from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, Trouble

_MAY, _MAY_NOT, _CAN_T_TELL = 0, 1, 2


def writable(_environment, path, user):
    """Whether the I(user) may write the I(path), and into it where it is a folder. Raises C(Trouble)."""
    try:
        account = pwd.getpwnam(user)
    except KeyError as error:
        raise Trouble("missing", f"there is no user {user}", FAIL) from error
    if not os.path.lexists(path):
        raise Trouble("missing", f"{path}: No such file or directory", FAIL)
    groups = os.getgrouplist(user, account.pw_gid)
    if os.geteuid() not in (0, account.pw_uid):
        raise Trouble("permission", f"only root can try what {user} may do")
    # The modes alone don't tell: there are access control lists, read-only mounts, folders above.
    child = os.fork()
    if not child:
        os._exit(_answer(path, account, groups))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == _CAN_T_TELL:
        raise Trouble("permission", f"what {user} may do can't be tried")
    return code == _MAY


def _answer(path, account, groups):
    try:
        if os.geteuid() == 0:
            os.setgroups(groups)
            os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
            os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
        wanted = os.W_OK | (os.X_OK if os.path.isdir(path) else 0)
        return _MAY if os.access(path, wanted) else _MAY_NOT
    except OSError:
        return _CAN_T_TELL
