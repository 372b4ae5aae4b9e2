# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The arguments of a task, checked."""

from __future__ import annotations

from ansible.errors import AnsibleActionFail


def checked(action, spec, **rules):
    """The arguments of the task of I(action), as I(spec) and I(rules) want them. A refusal shows none of them: they may hold secrets."""
    try:
        return action.validate_argument_spec(spec, **rules)[1]
    except AnsibleActionFail as error:
        raise AnsibleActionFail(str(error)) from None
