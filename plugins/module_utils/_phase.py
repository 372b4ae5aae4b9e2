# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The frame of a phase on one host, from the module's parameters to its result: lock, lease, state, ledger. What is done in it is in C(_phases)."""

from __future__ import annotations

import os
import time

from ansible_collections.golive.web.plugins.module_utils import _hooks, _lease, _ledger, _share
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import Layout
from ansible_collections.golive.web.plugins.module_utils._state import State


class Phase:
    """C(run) does it, C(predict) says what it would do. C(params) are the options of the module C(release).

    A kind of phase has C(work), which does it, C(foretell), which says in C(result) what C(work) would, and often C(differences), for a diff.
    """

    # Whether the host gives its lease back afterwards.
    ends = False

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
            "lease_held_by": "",
        }

    def _look(self):
        """Reads what may have changed while the lock was another's."""
        self.state = State(self.layout.state)
        self.previous = self.layout.live_release() or ""
        self.share = _share.percent(self.layout)

    def run(self):
        start = time.monotonic()
        try:
            with _lease.kernel_lock(self.layout.kernel_lock, self.patience(), self.layout.lease):
                self._look()
                self.result["previous"] = self.previous
                self.result["lease_taken_from"] = _lease.acquire(
                    self.layout.lease, self.params["owner"], self.params["lease_seconds"], self.params["takeover"]
                )
                try:
                    self.work()
                except GoliveError as error:
                    self._failed(error)
                except OSError as error:
                    self._failed(GoliveError(self._what_the_system_said(error)))
                self._save()
                if self.result["changed"] or self.result["verdict"] != "pass" or self.result["lease_taken_from"]:
                    self._record()
                if self.ends:
                    _lease.release(self.layout.lease, self.params["owner"])
        except GoliveError as error:
            self._failed(error)
        self.result["live"] = self.layout.live_release() or ""
        self.result["share"] = _share.percent(self.layout)
        self.result["seconds"]["total"] = round(time.monotonic() - start, 3)
        return self._with_diff()

    def patience(self):
        """Seconds to wait for another module call on this host: one that lost its connection may still be at work."""
        return 10

    def _what_the_system_said(self, error):
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror or error}{where}. {self.layout.live_release() or 'No release'} is live; see to the host, then run it again."

    def _save(self):
        try:
            self.state.save()
        except OSError as error:
            # What happened to the traffic has happened; not to say so would be worse.
            self.warn([f"{self.layout.state} could not be written: {error.strerror}"])

    def predict(self):
        self.result.update(live=self.previous, share=self.share)
        try:
            _lease.check(_lease.read(self.layout.lease), self.params["owner"], self.params["takeover"], time.time())
            self.foretell()
        except GoliveError as error:
            self._failed(error)
            self.result["live"] = self.previous
        return self._with_diff()

    def warn(self, sentences):
        """Says what is no reason to fail."""
        if sentences:
            self.result.setdefault("warnings", []).extend(sentences)

    def try_hooks(self, point):
        """Runs the application's commands of a I(point) at which nothing can be refused any more, in what this phase was about."""
        self.warn(_hooks.try_each(self.layout, self.params["release"], point, self.params["hooks"].get(point, [])))

    def _failed(self, error):
        self.result.update(verdict="fail", reason=str(error))
        if error.details.get("output"):
            self.result["output"] = error.details["output"]
        self.result["lease_held_by"] = (error.details.get("lease") or {}).get("owner", "")

    def _record(self):
        event = {
            "event": self.params["state"],
            "owner": self.params["owner"],
            "release": self.result["release"],
            "before": self.result["previous"],
            "live": self.layout.live_release() or "",
            "verdict": self.result["verdict"],
            **self.more_to_record(),
        }
        for key in ("reason", "removed", "lease_taken_from"):
            if self.result.get(key):
                event[key] = self.result[key]
        # What the controller tells of the whole rollout has a time and a release before of its own.
        told = [{"event": one["event"], "owner": self.params["owner"], "told": one} for one in self.params["events"] if "event" in one]
        try:
            _ledger.extend(self.layout.ledger, [*told, event], time.time())
        except (GoliveError, OSError) as error:
            # A damaged record or a full disk must not stand between a host and its rollback.
            self.warn([str(error)])

    def more_to_record(self):
        """What the ledger gets of this kind of phase alone."""
        return {}

    def differences(self):
        """What a diff is made from, header, text before and text after; a phase that changes nothing has none."""
        return "", "", ""

    def _with_diff(self):
        header, before, after = self.differences()
        if before != after:
            self.result["diff"] = {**({"before_header": header, "after_header": header} if header else {}), "before": before, "after": after}
        return self.result
