# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from ansible_collections.golive.web.plugins.module_utils import _calls, _kept
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


@pytest.fixture
def asked(monkeypatch):
    """What the calls got; C(echo) returns the bytes of its artifact, C(refuse) raises."""
    seen = []

    def echo(params, check_mode):
        path = params.get("artifact_file")
        seen.append((params, check_mode))
        with open(path, "rb") if path else io.BytesIO() as file:
            return {"changed": False, "artifact": file.read().decode()}

    def refuse(params, check_mode):
        raise GoliveError("No.", details={"output": "why"})

    monkeypatch.setattr(_calls, "CALLS", {"echo": echo, "refuse": refuse})
    return seen


def ask(call, artifact=b"", **params):
    return _kept.answer(json.dumps({"call": call, "params": params, "check_mode": True}), artifact)


def test_a_call_gets_its_parameters_and_mode(asked):
    assert ask("echo", name="gigs") == {"failed": False, "changed": False, "artifact": ""}
    assert asked == [({"name": "gigs"}, True)]


def test_what_goes_along_is_the_artifact(asked):
    data = "line\n" * 100_000
    assert ask("echo", data.encode(), name="gigs")["artifact"] == data


def test_a_refusal_is_a_failed_result(asked):
    assert ask("refuse") == {"failed": True, "changed": False, "msg": "No.", "output": "why"}


def test_every_call_is_a_module():
    assert sorted(_calls.CALLS) == ["ledger_info", "release", "release_info", "traffic_stats"]


def test_a_host_does_not_load_what_only_a_transport_that_is_not_used_needs():
    program = (
        "import sys; from ansible_collections.golive.web.plugins.module_utils import _kept; sys.meta_path.insert(0, _kept.LoadedWhenUsed);"
        "from ansible_collections.golive.web.plugins.module_utils import _supervisor; _supervisor.connect('/nowhere'); print('email.parser' in sys.modules);"
        "import http.client; http.client.HTTPConnection; print('email.parser' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True).stdout
    assert told.split() == ["False", "True"]
