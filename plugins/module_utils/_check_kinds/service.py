# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A service that the application needs, asked by a probe (see C(health_probe)) with the application's own credentials."""

from __future__ import annotations

import json
import urllib.parse

from ansible_collections.golive.web.plugins.module_utils._checks import probe_options, types
from ansible_collections.golive.web.plugins.module_utils._checks.kind import ERROR, FAIL, PASS, UNKNOWN, WARN, Judgement, Kind, Mistake, Option, Remedy
from ansible_collections.golive.web.plugins.module_utils._probes import summary

_OUTCOMES = {summary.PASS: PASS, summary.WARN: WARN, summary.FAIL: FAIL, summary.UNKNOWN: UNKNOWN}
# What says nothing of the service.
_OF_LOOK = ("permission",)
_ADDRESSED = ("mysql", "postgres", "redis")


def _verify(options):
    probe = options["probe"]
    if options["url"] and (not isinstance(probe, dict) or probe.get("type") not in _ADDRESSED):
        raise Mistake(f"url is for probes of the types {', '.join(_ADDRESSED)}", "url")
    complete = probe_options.complete(probe, options["name"] or "")
    if not types.is_open(probe) and not options["url"]:
        probe_options.check(complete)


def _subject(options):
    return options["name"] or str(options["probe"].get("type"))


def _needs(options):
    found = {**options["probe"], **(_of_url(options["url"]) if options["url"] else {})}
    complete = probe_options.complete(found, _subject(options), is_filled=True)
    probe_options.check(complete)
    return [("probe", json.dumps(complete, sort_keys=True))]


def _of_url(url):
    """The options of a probe in I(url), such as C(postgres://user:password@host:5432/database). Nothing of it is shown."""
    try:
        parsed = urllib.parse.urlsplit(url)
        port = parsed.port
    except ValueError:
        raise Mistake("url is no address", "url") from None
    if not parsed.scheme or not (parsed.hostname or parsed.path):
        raise Mistake("url is no address such as postgres://user:password@host:5432/database", "url")
    name = urllib.parse.unquote(parsed.path.strip("/"))
    query = dict(urllib.parse.parse_qsl(parsed.query))
    said = {
        "host": parsed.hostname,
        "port": port,
        "user": urllib.parse.unquote(parsed.username or "") or None,
        "password": urllib.parse.unquote(parsed.password or "") or None,
        "database": name or None,
        "tls": True if parsed.scheme == "rediss" else None,
        "ca_file": query.get("sslrootcert"),
    }
    if parsed.scheme == "unix":
        said.update(host=None, database=query.get("db"), socket=urllib.parse.unquote(parsed.path))
    return {option: value for option, value in said.items() if value is not None}


def _judge(options, facts):
    (key,) = _needs(options)
    found = facts[key]
    outcome = ERROR if found["reason"] in _OF_LOOK else _OUTCOMES[found["status"]]
    seconds = found["phases"].get("total", {}).get("p50", 0.0)
    observed = found["message"] or f"it answers, in {seconds * 1000:.0f} ms"
    return Judgement(outcome, found["reason"], observed, "" if outcome == PASS else "it to be well", f"probe {found['type']} {found['target']}")


KIND = Kind(
    options={
        "name": Option(),
        "url": Option(),
        "probe": Option("any", needed=True),
    },
    severity="high",
    component="Deployment",
    title="Service {subject}",
    subject=_subject,
    remedy=Remedy("See to the service, to the way there, and to the credentials in the environment of the application.", "medium"),
    judge=_judge,
    needs=_needs,
    verify=_verify,
)
