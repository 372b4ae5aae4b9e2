# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phases of a rollout on one host: a release is staged, goes live, and what nothing needs any more goes."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import time

from ansible_collections.golive.web.plugins.module_utils import (
    _activate,
    _command,
    _environment_file,
    _fetch,
    _lock_phases,
    _manifest,
    _order,
    _outlook,
    _patience,
    _probe,
    _prune,
    _share,
    _stage,
    _state,
    _supervisor,
    _traffic,
    _wishes,
    _workers,
)
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError, ReleaseRefused
from ansible_collections.golive.web.plugins.module_utils._layout import SLOTS, other_slot
from ansible_collections.golive.web.plugins.module_utils._phase import Phase

# What was well in its wave is so at once when the rollout ends.
_LAST_SECONDS = 5
_LAST_INTERVAL = 0.05
# How far back the traffic of the release before is looked at, at least.
_BEFORE_SECONDS = 60
_OF_RECIPE = ("release", "shared", "build", "public_dir", "assets", "entry", "processes", "request_seconds", "workers", "mtime")


class _Starting(Phase):
    """A phase that may start a release."""

    def is_proven(self):
        """Whether the release was good, or live, before: then it is not to blame for the circumstances, such as a database that is away for a moment."""
        return self.params["back"] or self.params["release"] in self.state.good

    def require_workers(self):
        """Refuses a release with a worker that supervisord does not know, while nothing is done yet. What is proven can go live without."""
        if not self.is_proven():
            _workers.require(self.layout, self.params["release"], self.params["workers"], _supervisor.connect)

    def is_in_no_slot(self):
        return self.params["release"] not in (self.layout.slot_release(slot) for slot in SLOTS)

    def activate(self, share):
        """Starts the release, for I(share) percent of the traffic."""
        order = _order.Order(
            release=self.params["release"],
            share=share,
            proven=self.is_proven(),
            health=_probe.Health(**self.params["health"]),
            **self._hooks(),
            bake_seconds=0 if self.params["back"] else self.params["bake_seconds"],
            **{key: self.params[key] for key in ("start_seconds", "drain_seconds", "settle_seconds", "synthetic_paths", "synthetic_requests")},
        )
        activation = _activate.Activation(self.layout, order, self.state, _supervisor.connect())
        try:
            self.result["changed"] = activation.run()
            if activation.baked_since:
                self.result["traffic"] = self._traffic(activation.baked_since)
            if activation.workers_down:
                self.result.update(verdict="fail", reason=activation.workers_down, workers_down=True)
        except (ReleaseRefused, _command.CommandError) as error:
            if not self.is_proven():
                self.state.mark_bad(self.params["release"], str(error))
                self.result["refused"] = True
            raise
        finally:
            self.result["flipped"] = activation.flipped
            self.result["seconds"].update(activation.seconds)

    def _hooks(self):
        """The commands around the flip; to go back is no flip of the release's own, and what follows it must not undo it."""
        hooks = self.params["hooks"]
        return {} if self.params["back"] else {point: hooks.get(point, []) for point in ("before_flip", "after_flip")}

    def _traffic(self, since):
        """What the host's access log says of the release since I(since), and of the one before until then, for a gate to compare."""
        releases, path = {self.params["release"], self.previous}, self.params["health"]["path"]
        now = time.time()
        windows = {"before": (since - max(self.params["bake_seconds"], _BEFORE_SECONDS), since), "now": (since, now)}
        try:
            read = {name: _traffic.read(self.layout, *window, path, now)["releases"] for name, window in windows.items()}
        except GoliveError as error:
            return {"unreadable": str(error)}
        return {name: {release: counts for release, counts in of.items() if release in releases} for name, of in read.items()}

    def seconds_of_a_start(self):
        return self.params["drain_seconds"] + 2 * self.params["start_seconds"] + self.params["settle_seconds"]


class Staged(_Starting):
    """The release is made, without touching traffic, and started in the standby slot if that is wanted."""

    def patience(self):
        return super().patience() + (self.seconds_of_a_start() if self.params["fill"] else 0)

    def work(self):
        self.require_workers()
        self._make()
        if self._fills() and not self.result["artifact_needed"]:
            made = self.result["changed"]
            self.activate(share=0)
            self.result["changed"] = self.result["changed"] or made

    def foretell(self):
        self.require_workers()
        needs_artifact = _stage.needs_artifact(self.layout, self.params["release"])
        if needs_artifact:
            _account(self.layout.name)
            self._runtime()
            _environment_file.render(self.environment)
        self.result["changed"] = bool(needs_artifact or self.params["migrate"] or self._fills() and self.is_in_no_slot())
        self.result["artifact_needed"] = False

    def differences(self):
        made = self.params["artifact"] and self.result["changed"]
        return self.layout.release(self.params["release"]), "", f"{self.params['release']}\n" if made else ""

    def _fills(self):
        """Whether the release is to be started in the standby slot; what is live is up, and a canary keeps its share."""
        release, live = self.params["release"], self.layout.live_slot()
        serves_a_share = self.share and self.layout.slot_release(other_slot(live)) == release
        return self.params["fill"] and release != self.previous and not serves_a_share

    def _make(self):
        params = self.params
        artifact = params["artifact"]
        self.result["artifact_needed"] = False
        if not _stage.needs_artifact(self.layout, params["release"]):
            return self._migrate()
        path = params["artifact_file"]
        if not path and not (artifact or {}).get("url"):
            self.result["artifact_needed"] = True
            return
        with contextlib.ExitStack() as cleanup:
            if not path:
                path = _fetch.fetch(artifact["url"], artifact["sha256"], self.tmpdir, self.open_url)
                cleanup.callback(os.unlink, path)
            account = _account(self.layout.name)
            recipe = _stage.Recipe(
                runtime=self._runtime(),
                environment=self.environment,
                sha256=artifact["sha256"],
                **{key: params[key] for key in _OF_RECIPE},
            )
            reused = _stage.stage(self.layout, recipe, path, account)
        self.result.update(changed=reused is not None, reused_files=reused.files if reused else 0)
        self._migrate()

    def _migrate(self):
        """Runs the migrations in the staged release, one after the other; the first that fails ends it."""
        for command in self.params["migrate"]:
            self.result["changed"] = True
            _command.run(self.layout, self.params["release"], command, _patience.MIGRATION, "migration", self.params["release"])

    def _runtime(self):
        try:
            with open(self.layout.runtime, encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError) as error:
            raise GoliveError(f"{self.layout.runtime} can't be read ({error}): run the provision playbook again. Nothing was changed.") from error


class Active(_Starting):
    """The release gets the traffic, or a share of it."""

    def patience(self):
        """To go back is to wait for the call that went forward, however long that bakes and its hooks take."""
        hooks = sum(len(commands) for commands in self.params["hooks"].values())
        return super().patience() + self.seconds_of_a_start() + self.params["bake_seconds"] + hooks * _patience.HOOK

    def work(self):
        self.require_workers()
        with self._left_for_good():
            self.activate(self.params["share"])
        self.result["pause_wanted"] = _wishes.pause_wanted(self.layout)
        if self.params["back"] and self.result["flipped"] and self.params["release"]:
            self.try_hooks("after_rollback")

    @contextlib.contextmanager
    def _left_for_good(self):
        """On disk before traffic moves, so that no way back that dies is forgotten; on the way to where it came from there is nothing to be left."""
        before = self.state.left
        if self.params["leaves"] and self.previous != self.params["release"]:
            self.state.left = self.previous
            self._save()
        try:
            yield
        finally:
            if not self.result["flipped"]:
                self.state.left = before
            elif self.params["back"]:
                self.state.left = ""

    def foretell(self):
        self.require_workers()
        stays = self.previous == self.params["release"]
        flips = not stays and self.params["share"] == 100
        share = 0 if stays or flips else self.params["share"]
        self.result.update(flipped=flips, live=self.params["release"] if flips else self.previous, share=share)
        moves = flips or share != self.share or not _share.is_settled(self.layout)
        self.result["changed"] = moves or (any(_workers.to_change(self.layout, _supervisor.connect())) if stays else self.is_in_no_slot())
        absent = [] if share else _workers.absent(self.layout, self.params["release"], self.params["workers"], _supervisor.connect)
        if absent:
            reason = f"supervisord does not know {', '.join(absent)}, so that these workers would be down: run the provision playbook."
            self.result.update(verdict="fail", reason=reason, workers_down=True)

    def more_to_record(self):
        return {"share": _share.percent(self.layout)} if self.params["share"] < 100 else {}

    def differences(self):
        return self.layout.live, _who_serves(self.previous, self.share), _who_serves(self.result["live"], self.result["share"])


class Pruned(Phase):
    """The rollout ends: what was good or bad is remembered, what nothing needs is removed."""

    ends = True

    def work(self):
        params, layout, state = self.params, self.layout, self.state
        before = state.as_dict()
        state.paused = {}
        _wishes.forget(layout)
        release = params["release"]
        if state.left and state.left != layout.live_release():
            # Marked bad, or the next rollback would lead forward again into the release that was left.
            state.mark_bad(state.left, _state.left_by(params["owner"]))
        state.left = ""
        good = params["good"] and _manifest.is_complete(layout, release) and self._is_well()
        if good:
            state.mark_good(release)
        if release and params["bad"] and release != layout.live_release():
            state.mark_bad(release, params["bad"])
        removed, remains = _prune.prune(layout, state, params["keep_releases"], self._assets_before())
        moved = self._schedule()
        if good and before["good"][-1:] != [release]:
            self.try_hooks("after_finish")
        self.result["removed"] = removed + remains
        self.result["changed"] = bool(removed or remains or moved or before != state.as_dict())

    def foretell(self):
        before, params = self.state.as_dict(), self.params
        self.state.paused = {}
        given = (params["release"], params["good"], params["bad"], params["keep_releases"], self._assets_before())
        removed, remains = _outlook.prune(self.layout, self.state, *given)
        self.result["removed"] = removed + remains
        self.result["changed"] = bool(removed or remains or self._scheduler_moves() or before != self.state.as_dict())

    def differences(self):
        return "", "".join(f"{name}\n" for name in self.result.get("removed", ())), ""

    def _is_well(self):
        """Whether the release is still well on this host, whose wave may be long over; if not, the result says so. One that was good has proved itself."""
        release, health = self.params["release"], _probe.Health(**self.params["health"])
        if release in self.state.good or release != self.layout.live_release():
            return True
        outcome = _probe.wait_healthy(_probe.ask_front_door(health), health._replace(interval=_LAST_INTERVAL), release, _LAST_SECONDS)
        if not outcome.healthy:
            wrong = _command.masker(self.layout, release)(outcome.reason)
            then = "It is live and not held for good: deploy it again to have it judged anew, or go back."
            self.result.update(verdict="fail", reason=f"Release {release} was healthy and is not any more through nginx: {wrong}. {then}")
        return outcome.healthy

    def _assets_before(self):
        return time.time() - self.params["keep_assets_days"] * 86400

    def _scheduler_moves(self):
        return self.params["scheduler"] not in (None, os.path.exists(self.layout.scheduler))

    def _schedule(self):
        """Makes this host the one with the scheduled jobs, or not; returns whether that changed."""
        path = self.layout.scheduler
        if not self._scheduler_moves():
            return False
        if self.params["scheduler"]:
            with open(path, "w", encoding="utf-8"):
                pass
        else:
            os.unlink(path)
        return True


KINDS = {"locked": _lock_phases.Locked, "paused": _lock_phases.Paused, "staged": Staged, "active": Active, "pruned": Pruned, "unlocked": _lock_phases.Unlocked}


def _who_serves(live, share):
    """Who serves, in lines for a diff."""
    return f"{live or 'no release'}\n" + (f"{share} % of the traffic on the standby slot\n" if share else "")


def _account(name):
    try:
        account = pwd.getpwnam(name)
    except KeyError as error:
        raise GoliveError(f"The user {name} does not exist on this host: run the provision playbook first. Nothing was changed.") from error
    return account.pw_uid, account.pw_gid
