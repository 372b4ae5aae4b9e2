# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The argument specs of the modules that act on a host, for the module itself and for its action plugin."""

from __future__ import annotations

HEALTH = {
    "type": "dict",
    "default": {},
    "apply_defaults": True,
    "options": {
        "path": {"type": "str", "default": "/health/ready"},
        "host": {"type": "str", "default": "localhost"},
        "port": {"type": "int", "default": 80},
        "header": {"type": "str", "default": "X-Release"},
        "successes": {"type": "int", "default": 3},
        "interval": {"type": "float", "default": 0.05},
        "timeout": {"type": "float", "default": 5.0},
    },
}

RELEASE = {
    "name": {"type": "str"},
    "state": {"type": "str", "choices": ["locked", "staged", "active", "paused", "pruned", "unlocked"], "required": True},
    "release": {"type": "str"},
    "application": {"type": "dict"},
    "plan": {"type": "dict"},
    "verdict": {"type": "dict"},
    "share": {"type": "int", "default": 100},
    "artifact": {
        "type": "dict",
        # Its address can hold a secret, of which Ansible masks a part at the most when it logs a dict.
        "no_log": True,
        "options": {"path": {"type": "str"}, "url": {"type": "str"}, "sha256": {"type": "str", "required": True}},
    },
    "artifact_file": {"type": "path"},
    "fill": {"type": "bool", "default": False},
    "back": {"type": "bool", "default": False},
    "leaves": {"type": "bool", "default": False},
    "environment": {"type": "json", "no_log": True},
    "shared": {"type": "list", "elements": "str", "default": []},
    "build": {"type": "list", "elements": "list", "default": []},
    "migrate": {"type": "list", "elements": "list", "default": []},
    "hooks": {"type": "dict", "default": {}},
    "public_dir": {"type": "str", "default": "public"},
    "assets": {"type": "list", "elements": "str", "default": []},
    "entry": {"type": "str", "default": ""},
    "processes": {"type": "int", "default": 0},
    "request_seconds": {"type": "int", "default": 60},
    "workers": {"type": "dict", "default": {}},
    "mtime": {"type": "int", "default": 0},
    "health": HEALTH,
    "start_seconds": {"type": "float", "default": 30},
    "settle_seconds": {"type": "float", "default": 0},
    "drain_seconds": {"type": "float", "default": 60},
    "bake_seconds": {"type": "float", "default": 0},
    "synthetic_paths": {"type": "list", "elements": "str", "default": []},
    "synthetic_requests": {"type": "int", "default": 100},
    "keep_releases": {"type": "int", "default": 5},
    "keep_assets_days": {"type": "int", "default": 30},
    "good": {"type": "bool", "default": False},
    "bad": {"type": "str", "default": ""},
    "scheduler": {"type": "bool"},
    "reason": {"type": "str", "default": ""},
    "events": {"type": "list", "elements": "dict", "default": []},
    "owner": {"type": "str"},
    "takeover": {"type": "str", "default": ""},
    "lease_seconds": {"type": "int", "default": 900},
}
RELEASE_NEEDED = {
    "required_if": [("state", "staged", ("release",)), ("state", "active", ("release",))],
    "required_one_of": [("name", "application")],
}

RELEASE_INFO = {"name": {"type": "str"}, "application": {"type": "dict"}, "health": HEALTH}
RELEASE_INFO_NEEDED = {"required_one_of": [("name", "application")]}

TRAFFIC_STATS = {
    "name": {"type": "str"},
    "application": {"type": "dict"},
    "since": {"type": "float"},
    "seconds": {"type": "float"},
    "until": {"type": "float"},
    "exclude_path": {"type": "str", "default": ""},
}
TRAFFIC_STATS_NEEDED = {
    "required_one_of": [("name", "application"), ("since", "seconds")],
    "mutually_exclusive": [("since", "seconds"), ("until", "seconds")],
}

LEDGER_INFO = {"name": {"type": "str", "required": True}, "copies": {"type": "dict", "default": {}}}
