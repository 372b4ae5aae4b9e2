# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much one source may say a minute, so that who is refused a thousand times a second does not fill the disk with it.

What is more is counted, and told as one event a minute.
"""

from __future__ import annotations

import time

from event import event

SECONDS = 60
OF_ONE_PEER = 60
OF_ALL = 3000
# Who writes the ledger is root, and a copy of it must be whole.
UNLIMITED = ("ledger", "audit")


class Limit:
    """C(left_out) counts what was left out in this minute, by source, application and event."""

    def __init__(self, clock=time.monotonic):
        self._clock = clock
        self._begin()

    def _begin(self):
        self._until = self._clock() + SECONDS
        self._counts = {}
        self.left_out = {}

    def let_through(self, events):
        """Those of I(events) that are not too many, and what was left out in the minute that is over."""
        told = self.end() if self._clock() >= self._until else []
        return told + [one for one in events if one["source"] in UNLIMITED or self._is_few(one)]

    def end(self):
        """Tells what was left out, and begins a new minute."""
        told = [
            event("audit", "audit.left_out", "unknown", application=application, details={"source": source, "event": name, "count": count})
            for (source, application, name), count in self.left_out.items()
        ]
        self._begin()
        return told

    def _is_few(self, one):
        speaker = one["source"], one["application"]
        few = True
        for key, most in (((*speaker, one["event"], one["remote_addr"], one["who"]), OF_ONE_PEER), (speaker, OF_ALL)):
            self._counts[key] = self._counts.get(key, 0) + 1
            few = few and self._counts[key] <= most
        if not few:
            what = (*speaker, one["event"])
            self.left_out[what] = self.left_out.get(what, 0) + 1
        return few
