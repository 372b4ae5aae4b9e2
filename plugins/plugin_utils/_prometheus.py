# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asking a Prometheus server, from the controller."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse

from ansible.module_utils.urls import open_url
from ansible_collections.golive.web.plugins.module_utils import _metrics

_TIMEOUT_SECONDS = 10
_MOST_BYTES = 1 << 20


def judge(server, conditions, release):
    """The verdict of all I(conditions) (C(_metrics.checked)) on the Prometheus I(server) (its address), like C(_canary.Result) as a dict."""
    said = [_metrics.judge(condition, _ask(server, _metrics.query(condition, release))) for condition in conditions]
    verdict = next((verdict for verdict in ("fail", "inconclusive") if verdict in [one for one, _sentence in said]), "pass")
    reasons = [sentence for one, sentence in said if one == verdict]
    return {"verdict": verdict, "reasons": [] if verdict == "pass" else reasons, "notes": [], "figures": {"metrics": [sentence for _one, sentence in said]}}


def _ask(server, query):
    """The answer, as JSON has it; where none comes, one in its form that says why. The address, which may hold a password, is in no text."""
    address = f"{server.rstrip('/')}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
    try:
        with open_url(address, timeout=_TIMEOUT_SECONDS, headers={"Accept": "application/json"}) as answer:
            return json.loads(answer.read(_MOST_BYTES))
    except urllib.error.HTTPError as error:
        return _said(error)
    except (OSError, ValueError) as error:
        return {"status": "error", "error": f"it can't be reached: {getattr(error, 'reason', '') or type(error).__name__}"}


def _said(error):
    try:
        return json.loads(error.read(_MOST_BYTES))
    except ValueError:
        return {"status": "error", "error": f"it answered {error.code}"}
