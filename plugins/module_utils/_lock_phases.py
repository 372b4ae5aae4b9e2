# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a rollout has its lock on one host: it begins and hears what there is, waits for a person, or ends before anything was begun."""

from __future__ import annotations

import time

from ansible_collections.golive.web.plugins.module_utils import _inspect, _lease, _probe, _wishes
from ansible_collections.golive.web.plugins.module_utils._phase import Phase


class Locked(Phase):
    """The host is this rollout's from now on; what the plan is made from comes back in the same call. Where the lock is another's, nothing does."""

    def work(self):
        # What somebody wished of a run that has died is not meant for this one.
        _wishes.forget(self.layout)
        self.foretell()

    def foretell(self):
        self.result.update(_inspect.inspect(self.layout, _probe.Health(**self.params["health"])))


class Paused(Phase):
    """The rollout waits for a person: the host keeps what it has, remembers why, and is free for whoever goes on or back."""

    ends = True

    def work(self):
        paused = {key: self.params[key] for key in ("release", "reason", "owner")}
        self.state.paused = {**paused, "since": int(time.time())}
        self.result["changed"] = True
        _wishes.forget(self.layout)

    def foretell(self):
        self.result["changed"] = True


class Unlocked(Phase):
    """The lock is given back, if it is this rollout's."""

    def run(self):
        with _lease.kernel_lock(self.layout.kernel_lock, self.patience(), self.layout.lease):
            _lease.release(self.layout.lease, self.params["owner"])
        return self.result

    def predict(self):
        return self.result
