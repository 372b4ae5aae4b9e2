# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asking a Prometheus server, from the controller."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse

from ansible_collections.golive.web.plugins.module_utils import _metrics
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

_TIMEOUT_SECONDS = 10
_MOST_BYTES = 1 << 20


def checked(server):
    """The address I(server), which may be empty. Raises C(GoliveError), without any of it, where nothing could be asked there."""
    try:
        parts = urllib.parse.urlsplit(server)
        well = not server or parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or True)
    except ValueError:
        well = False
    if not well:
        raise GoliveError("rollout_prometheus is no address such as 'https://prometheus.example.com'. Nothing was changed.")
    return server


def judge(server, conditions, release):
    """The verdict of all I(conditions) (C(_metrics.checked)) on the Prometheus I(server) (its address), like C(_canary.Result) as a dict."""
    said = [_metrics.judge(condition, _ask(server, _metrics.query(condition, release))) for condition in conditions]
    verdict = next((verdict for verdict in ("fail", "inconclusive") if verdict in [one for one, _sentence in said]), "pass")
    reasons = [sentence for one, sentence in said if one == verdict]
    return {"verdict": verdict, "reasons": [] if verdict == "pass" else reasons, "notes": [], "figures": {"metrics": [sentence for _one, sentence in said]}}


def _ask(server, query):
    """The answer, as JSON has it; where none comes, one in its form that says why. The address, which may hold a password, is in no text."""
    # Loading it takes longer than a gate, and most rollouts ask no Prometheus.
    from ansible.module_utils.urls import open_url

    address = f"{server.rstrip('/')}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
    try:
        with open_url(address, timeout=_TIMEOUT_SECONDS, headers={"Accept": "application/json"}) as answer:
            return json.loads(answer.read(_MOST_BYTES))
    except urllib.error.HTTPError as error:
        return _said(error)
    except (OSError, ValueError, http.client.HTTPException) as error:
        return {"status": "error", "error": f"it can't be reached: {_why(error)}"}


def _why(error):
    """Only what the system says: other texts may quote the address."""
    reason = getattr(error, "reason", error)
    return reason.strerror if isinstance(reason, OSError) and reason.strerror else type(reason).__name__


def _said(error):
    try:
        return json.loads(error.read(_MOST_BYTES))
    except (OSError, ValueError, http.client.HTTPException):
        return {"status": "error", "error": f"it answered {error.code}"}
