# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host on which a release is activated: real links and files, slots that are small servers, a supervisord that starts them."""

from __future__ import annotations

import os

from ansible_collections.golive.web.plugins.module_utils import _activate, _order, _probe

from release_host import Application, Host, Supervisord


class Stage:
    """A host with two releases, and what stands around an activation."""

    def __init__(self, folder):
        self.host = Host(folder)
        self.layout = self.host.layout
        self.one = self.host.stage("1.0")
        self.two = self.host.stage("2.0")
        self.broken = {}
        self.application = Application(self.layout, self.broken)
        self.supervisor = Supervisord(self.application)
        self.front = {}
        self.slept = []
        self.lives = []
        self.requests = None

    def buckets(self):
        """The release that nginx would find in each bucket."""
        return [self.found(f"{bucket:02}") for bucket in range(20)]

    def preview(self):
        return self.found("preview")

    def found(self, place):
        return os.path.basename(os.path.realpath(os.path.join(self.layout.share, place)))

    def front_door(self, _health, *_address):
        def ask():
            release = self.layout.live_release()
            self.lives.append(release)
            return _probe.Answer(self.front.get(release, 200), release)

        return ask

    def activate(self, release, **more):
        health = _probe.Health(successes=2, interval=0.01, timeout=5)
        # Only what is never well waits to the end; what is well may take its time on a busy machine.
        patience = 0.3 if {**self.broken, **self.front}.get(release) else 30
        state = self.host.state
        order = _order.Order(**{"release": release, "health": health, "start_seconds": patience, "proven": release in state.good, **more})
        activation = _activate.Activation(self.layout, order, state, self.supervisor, self.host.executable, now=lambda: 1000.0, sleep=self.slept.append)
        try:
            return activation.run(), activation
        finally:
            self.last = activation
            state.save()
