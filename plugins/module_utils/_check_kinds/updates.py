# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Security updates that wait, by the package lists that the host has, as long as those are not too old to say."""

from __future__ import annotations

import re

from ansible_collections.golive.web.plugins.module_utils._checks import words
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Mistake, Option, Remedy, judged

_DAY = 86400


def _verify(options):
    if isinstance(options["max_list_age"], float) and not options["max_list_age"] > 0:
        raise Mistake("max_list_age must be more than 0 days", "max_list_age")


def _needs(_options):
    return [("packages",)]


def _judge(options, facts):
    found, matches = facts[("packages",)], re.compile(options["origins"]).search
    waiting = tuple(sorted({one.name for one in found.upgrades if any(map(matches, one.origins))}))
    if waiting:
        return judged(False, "pending", f"{len(waiting)} wait: {words.names(waiting)}", "none", "apt-get --simulate dist-upgrade")
    dates = [one.date for one in found.lists if matches(one.origin)]
    if not dates:
        return judged(False, "outdated", f"there is no package list of an origin like {options['origins']}", "one", "apt's package lists")
    # Each origin may hold what the others don't.
    age = max(0.0, (found.now - min(dates)) / _DAY)
    observed = f"none wait, by lists {age:.1f} days old"
    return judged(age <= options["max_list_age"], "outdated", observed, f"lists of at most {words.number(options['max_list_age'])} days", "apt's package lists")


KIND = Kind(
    options={
        "origins": Option("pattern", "^Debian-Security:"),
        "max_list_age": Option("number", 7.0),
    },
    severity="high",
    component="Security",
    title="Security updates",
    subject=lambda options: "host",
    remedy=Remedy("Run apt-get update and apt-get upgrade, or have unattended-upgrades do it."),
    judge=_judge,
    needs=_needs,
    verify=_verify,
)
