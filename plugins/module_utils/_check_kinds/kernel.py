# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A setting of the kernel."""

from __future__ import annotations

import re

from ansible_collections.golive.web.plugins.module_utils._checks import types, words
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Mistake, Option, Remedy, judged

_NAME = re.compile(r"[A-Za-z0-9_-]+([./][A-Za-z0-9_@:-]+)+", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,20}", re.ASCII)


def _verify(options):
    if not types.is_open(options["name"]) and not _NAME.fullmatch(options["name"]):
        raise Mistake(f"name is {options['name']!r}, which is no setting such as net.core.somaxconn", "name")
    if not options["allowed"] and options["min"] is None and options["max"] is None:
        raise Mistake("it needs min, max or allowed")


def _needs(options):
    return [("kernel_setting", options["name"])]


def _judge(options, facts):
    (key,) = _needs(options)
    found, evidence = facts[key], f"sysctl {options['name']}"
    allowed = [" ".join(value.split()) for value in options["allowed"]]
    if allowed and found not in allowed:
        return judged(False, "not_allowed", found, " or ".join(allowed), evidence)
    limits = [(word, limit) for word, limit in (("at least", options["min"]), ("at most", options["max"])) if limit is not None]
    if limits and not _NUMBER.fullmatch(found):
        return judged(False, "type", found, "one number", evidence)
    within = not limits or (options["min"] is None or int(found) >= options["min"]) and (options["max"] is None or int(found) <= options["max"])
    return judged(within, "range", found, " and ".join(f"{word} {words.number(limit)}" for word, limit in limits), evidence)


KIND = Kind(
    options={
        "name": Option(needed=True),
        "min": Option("integer"),
        "max": Option("integer"),
        "allowed": Option("texts", []),
    },
    severity="medium",
    component="Performance",
    title="Setting {name} of the kernel",
    subject=lambda options: options["name"],
    remedy=Remedy("Set {name} in a file in /etc/sysctl.d, and have it taken by sysctl --system."),
    judge=_judge,
    needs=_needs,
    verify=_verify,
)
