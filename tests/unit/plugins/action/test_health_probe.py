# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys

import pytest
from ansible_collections.golive.web.plugins.action.health_probe import hidden
from ansible_collections.golive.web.plugins.module_utils import _health
from probes import given


@pytest.mark.parametrize(
    ("headers", "sent"), [({"DNT": 1, "X-Y": "a\\b"}, {"DNT": "1", "X-Y": "a\\b"}), ('{"DNT": "1"}', {"DNT": "1"}), (None, {})]
)
def test_secrets_come_out_as_they_went_in(headers, sent):
    secret = {"password": 12345678, "headers": headers, "body": {"a": 1}}
    asked = hidden({"name": "it", "type": "http", "url": "http://a/", "user": "me", "method": "POST", **secret})
    assert not {"password", "body"} & set(asked)
    options = _health.prepared([given(**asked)])[0]
    assert (options["password"], options["body"], options["headers"] or {}) == ("12345678", '{"a": 1}', sent)


def test_what_has_none_stays_as_it_is():
    probe = {"name": "it", "type": "tcp", "host": "h", "port": 1}
    assert hidden(probe) is probe


def test_ansible_shows_no_secret_and_all_else():
    secret = {"headers": {"DNT": "1", "Scheme": "http", "Authorization": 'Digest user="x\\y"'}, "user": "me", "password": "pass", "body": "unwell"}
    probe = {"name": "it", "type": "http", "url": "http://127.0.0.1:9/", "method": "POST", **secret}
    arguments = json.dumps({"probes": [probe], "render": ["textfile"]})
    command = ["ansible", "localhost", "-vvv", "-m", "golive.web.health_probe", "-a", arguments, "-e", f"ansible_python_interpreter={sys.executable}"]
    collections = next(path for path in sys.path if path.endswith(".work/collections"))
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": collections, "ANSIBLE_LOCALHOST_WARNING": "0", "ANSIBLE_NOCOLOR": "1"}
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    result = json.JSONDecoder().raw_decode(output.partition("=> ")[2])[0]
    assert (result["verdict"], result["probes"][0]["type"], result["probes"][0]["attempts"]) == ("fail", "http", 1)
    assert 'golive_probe_success{name="it",type="http"} 0\n' in result["rendered"]["textfile"]
    assert "Digest" not in output and "unwell" not in output and base64.b64encode(b"me:pass").decode() not in output
