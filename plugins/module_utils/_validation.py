# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Validates a host and the environment of an application against a spec."""

from __future__ import annotations

import json
import os
import time

from ansible_collections.golive.web.plugins.module_utils import _environment_file, _layout, _manifest
from ansible_collections.golive.web.plugins.module_utils._checks import finding, run, secrets, spec
from ansible_collections.golive.web.plugins.module_utils._checks.kind import SEVERITIES
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._facts.sources import SOURCES

SPEC = {
    "application": {"type": "dict"},
    # As one text, as the environment below: a password in a probe is shown nowhere then.
    "checks": {"type": "json", "default": "[]", "no_log": True},
    "deadline": {"type": "float", "default": 60.0},
    # As one text, so that no value among them is masked wherever it occurs.
    "environment": {"type": "json", "no_log": True},
    "environment_file": {"type": "path"},
    "live": {"type": "bool", "default": True},
    "presets": {"type": "list", "elements": "str", "default": []},
    "spec": {"type": "str", "default": ""},
    "spec_file": {"type": "path"},
    "tier": {"type": "str", "default": "production"},
    "threshold": {"type": "str", "choices": list(SEVERITIES), "default": "high"},
}


def validate(params):
    """What the module returns for I(params), whose C(checks) are all that there are."""
    began = time.monotonic()
    environment = _environment(params)
    checks = spec.checked([(entry, ("checks", index)) for index, entry in enumerate(json.loads(params["checks"]))], KINDS, params["tier"])
    known = secrets.of(environment, run.secret_names(checks))
    findings = run.run(checks, KINDS, SOURCES, environment, known, params["deadline"])
    return {
        "changed": False,
        **finding.summary(findings, params["threshold"], "The environment"),
        "seconds": {"total": round(time.monotonic() - began, 6)},
    }


def _environment(params):
    """Names to values, all of them texts: of the file, over them what is given, and what the collection itself sets."""
    found = {**_of_file(params["environment_file"]), **_given(params["environment"])}
    name = (params["application"] or {}).get("name")
    return {**found, **_of_application(_layout.Layout(name), params["live"])} if name else found


def _given(text):
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise GoliveError("environment must be a dictionary, names of variables to their values. Nothing was changed.")
    return {name: _text(value) for name, value in found.items()}


def _text(value):
    return ("true" if value else "false") if isinstance(value, bool) else "" if value is None else str(value)


def _of_file(path):
    if not path:
        return {}
    try:
        # As bytes, or carriage returns would get lost.
        with open(path, "rb") as file:
            return _environment_file.parse(file.read().decode())
    except (OSError, UnicodeDecodeError) as error:
        raise GoliveError(f"The environment file {path} can't be read: {getattr(error, 'strerror', None) or 'it is no text'}. Nothing was changed.") from error


def _of_application(layout, is_live_meant):
    """What a process of the application finds besides its own environment: of the live release (C(types.OF_RELEASE)) where that I(is_live_meant)."""
    release = layout.live_release() if is_live_meant else None
    found = {"GOLIVE_APPLICATION": layout.name, "GOLIVE_SHARED": layout.shared, "GOLIVE_HOME": layout.home}
    if release and os.path.exists(layout.release(release)):
        manifest = _manifest.read(layout, release) or {}
        found.update(
            GOLIVE_RELEASE=release,
            GOLIVE_LIVE=layout.release(release),
            GOLIVE_SOCKET=os.path.realpath(layout.release_socket(release)),
            GOLIVE_CONFIG=layout.configuration(release),
            # A server's configuration is made of these, so that it can't be told without them.
            **{f"GOLIVE_{name.upper()}": str(manifest.get(name, "")) for name in ("entry", "processes", "request_seconds")},
        )
    return found
