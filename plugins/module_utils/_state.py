# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a host remembers of its releases beyond what its symlinks say: state.json, schema 1.

    {"schema": 1,
     "good": ["1.0-...", "1.1-..."],                          oldest first, each once
     "bad": {"1.2-...": "why it was refused"},
     "drained": {"blue": 1790000000.0, "green": null},        seconds since the epoch when the slot lost its traffic
     "left": "1.3-...",      what a way back by hand has moved the traffic from, until it ends; empty where there is none
     "paused": {"release": "1.3-...", "reason": "...", "owner": "...", "since": 1790000000}}     a rollout that waits for a person; {} where none does

What is live and what a slot holds is never here: the symlinks are the only truth.
"""

from __future__ import annotations

import copy
import json

from ansible_collections.golive.web.plugins.module_utils import _atomic
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import SLOTS

SCHEMA = 1


def left_by(owner):
    """Why a release is bad that I(owner) went back from by hand."""
    return f"rolled back by hand by {owner}"


class State:
    """Load, change, save; C(save) writes atomically and only when something changed."""

    def __init__(self, path):
        self.path = path
        self._stored = _read(path)
        data = self._stored or {}
        self.good = list(data.get("good", []))
        self.bad = dict(data.get("bad", {}))
        self.paused = dict(data.get("paused", {}))
        self.left = data.get("left", "")
        self.drained = {slot: (data.get("drained") or {}).get(slot) for slot in SLOTS}

    def mark_good(self, release):
        """I(release) becomes the newest good one, whatever was held against it before."""
        if self.good[-1:] != [release] or release in self.bad:
            self.good = [known for known in self.good if known != release] + [release]
            self.bad.pop(release, None)

    def mark_bad(self, release, reason):
        self.good = [known for known in self.good if known != release]
        self.bad[release] = reason

    def keep_only(self, releases):
        """Forgets what is not in I(releases)."""
        self.good = [known for known in self.good if known in releases]
        self.bad = {known: reason for known, reason in self.bad.items() if known in releases}

    def last_good(self, besides=()):
        """The newest good release that is not in I(besides), or C(None)."""
        return next((known for known in reversed(self.good) if known not in besides), None)

    def as_dict(self):
        # Copies, or what was saved would change with what is to be saved next.
        return copy.deepcopy({"schema": SCHEMA, "good": self.good, "bad": self.bad, "drained": self.drained, "left": self.left, "paused": self.paused})

    def save(self):
        data = self.as_dict()
        if data != self._stored:
            _atomic.write(self.path, json.dumps(data, indent=1, sort_keys=True) + "\n", 0o640)
            self._stored = data


def _read(path):
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise GoliveError(f"{path} is not readable as JSON ({error}). Nothing was changed; move it away to start with an empty memory.") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise GoliveError(
            f"{path} has another schema than {SCHEMA}, which is all that this version of the collection knows. Nothing was changed."
        )
    return data
