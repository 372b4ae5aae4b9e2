# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where everything of an application lies on a host (docs/contracts.md has the table)."""

from __future__ import annotations

import os
import re

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

SLOTS = ("blue", "green")

APPLICATION_NAME = re.compile(r"[a-z][a-z0-9_]{0,22}")
RELEASE_ID = re.compile(r"(?P<version>[A-Za-z0-9][A-Za-z0-9._+]{0,39})-(?P<artifact>[0-9a-f]{12})-(?P<configuration>[0-9a-f]{6})")


def other_slot(slot):
    """The slot that is not I(slot)."""
    return SLOTS[1 - SLOTS.index(slot)]


class Layout:
    """The paths of one application; nothing here touches the disk but C(live_slot) and C(slot_release), which read links."""

    def __init__(self, name, root="/srv", run="/run", logs="/var/log"):
        if not APPLICATION_NAME.fullmatch(name):
            raise GoliveError(
                f"'{name}' is no name for an application: it takes a lower-case letter and then up to 22 lower-case letters, digits and '_'. "
                "Nothing was changed."
            )
        self.name = name
        self.home = os.path.join(root, name)
        self.run = os.path.join(run, name)
        self.releases = os.path.join(self.home, "releases")
        self.shared = os.path.join(self.home, "shared")
        self.slots = os.path.join(self.home, "slots")
        self.assets = os.path.join(self.home, "assets")
        self.sockets = os.path.join(self.home, "sockets")
        self.live = os.path.join(self.home, "live")
        self.share = os.path.join(self.home, "share")
        self.splits = os.path.join(self.home, "splits")
        self.maintenance = os.path.join(self.home, "maintenance")
        self.state = os.path.join(self.home, "state.json")
        self.ledger = os.path.join(self.home, "ledger.jsonl")
        self.lease = os.path.join(self.home, "lock.json")
        self.kernel_lock = os.path.join(self.home, ".lock")
        self.runtime = os.path.join(self.home, "runtime.json")
        self.scheduler = os.path.join(self.home, "scheduler")
        self.pause = os.path.join(self.home, "pause")
        self.access_log = os.path.join(logs, "nginx", f"{name}.access.json")

    def release(self, release):
        if not RELEASE_ID.fullmatch(release):
            raise GoliveError(
                f"'{release}' is no release id (VERSION-12 hex digits-6 hex digits, as 'playbooks/status.yml' lists them). Nothing was changed."
            )
        return os.path.join(self.releases, release)

    def public(self, release):
        """The link to the release's public folder, whose own name is the release's affair: nginx knows this one alone."""
        return os.path.join(self.release(release), ".public")

    def staging(self, release):
        return os.path.join(self.releases, ".staging-" + os.path.basename(self.release(release)))

    def manifest(self, release):
        return self.release(release) + ".json"

    def environment(self, release):
        return self.release(release) + ".env"

    def configuration(self, release):
        return self.release(release) + ".conf"

    def slot(self, slot):
        return os.path.join(self.slots, slot)

    def slot_marker(self, slot, release):
        return os.path.join(self.slots, f"{slot}@{release}")

    def slot_socket(self, slot):
        return os.path.join(self.run, slot + ".sock")

    def release_socket(self, release):
        return os.path.join(self.sockets, release + ".sock")

    def program(self, slot):
        return f"{self.name}-{slot}"

    @property
    def worker_prefix(self):
        return f"{self.name}-worker-"

    def worker(self, name):
        """supervisord's group of the worker I(name)."""
        return self.worker_prefix + name

    def owns_group(self, group):
        """Whether supervisord's I(group) is one of the application's slots or workers."""
        return group in map(self.program, SLOTS) or group.startswith(self.worker_prefix)

    def live_slot(self):
        """C(blue), C(green), or C(None) where nothing was ever released here."""
        name = _link_name(self.live)
        return name if name in SLOTS else None

    def slot_release(self, slot):
        """The id of the release in I(slot), or C(None) where it is empty."""
        name = _link_name(self.slot(slot))
        return name if name and RELEASE_ID.fullmatch(name) else None

    def live_release(self):
        slot = self.live_slot()
        return self.slot_release(slot) if slot else None


def _link_name(path):
    try:
        return os.path.basename(os.readlink(path))
    except OSError:
        return None
