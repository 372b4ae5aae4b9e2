# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One command in the live release, for people: what it said, how it ended, and a line in the ledger."""

from __future__ import annotations

import os
import shlex
import time

from ansible_collections.golive.web.plugins.module_utils import _command, _ledger
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def words(command):
    """I(command), a list of words or one text that is split as a shell would, as a list of words. No shell is ever asked."""
    if isinstance(command, str):
        try:
            command = shlex.split(command)
        except ValueError as error:
            raise GoliveError(f"The command has a quotation that never ends ({error}). Nothing was run.") from error
    if not isinstance(command, list) or not command or any(isinstance(word, bool) or not isinstance(word, (str, int, float)) for word in command):
        raise GoliveError("The command must be a list of words, or one text that can be split into words. Nothing was run.")
    if any("\0" in str(word) for word in command):
        raise GoliveError("The command has a zero byte, which no program can be given. Nothing was run.")
    return [str(word) for word in command]


def predict(layout):
    """What the module C(release_command) returns without running anything."""
    release = layout.live_release() or ""
    result = {"changed": bool(release), "verdict": "pass", "reason": "", "release": release, "output": "", "rc": None}
    if not os.path.isdir(layout.releases):
        result.update(verdict="fail", reason=f"{layout.name} is not set up on this host. Nothing was run; provision and deploy it first.")
    elif not release:
        result.update(verdict="fail", reason=f"No release of {layout.name} is live on this host. Nothing was run; deploy one first.")
    return result


def run(layout, command, seconds, owner, executable=_command.GOLIVE_EXEC):
    """Runs I(command) (a list of words) in the live release; returns what the module C(release_command) does."""
    result = predict(layout)
    release = result["release"]
    if result["verdict"] != "pass":
        return result
    mask = _command.masker(layout, release)
    masked = [mask(word) for word in command]
    shown = shlex.join(masked)
    # By its id: the command, and what is masked, belong to one release, also where traffic moves meanwhile.
    outcome = _command.execute(layout, release, command, seconds, release, executable)
    result.update(output=outcome.text, output_cut=outcome.cut, rc=outcome.code)
    if outcome.code is None:
        result.update(verdict="fail", reason=f"'{shown}' in release {release} was not done after {seconds:g} s and was ended.")
    elif outcome.code:
        result.update(verdict="fail", reason=f"'{shown}' in release {release} exited with {outcome.code}: {_command.last_lines(outcome.text)}")
    event = {"event": "command", "owner": owner, "release": release, "command": masked, "rc": outcome.code}
    try:
        _ledger.append(layout.ledger, {**event, "verdict": result["verdict"]}, time.time())
    except (GoliveError, OSError) as error:
        result["warnings"] = [f"The command is not in the ledger: {error}"]
    return result
