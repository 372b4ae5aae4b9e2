# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret of an environment is in what is told, whatever it is made of and whatever became of the checks that had to do with it."""

from __future__ import annotations

import json
import urllib.parse

import pytest
from ansible_collections.golive.web.plugins.module_utils import _validation
from hypothesis import example, given, settings
from hypothesis import strategies as st

NAMES = ("APP_KEY", "DB_PASSWORD", "API_TOKEN", "MAIL_SECRET")
SAYS = ["/bin/sh", "-c", 'printf "%s\\n" "it is $API_TOKEN" >&2; exit 3']
CHECKS = [
    {"check": "variable", "name": "APP_KEY", "min_entropy": 3000},
    {"check": "variable", "name": "DB_PASSWORD", "allowed": ["x"]},
    {"check": "variable", "name": "API_TOKEN", "pattern": "^[a]+$", "type": "integer"},
    {"check": "variable", "name": "URL", "type": "port"},
    {"check": "variable", "id": "shown", "name": "URL", "allowed": ["${API_TOKEN}", "${URL}0"]},
    {"check": "variable", "name": "NONE", "required": False, "min": "${MAIL_SECRET}"},
    {"check": "variable", "id": "well", "name": "MAIL_SECRET"},
    {"check": "variable", "name": "NEVER", "pattern": "(${MAIL_SECRET}"},
    {"check": "variable", "id": "when", "name": "NEVER", "when": {"API_TOKEN": "^x{99}$"}},
    {"check": "variables_agree", "names": ["APP_KEY", "API_TOKEN"], "rule": "equal"},
    {"check": "variables_agree", "id": "hosts", "names": ["APP_KEY", "API_TOKEN", "URL"], "rule": "same_host"},
    {"check": "variables_agree", "id": "follows", "if": {"APP_KEY": "."}, "then": {"API_TOKEN": "^x{99}$"}},
    {"check": "path", "path": "/nowhere/${MAIL_SECRET}", "type": "file"},
    {"check": "path", "id": "no path", "path": "${MAIL_SECRET}"},
    {"check": "path", "id": "owner", "path": "/etc/passwd", "owner": "${MAIL_SECRET}", "writable_by": ["${API_TOKEN}"]},
    {"check": "path", "id": "user", "path": "/etc/passwd", "writable_by": ["${API_TOKEN}"]},
    {"check": "space", "path": "/nowhere/${MAIL_SECRET}", "min_free_percent": "${DB_PASSWORD}"},
    {"check": "certificate", "file": "/nowhere/${MAIL_SECRET}"},
    {"check": "kernel", "name": "net.core.${MAIL_SECRET}", "min": 1},
    {"check": "kernel", "id": "allowed", "name": "kernel.ostype", "allowed": ["${MAIL_SECRET}"]},
    {"check": "limit", "name": "nofile", "pid_file": "/nowhere/${API_TOKEN}", "min": 1},
    {"check": "memory", "workers": 1, "worker_memory": "${APP_KEY}"},
    {"check": "port", "port": "${APP_KEY}", "state": "free"},
    {"check": "port", "id": "addresses", "port": 1, "state": "listening", "addresses": ["${APP_KEY}"]},
    {"check": "version", "command": ["/nowhere/${API_TOKEN}"], "min": "1"},
    {"check": "version", "id": "said", "command": SAYS, "min": "1"},
    {"check": "version", "id": "folder", "command": SAYS, "folder": "/${APP_KEY}", "min": "1"},
    {"check": "setting", "runtime": "python", "name": "dev_mode", "command": SAYS, "allowed": ["${API_TOKEN}"]},
    {"check": "setting", "runtime": "php_fpm", "name": "a", "socket": "/nowhere/${API_TOKEN}", "pattern": "${DB_PASSWORD}"},
    {"check": "extension", "runtime": "node", "names": ["${DB_PASSWORD}"], "command": SAYS},
    {"check": "service", "name": "cache", "url": "${URL}", "probe": {"type": "redis", "timeout": 0.2}},
    {"check": "service", "name": "raw", "url": "${RAW}", "probe": {"type": "redis", "timeout": 0.2}},
    {"check": "service", "name": "key", "url": "${APP_KEY}", "probe": {"type": "redis", "timeout": 0.2}},
    {"check": "service", "name": "database", "url": "${URL}/${API_TOKEN}", "probe": {"type": "redis", "timeout": "${API_TOKEN}"}},
    {"check": "service", "name": "web", "probe": {"type": "http", "url": "http://127.0.0.1:1/${API_TOKEN}", "password": "${DB_PASSWORD}", "user": "a"}},
    {"check": "service", "name": "query", "probe": {"type": "http", "url": "${URL}?a=${API_TOKEN}"}},
    {"check": "service", "name": "ca", "probe": {"type": "tls", "host": "127.0.0.1", "port": 1, "ca_file": "/nowhere/${API_TOKEN}"}},
    {"check": "service", "name": "pattern", "probe": {"type": "tcp", "host": "127.0.0.1", "port": 1, "expect": "(${API_TOKEN}", "send": "${APP_KEY}\\"}},
    {"check": "service", "name": "socket", "probe": {"type": "unix", "socket": "/nowhere/${API_TOKEN}"}},
    {"check": "service", "name": "odd", "probe": {"type": "tcp", "host": "127.0.0.1", "port": "${DB_PASSWORD}"}},
    {"check": "service", "name": "many", "probe": {"type": "http", "url": "http://127.0.0.1:1/", "latency": {"p50": "${DB_PASSWORD}"}}},
    {"check": "service", "name": "run", "probe": {"type": "command", "command": SAYS}},
]  # fmt: skip


def told(values, password):
    environment = {
        **dict(zip(NAMES, values)),
        "URL": f"redis://:{urllib.parse.quote(password, safe='', errors='replace')}@127.0.0.1:1/0",
        "RAW": f"redis://u:{password}@127.0.0.1:1/0",
    }
    params = {"application": None, "environment": json.dumps(environment), "environment_file": None, "tier": "production", "threshold": "low"}
    return _validation.validate({**params, "deadline": 20.0, "live": True, "checks": json.dumps(CHECKS)})


def texts(found):
    """All texts in I(found), however deep."""
    if isinstance(found, dict):
        found = [*found, *found.values()]
    return [text for inner in found for text in texts(inner)] if isinstance(found, list) else [str(found)]


def of(characters, most):
    # A sign that nothing else has, so that nothing is found by chance.
    return st.text(characters, min_size=3, max_size=most).map(lambda text: f"Ω{text}")


PLAIN = of("abcdefghijklmnopqrstuvwxyzABCDEFXYZ0123456789+/=_-.", 40)
# Quotes and escapes, what means something in addresses, patterns, YAML and templates, blanks, more lines than one, no Unicode.
ODD = of("ab'\"\\%@:/#?&=[](){}$*.+^ \t\n\r\x1b\ud800é", 20)
LONG = of("ab1-", 30).map(lambda text: text * 30)


@settings(max_examples=25)
@given(st.lists(PLAIN | ODD | LONG, min_size=4, max_size=4, unique=True), PLAIN | of("ab'\"\\%:&=(){}$*^é", 20))
@example(["Ω${URL}", "Ω${X}abc", "Ωa\nbcd efg\n\nhij", "Ω'\"\\'"], "Ωa%'b")
@example(["Ω\n:::::::&", "Ω1", "Ω::::::#::?", "Ω3"], "Ω4")
def test_no_secret_is_in_what_is_told(values, password):
    for text in texts(told(values, password)):
        for value in (*values, password):
            # What is left of one that was cut is as bad.
            assert not any(part in text for part in (value, value[:10], *[line for line in value.split("\n") if len(line) >= 8]) if len(part) >= 4), text


def test_what_is_told_is_of_all_kinds():
    found = told(["Ω5", "80", "Ωpublic", "Ωaa"], "Ωpassword")
    assert {one["outcome"] for one in found["findings"]} == {"pass", "fail", "error", "not_applicable"}
    assert {"spec", "missing", "refused", "weak", "not_allowed", "conflict", "tool"} <= {one["reason"] for one in found["findings"]}
    assert not any("could not be found out" in one["observed"] for one in found["findings"])


@pytest.mark.parametrize("environment", ["[1]", "no JSON", '"a"', "[" * 100_000])
def test_an_environment_that_is_none_is_a_mistake_that_does_not_show_it(environment):
    with pytest.raises(_validation.GoliveError, match="must be a dictionary") as caught:
        _validation._given(environment)
    assert environment not in str(caught.value)
