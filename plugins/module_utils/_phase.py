# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One phase of a rollout on one host, from the module's parameters to its result: lock, lease, work, state, ledger."""

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
    _lease,
    _ledger,
    _manifest,
    _outlook,
    _probe,
    _prune,
    _share,
    _stage,
    _supervisor,
    _workers,
)
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError, ReleaseRefused
from ansible_collections.golive.web.plugins.module_utils._layout import SLOTS, Layout, other_slot
from ansible_collections.golive.web.plugins.module_utils._state import State

_OF_RECIPE = ("release", "shared", "build", "public_dir", "assets", "entry", "processes", "request_seconds", "workers", "mtime")


class Phase:
    """C(run) does it, C(predict) says what it would do. C(params) are the options of the module C(release)."""

    def __init__(self, params, environment, tmpdir, open_url):
        self.params = params
        self.environment = environment
        self.tmpdir = tmpdir
        self.open_url = open_url
        self.layout = Layout(params["name"])
        if params["release"]:
            self.layout.release(params["release"])
        _share.buckets(params["share"])
        if not os.path.isdir(self.layout.releases):
            raise GoliveError(f"The application {params['name']} is not set up on this host: run the provision playbook first. Nothing was changed.")
        self._look()
        self.result = {
            "changed": False,
            "verdict": "pass",
            "reason": "",
            "release": params["release"] or "",
            "previous": self.previous,
            "flipped": False,
            "refused": False,
            "workers_down": False,
            "seconds": {},
            "lease_taken_from": "",
        }

    def _look(self):
        """Reads what may have changed while the lock was another's."""
        self.state = State(self.layout.state)
        self.previous = self.layout.live_release() or ""
        self.share = _share.percent(self.layout)

    def run(self):
        work = {"staged": self._stage, "active": self._activate, "pruned": self._prune}[self.params["state"]]
        start = time.monotonic()
        try:
            with _lease.kernel_lock(self.layout.kernel_lock, self._patience(), self.layout.lease):
                self._look()
                self.result["previous"] = self.previous
                self.result["lease_taken_from"] = _lease.acquire(
                    self.layout.lease, self.params["owner"], self.params["lease_seconds"], self.params["takeover"]
                )
                try:
                    self._require_workers()
                    work()
                except GoliveError as error:
                    self._failed(error)
                except OSError as error:
                    self._failed(GoliveError(self._what_the_system_said(error)))
                self._save()
                if self.result["changed"] or self.result["verdict"] != "pass":
                    self._record()
                if self.params["state"] == "pruned":
                    _lease.release(self.layout.lease, self.params["owner"])
        except GoliveError as error:
            self._failed(error)
        self.result["live"] = self.layout.live_release() or ""
        self.result["share"] = _share.percent(self.layout)
        self.result["seconds"]["total"] = round(time.monotonic() - start, 3)
        return self._with_diff()

    def _patience(self):
        """Seconds to wait for another module call on this host: one that lost its connection may still be at work on an activation."""
        params = self.params
        activates = params["state"] == "active" or params["fill"]
        return 10 + (params["drain_seconds"] + 2 * params["start_seconds"] + params["settle_seconds"] if activates else 0)

    def _what_the_system_said(self, error):
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror or error}{where}. {self.layout.live_release() or 'No release'} is live; see to the host, then run it again."

    def _save(self):
        try:
            self.state.save()
        except OSError as error:
            # What happened to the traffic has happened; not to say so would be worse.
            self.result.setdefault("warnings", []).append(f"{self.layout.state} could not be written: {error.strerror}")

    def predict(self):
        self.result["share"] = self.share
        try:
            _lease.check(_lease.read(self.layout.lease), self.params["owner"], self.params["takeover"], time.time())
            self._predict()
        except GoliveError as error:
            self._failed(error)
            self.result["live"] = self.result["previous"]
        return self._with_diff()

    def _predict(self):
        layout, params = self.layout, self.params
        self._require_workers()
        if params["state"] == "staged":
            needs_artifact = _stage.needs_artifact(layout, params["release"])
            if needs_artifact:
                _account(layout.name)
                self._runtime()
                _environment_file.render(self.environment)
            self.result["changed"] = bool(needs_artifact or params["migrate"] or self._fills() and self._is_in_no_slot())
            self.result["artifact_needed"] = False
            self.result["live"] = self.result["previous"]
        elif params["state"] == "active":
            stays = layout.live_release() == params["release"]
            self.result["flipped"] = not stays and params["share"] == 100
            self.result["live"] = params["release"] if self.result["flipped"] else self.previous
            self.result["share"] = 0 if stays or self.result["flipped"] else params["share"]
            moves = self.result["flipped"] or self.result["share"] != self.share or not _share.is_settled(layout)
            self.result["changed"] = moves or not stays and self._is_in_no_slot() or stays and any(_workers.to_change(layout, _supervisor.connect()))
        else:
            before = self.state.as_dict()
            given = (params["release"], params["good"], params["bad"], params["keep_releases"], self._assets_before())
            removed, remains = _outlook.prune(layout, self.state, *given)
            self.result["removed"] = removed + remains
            self.result["changed"] = bool(removed or remains or self._scheduler_moves() or before != self.state.as_dict())
            self.result["live"] = self.result["previous"]

    def _failed(self, error):
        self.result.update(verdict="fail", reason=str(error))
        output = error.details.get("output")
        if output:
            self.result["output"] = output

    def _require_workers(self):
        """Refuses a release with a worker that supervisord does not know, while nothing is done yet. What was good before can go live without."""
        release = self.params["release"]
        if self.params["state"] != "pruned" and release not in self.state.good:
            _workers.require(self.layout, release, self.params["workers"], _supervisor.connect)

    def _stage(self):
        self._make()
        if self._fills() and not self.result["artifact_needed"]:
            made = self.result["changed"]
            self._activate()
            self.result["changed"] = self.result["changed"] or made

    def _fills(self):
        """Whether the release is to be started in the standby slot; what is live is up, and a canary keeps its share."""
        release, live = self.params["release"], self.layout.live_slot()
        serves_a_share = self.share and self.layout.slot_release(other_slot(live)) == release
        return self.params["fill"] and release != self.previous and not serves_a_share

    def _is_in_no_slot(self):
        return self.params["release"] not in (self.layout.slot_release(slot) for slot in SLOTS)

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
            _command.run(self.layout, self.params["release"], command, _stage.MIGRATION_SECONDS, "migration", self.params["release"])

    def _runtime(self):
        try:
            with open(self.layout.runtime, encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError) as error:
            raise GoliveError(f"{self.layout.runtime} can't be read ({error}): run the provision playbook again. Nothing was changed.") from error

    def _activation(self):
        order = _activate.Order(
            release=self.params["release"],
            share=self.params["share"] if self.params["state"] == "active" else 0,
            health=_probe.Health(**self.params["health"]),
            **{key: self.params[key] for key in ("start_seconds", "drain_seconds", "settle_seconds")},
        )
        return _activate.Activation(self.layout, order, self.state, _supervisor.connect())

    def _activate(self):
        activation = self._activation()
        release = self.params["release"]
        try:
            self.result["changed"] = activation.run()
            if activation.workers_down:
                self.result.update(verdict="fail", reason=activation.workers_down, workers_down=True)
        except (ReleaseRefused, _command.CommandError) as error:
            # What was good before is not to blame for a database that is away for a moment.
            if release not in self.state.good:
                self.state.mark_bad(release, str(error))
                self.result["refused"] = True
            raise
        finally:
            self.result["flipped"] = activation.flipped
            self.result["seconds"].update(activation.seconds)

    def _prune(self):
        params, layout, state = self.params, self.layout, self.state
        before = state.as_dict()
        release = params["release"]
        if release and params["good"] and _manifest.is_complete(layout, release):
            state.mark_good(release)
        if release and params["bad"] and release != layout.live_release():
            state.mark_bad(release, params["bad"])
        removed, remains = _prune.prune(layout, state, params["keep_releases"], self._assets_before())
        moved = self._schedule()
        self.result["removed"] = removed + remains
        self.result["changed"] = bool(removed or remains or moved or before != state.as_dict())

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

    def _record(self):
        event = {
            "event": self.params["state"],
            "owner": self.params["owner"],
            "release": self.result["release"],
            "before": self.result["previous"],
            "live": self.layout.live_release() or "",
            "verdict": self.result["verdict"],
        }
        if self.params["state"] == "active" and self.params["share"] < 100:
            event["share"] = _share.percent(self.layout)
        for key in ("reason", "removed", "lease_taken_from"):
            if self.result.get(key):
                event[key] = self.result[key]
        try:
            _ledger.append(self.layout.ledger, event, time.time())
        except (GoliveError, OSError) as error:
            # A damaged record or a full disk must not stand between a host and its rollback.
            self.result.setdefault("warnings", []).append(str(error))

    def _with_diff(self):
        before, after = _traffic(self.previous, self.share), _traffic(self.result["live"], self.result["share"])
        if self.params["state"] == "active" and before != after:
            self.result["diff"] = {"before_header": self.layout.live, "after_header": self.layout.live, "before": before, "after": after}
        elif self.params["state"] == "staged" and self.params["artifact"] and self.result["changed"]:
            path = self.layout.release(self.params["release"])
            self.result["diff"] = {"before_header": path, "after_header": path, "before": "", "after": f"{self.params['release']}\n"}
        elif self.result.get("removed"):
            self.result["diff"] = {"before": "".join(f"{name}\n" for name in self.result["removed"]), "after": ""}
        return self.result


def _traffic(live, share):
    """Who serves, in lines for a diff."""
    return f"{live or 'no release'}\n" + (f"{share} % of the traffic on the standby slot\n" if share else "")


def _account(name):
    try:
        account = pwd.getpwnam(name)
    except KeyError as error:
        raise GoliveError(f"The user {name} does not exist on this host: run the provision playbook first. Nothing was changed.") from error
    return account.pw_uid, account.pw_gid
