# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.golive.web.plugins.module_utils import _balancer
from ansible_collections.golive.web.plugins.module_utils._haproxy import HaproxyError
from ansible_collections.golive.web.plugins.modules import load_balancer_server


@pytest.fixture
def run(capsys, monkeypatch):
    """Runs the module with arguments; I(answer) is what comes of it, or raises. Gives its result and the arguments that it passed on."""

    def run(answer, **arguments):
        passed = {}

        def change(**more):
            passed.update(more)
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(_balancer, "change", change)
        with patch_module_args(arguments), pytest.raises(SystemExit):
            load_balancer_server.main()
        return json.loads(capsys.readouterr().out), passed

    return run


def test_the_module_passes_on_what_it_is_told(run):
    result, passed = run({"changed": True, "sessions": 0}, name="web1", state="drain", wait_seconds=60, least_healthy=1, _ansible_check_mode=True)
    assert (result["changed"], result["sessions"]) == (True, 0)
    assert passed == {"name": "web1", "state": "drain", "weight": None, "wait_seconds": 60, "least_healthy": 1, "check": True}


def test_what_went_wrong_is_the_message(run):
    result, _passed = run(HaproxyError("web1 was not well."), name="web1", state="ready")
    assert (result["failed"], result["msg"]) == (True, "web1 was not well.")
