# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The beginning of a rollout on one host, where it takes the lock and hears what there is, and the end of one that never began."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils import _inspect, _lease, _probe
from ansible_collections.golive.web.plugins.module_utils._phase import Phase


class Locked(Phase):
    """The host is this rollout's from now on; what the plan is made from comes back in the same call. Where the lock is another's, nothing does."""

    def work(self):
        self.foretell()

    def foretell(self):
        self.result.update(_inspect.inspect(self.layout, _probe.Health(**self.params["health"])))


class Unlocked(Phase):
    """The lock is given back, if it is this rollout's."""

    def run(self):
        with _lease.kernel_lock(self.layout.kernel_lock, self.patience(), self.layout.lease):
            _lease.release(self.layout.lease, self.params["owner"])
        return self.result

    def predict(self):
        return self.result
