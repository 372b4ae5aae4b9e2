# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Moving one host's traffic to a release: have it up in the standby slot, flip, probe the front door, change the workers over.

At no moment is there no live release: the switch is one rename, and whatever fails before it leaves the live slot as it was, whatever
fails after it flips back; only a worker that is down does not take the traffic from a release that was good before. A part of the traffic may be
moved first: C(share) is a symlink of its own (see C(_share)), which always returns to no share before a slot is refilled, and when traffic flips
in either direction.
"""

from __future__ import annotations

import contextlib
import os
import time

from ansible_collections.golive.web.plugins.module_utils import (
    _atomic,
    _bake,
    _command,
    _hooks,
    _manifest,
    _probe,
    _share,
    _standby,
    _synthetic,
    _workers,
)
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError, ReleaseRefused
from ansible_collections.golive.web.plugins.module_utils._layout import other_slot

# Users meet the release by now: what was healthy in private a moment ago has this long to be so at the front door. That it stays well was seen there;
# here each question is a connection of its own, and so perhaps another of nginx's workers.
_FRONT_SECONDS = 5
_FRONT_INTERVAL = 0.005


class Activation:
    """One activation on one host. C(flipped) tells at any time whether traffic was moved by it (and not moved back).

    C(baked_since): when the release was left alone with its traffic, in seconds since the epoch; C(None) where it was not.
    C(workers_down): why workers of a release that was good before, which keeps the traffic all the same, are not up; empty where they are.
    """

    def __init__(self, layout, order, state, supervisor, executable=_command.GOLIVE_EXEC, now=time.time, sleep=time.sleep):
        self.layout = layout
        self.order = order
        self.state = state
        self.supervisor = supervisor
        self.executable = executable
        self.now = now
        self.sleep = sleep
        self.flipped = False
        self.workers_down = ""
        self.baked_since = None
        self.seconds = {}

    def run(self):
        """Does it; returns whether anything changed. Raises C(GoliveError) after having put back what was."""
        release = self.order.release
        if not release:
            return self._leave()
        if not _manifest.is_complete(self.layout, release):
            raise GoliveError(f"Release {release} is not staged on this host. The live release was not touched.")
        self.supervisor.restore(self.layout.name + "-")
        settled = _share.settle(self.layout)
        standby = self._standby()
        if self.layout.live_release() == release:
            return self._stay(standby) or settled
        filled = self._timed("fill", self._fill, standby)
        self._timed("synthetic", self._make_traffic)
        if self.order.share < 100:
            moved = _share.move(self.layout, standby.name, self.order.share)
            self._timed("bake", self._bake_share, standby)
            return moved or filled or settled
        self._timed("flip", self._flip_and_prove, standby)
        return True

    def _leave(self):
        """Takes the traffic from a host that had no release before; returns whether there was one. It answers 503 then, as it did."""
        slot = self.layout.live_slot()
        if not slot:
            return False
        self.state.drained[slot] = self.now()
        self._flip_back(None)
        self._remember()
        self.flipped = True
        return True

    def _stay(self, standby):
        """What is live already keeps all of the traffic; where nobody has judged it yet, as after a run that died, it bakes all the same.

        Returns whether anything changed.
        """
        withdrawn = self._withdraw(standby.name)
        self._timed("probe", self._probe_front_door)
        changed = self._timed("workers", self._workers_follow)
        if not self.order.proven:
            program = self.layout.program(self.layout.live_slot())
            self._timed("bake", self._bake, program, _probe.ask_front_door(self.order.health), "through nginx")
        return changed or withdrawn

    def _standby(self):
        name = other_slot(self.layout.live_slot() or "green")
        return _standby.Standby(self.layout, name, self.order, self.state, self.supervisor, self.executable, self.now, self.sleep)

    def _timed(self, step, function, *args):
        start = time.monotonic()
        try:
            return function(*args)
        finally:
            self.seconds[step] = round(time.monotonic() - start, 3)

    def _fill(self, standby):
        """Gets I(standby) to run the release, healthily, and returns whether it didn't."""
        if standby.is_ready():
            return False
        self._withdraw(standby.name)
        self._timed("drain", standby.drain)
        standby.fill()
        return True

    def _withdraw(self, slot):
        """Takes its share of the traffic from the standby slot I(slot); returns whether it had one."""
        if not _share.percent(self.layout):
            return False
        # Remembered first: a run that died after the rename alone would let the next one refill the slot under its last requests.
        self.state.drained[slot] = self.now()
        self._remember()
        return _share.move(self.layout, slot, 0)

    def _flip_and_prove(self, standby):
        before = self.layout.live_slot()
        self._run_hooks("before_flip", self.order.before_flip)
        try:
            self._flip(standby.name)
            self._probe_front_door()
            self._workers_follow()
            self._run_hooks("after_flip", self.order.after_flip)
            self._timed("bake", self._bake, standby.program, _probe.ask_front_door(self.order.health), "through nginx")
        except BaseException as error:
            wrong = self._flip_back(before)
            if wrong and isinstance(error, GoliveError):
                raise type(error)(f"{error} {wrong}", error.details) from error
            raise

    def _flip(self, slot):
        before = self.layout.live_slot()
        self.flipped = True
        _atomic.symlink(os.path.join("slots", slot), self.layout.live)
        # Only now: all buckets lead to this slot already, so no client is sent back for a moment.
        _share.move(self.layout, other_slot(slot), 0)
        self.state.drained[slot] = None
        if before:
            self.state.drained[before] = self.now()
        self._remember()

    def _remember(self):
        """Saves the state if that can be: a full disk must not turn a rollback around. When traffic flipped, the link's own time tells, too."""
        with contextlib.suppress(OSError):
            self.state.save()

    def _flip_back(self, slot):
        """Returns a sentence where the workers did not come back with the traffic, else an empty string."""
        if slot is None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.layout.live)
        else:
            self._flip(slot)
        # The traffic is where it was, whatever becomes of the workers.
        self.flipped = False
        try:
            _workers.follow(self.layout, self.supervisor)
            wrong = _workers.down(self.layout, self.supervisor, self.order.start_seconds)
        except GoliveError as error:
            wrong = str(error).rstrip(".")
        return f"Traffic is back on {self.layout.live_release() or 'no release'}, but not all workers are: {wrong}." if wrong else ""

    def _probe_front_door(self):
        health = self.order.health._replace(interval=_FRONT_INTERVAL)
        seconds = min(self.order.start_seconds, _FRONT_SECONDS)
        outcome = _probe.wait_healthy(_probe.ask_front_door(health), health, self.order.release, seconds, mask=self._mask)
        if not outcome.healthy:
            raise ReleaseRefused(f"Release {self.order.release} is not healthy through nginx: {self._mask(outcome.reason)}.")

    def _bake_share(self, standby):
        if not self.order.share:
            return
        try:
            self._bake(standby.program, standby.question(), "in the standby slot")
        except BaseException:
            self._withdraw(standby.name)
            raise

    def _bake(self, program, question, where):
        """Stays with the release, which supervisord's I(program) runs, while it serves; raises C(ReleaseRefused) where it does not stay well."""
        seconds = self.order.bake_seconds
        if not seconds:
            return
        self.baked_since = self.now()
        self._make_traffic()
        dead = self.supervisor.watch(program)
        outcome = _bake.stay(question, self.order.health, self.order.release, seconds, dead=dead, mask=self._mask, sleep=self.sleep)
        if not outcome.healthy:
            after = f"after {outcome.seconds:.0f} s under traffic"
            raise ReleaseRefused(f"Release {self.order.release} was healthy and is not any more {where}, {after}: {self._mask(outcome.reason)}.")

    def _run_hooks(self, point, commands):
        _hooks.run(self.layout, self.order.release, point, commands, self.executable)

    def _make_traffic(self):
        if self.order.bake_seconds and self.order.synthetic_paths:
            _synthetic.send(self.order.health, self.order.synthetic_paths, self.order.synthetic_requests)

    def _workers_follow(self):
        """Has the workers run the release that is live by now; returns whether any did not yet.

        What is proven is not to blame for a worker that is down, nor is what traffic was taken from any better for it.
        """
        changed = True
        try:
            changed = _workers.follow(self.layout, self.supervisor)
            wrong = _workers.down(self.layout, self.supervisor, self.order.start_seconds)
            if wrong:
                raise ReleaseRefused(f"The workers did not start on release {self.order.release}: {self._mask(wrong)}.")
        except GoliveError as error:
            if not self.order.proven:
                raise
            self.workers_down = f"{error} Traffic stays with this release, which was well before: see to its workers, then run it again."
        return changed

    def _mask(self, text):
        return _command.masker(self.layout, self.order.release)(text)
