# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.golive.web.plugins.plugin_utils import _preload


class Loader:
    """Has the plugin C(known); C(asked) are the names that it was asked for."""

    def __init__(self):
        self.asked = []

    def get(self, name, class_only):
        self.asked.append((name, class_only))
        if name != "known":
            raise ImportError(f"no {name}")


def test_what_cannot_be_loaded_ends_no_run(monkeypatch):
    loader = Loader()
    monkeypatch.setattr(_preload, "_NEEDED", ((loader, "paramiko"), (loader, "known")))
    _preload.load()
    assert loader.asked == [("paramiko", True), ("known", True)]
