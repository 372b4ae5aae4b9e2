# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The application's own commands at named points of a rollout, run as its user in a release."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils import _command, _patience
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def run(layout, release, point, commands, executable=_command.GOLIVE_EXEC):
    """Runs I(commands), one after the other, in I(release); raises C(CommandError) with the first that fails."""
    for command in commands:
        _command.run(layout, release, command, _patience.HOOK, f"hook {point}", release, executable)


def try_each(layout, release, point, commands, executable=_command.GOLIVE_EXEC):
    """Runs all I(commands) in I(release), where nothing is to be refused any more; returns what failed, as sentences."""
    failed = []
    for command in commands:
        try:
            run(layout, release, point, [command], executable)
        except GoliveError as error:
            failed.append(f"{error} Traffic stays where it is; see to what it was for.")
    return failed
