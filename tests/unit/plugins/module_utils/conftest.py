# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _atomic, _drain, _probe, _supervisor

from activation import Stage


@pytest.fixture
def stage(tmp_path, monkeypatch):
    stage = Stage(tmp_path)
    monkeypatch.setattr(_probe, "ask_front_door", stage.front_door)
    monkeypatch.setattr(_drain, "requests", lambda: stage.requests)
    monkeypatch.setattr(_atomic, "fsync_tree", lambda _path: None)
    monkeypatch.setattr(_supervisor, "started", lambda _pid: float("inf"))
    yield stage
    stage.application.stop_all()
