# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The standby slot of one host: filled with a release, started, and proved in private before any traffic meets it."""

from __future__ import annotations

import os
import time

from ansible_collections.golive.web.plugins.module_utils import _atomic, _command, _drain, _manifest, _probe, _slot_log, _supervisor
from ansible_collections.golive.web.plugins.module_utils._errors import ReleaseRefused
from ansible_collections.golive.web.plugins.module_utils._layout import other_slot

_CHECK_SECONDS = 60
# A slot that is up already answers at once, or is filled anew. That it stays well was seen when it was filled.
_WARM_SECONDS = 3
_WARM_INTERVAL = 0.005


class Standby:
    """The slot I(name) that has no traffic, for what I(order), C(_order.Order), asks for; I(state), C(_state.State), knows when it lost its last."""

    def __init__(self, layout, name, order, state, supervisor, executable=_command.GOLIVE_EXEC, now=time.time, sleep=time.sleep):
        self.layout = layout
        self.name = name
        self.order = order
        self.state = state
        self.supervisor = supervisor
        self.executable = executable
        self.now = now
        self.sleep = sleep
        self.program = layout.program(name)

    def is_ready(self):
        """Whether it runs the release already, healthily."""
        return self._is_loaded() and self._is_warm()

    def drain(self):
        """Waits until what began on it has ended."""
        if self.layout.slot_release(self.name) is None:
            return
        # A run that died between the flip and its record leaves only the link to tell when it was.
        flipped = os.lstat(self.layout.live).st_mtime if self.layout.live_slot() else 0
        lost = max(self.state.drained.get(self.name) or 0, flipped)
        # A clock set back must not make this longer than the drain time itself.
        _drain.wait(min(lost + self.order.drain_seconds - self.now(), self.order.drain_seconds), _drain.requests, sleep=self.sleep)

    def fill(self):
        """Gets it to run the release, healthily; where that fails it is emptied again, and C(GoliveError) says why."""
        self.supervisor.stop([self.supervisor.program(self.program)])
        logged = _slot_log.mark(self.layout, self.name)
        try:
            self._load()
            self.supervisor.refresh([self.program])
            process = self.supervisor.program(self.program)
            if process["statename"] not in ("STARTING", "RUNNING"):
                self.supervisor.start([process])
            outcome = _probe.wait_healthy(
                self.question(),
                self.order.health,
                self.order.release,
                self.order.start_seconds,
                dead=self.supervisor.watch(self.program),
                settle=self.order.settle_seconds,
                mask=self._mask,
            )
            if not outcome.healthy:
                raise ReleaseRefused(
                    f"Release {self.order.release} is not healthy in the standby slot: {self._mask(outcome.reason)}. "
                    f"It met no user; {self._what_serves()}.{self._log_hint(logged)}"
                )
        except BaseException:
            self._empty()
            raise

    def question(self):
        """What asks it over its own socket, for C(_probe)."""
        health, socket = self.order.health, self.layout.slot_socket(self.name)
        manifest = _manifest.read(self.layout, self.order.release)
        if manifest["runtime"]["protocol"] == "fastcgi":
            root = os.path.join(self.layout.release(self.order.release), manifest["public_dir"])
            return _probe.ask_fastcgi_socket(health, socket, root, manifest["runtime"]["index"])
        return _probe.ask_http_socket(health, socket)

    def _is_warm(self):
        process = self.supervisor.program(self.program)
        # For its first second supervisord says of a program that it is starting, whatever it answers by then.
        settle = self.order.settle_seconds
        if process["statename"] not in ("STARTING", "RUNNING") or settle and _supervisor.started(process["pid"]) > time.time() - settle:
            return False
        health = self.order.health._replace(interval=_WARM_INTERVAL)
        return _probe.wait_healthy(self.question(), health, self.order.release, _WARM_SECONDS).healthy

    def _load(self):
        """Points it, its socket and its marker at the release; a crash leaves links that lack, which C(_is_loaded) sees, and none that lead astray."""
        layout, release = self.layout, self.order.release
        before = layout.slot_release(self.name)
        if before and before != release:
            if before != layout.slot_release(other_slot(self.name)):
                _unlink(layout.release_socket(before))
            _unlink(layout.slot_marker(self.name, before))
        _unlink(layout.slot_socket(self.name))
        _atomic.symlink(os.path.join("..", "releases", release), layout.slot(self.name))
        _atomic.symlink(layout.slot_socket(self.name), layout.release_socket(release))
        _atomic.symlink(os.path.join("..", "releases", release), layout.slot_marker(self.name, release))
        check = _manifest.read(layout, release)["runtime"].get("check")
        if check:
            _command.run(layout, self.name, check, _CHECK_SECONDS, "runtime's own check", release, self.executable)

    def _is_loaded(self):
        """Whether it has the release, its socket's link and its marker: a host that lost its power between them has started the slot all the same."""
        layout, release = self.layout, self.order.release
        links = ((layout.slot(self.name), release), (layout.slot_marker(self.name, release), release), (layout.release_socket(release), self.name + ".sock"))
        return all(os.path.islink(link) and os.path.basename(os.readlink(link)) == leads_to for link, leads_to in links)

    def _empty(self):
        release = self.layout.slot_release(self.name)
        self.supervisor.stop([self.supervisor.program(self.program)])
        _unlink(self.layout.slot(self.name))
        if release:
            _unlink(self.layout.slot_marker(self.name, release))
            _unlink(self.layout.release_socket(release))

    def _mask(self, text):
        return _command.masker(self.layout, self.order.release)(text)

    def _what_serves(self):
        live = self.layout.live_release()
        return f"{live} serves on" if live else "no release serves on this host yet"

    def _log_hint(self, before):
        """What the slot's program said last, of all that it said since the mark I(before)."""
        text = _slot_log.since(before, *_command.masking(self.layout, self.order.release))
        return f" Its log ends with: {_command.last_lines(text)}" if text.strip() else ""


def _unlink(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
